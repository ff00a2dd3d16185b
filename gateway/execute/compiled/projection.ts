import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import type { SeparatedKeys } from '../../plan/plan.ts';
import { plannedKey } from '../../plan/separateKeys.ts';
import { clientFields, type Collecting } from './clientFields.ts';
import type { CodeWriter } from './code.ts';
import { asSource, never } from './faults.ts';
import { absorb, deny, gap, noteFiltered } from './gaps.ts';
import { fieldsNamed, type Place, type Source } from './places.ts';
import { asList, isRecordCode, leafRead, pickCode, type ReadCode } from './reading.ts';
import { openSlots, valuesCode, type RepresentationWriter } from './representations.ts';
import { siteOf, type Marks, type Site, type SiteFacts } from './sites.ts';
import { typeNameCode } from './typeNames.ts';

/** Writes the functions that write an answer, for one setting of the conditions. */
export interface ProjectionWriter extends RepresentationWriter {
  readonly code: CodeWriter;
  /** With everything that sub-requests may select. */
  readonly schema: GraphQLSchema;
  /** What the client sees, and its selections. */
  readonly collecting: Collecting;
  readonly marks: Marks;
  /** True where a custom scalar may be a JSON object or list. */
  readonly objectScalars: boolean;
  /** Aliases that the plan has under keys of its own. */
  readonly keys: SeparatedKeys | undefined;
  /** Functions and sites by what they are made of: the same selection is written once. */
  readonly known: Map<string, string>;
  readonly nodeIds: Map<FieldNode, number>;
}

/** An object of the answer: where its sources are, what the client wants of it, and its path. */
interface Answered {
  /** Undefined where no source has anything to say. */
  readonly place: Place | undefined;
  readonly type: GraphQLCompositeType;
  readonly sets: readonly SelectionSetNode[];
  readonly path: readonly string[];
  readonly site: string;
}

/** Adds the function `(context) => string | undefined` for the whole of the data. */
export function addRoot(
  writer: ProjectionWriter,
  place: Place,
  type: GraphQLObjectType,
  set: SelectionSetNode,
): string {
  return addObject(writer, { place, type, sets: [set], path: [], site: 'undefined' });
}

/** `(context, ...bases) => string | undefined`: the text of an object; undefined where it becomes null. */
function addObject(writer: ProjectionWriter, answered: Answered): string {
  const { code, schema, collecting } = writer;
  const { place, type, site } = answered;
  const name = code.freshName('o');
  const parameters = ['c', ...(place?.bases ?? []).map((_, index) => `b${String(index)}`)];
  const opened = place === undefined ? '' : openSlots(writer, place);
  if (!isAbstractType(type)) {
    const checked = typeNameChecks(writer, answered);
    code.add(name, parameters, `${opened}\n${checked}\n${objectBody(writer, answered, type)}`);
    return name;
  }
  const possible = collecting.schema.getPossibleTypes(type);
  const bodies = possible.map((each) => ({ each, body: objectBody(writer, answered, each) }));
  const cases = [...new Set(bodies.map(({ body }) => body))].map((body) => {
    const labels = bodies
      .filter((given) => given.body === body)
      .map(({ each }) => `case ${JSON.stringify(each.name)}:`);
    return `${labels.join(' ')} {\n${body}\n}`;
  });
  const stated = place === undefined ? 'undefined' : typeNameCode(code, schema, place);
  const otherwise = `${code.constant(gap)}(c, ${site}, ${code.constant(never)}); return undefined;`;
  const choice = `const n = ${stated};\nswitch (n) {\n${cases.join('\n')}\n}\n${otherwise}`;
  code.add(name, parameters, `${opened}\n${choice}`);
  return name;
}

/** An object that says it is of another type than it must be is no answer. */
function typeNameChecks({ code }: ProjectionWriter, { place, type, site }: Answered): string {
  const stated = (place?.bases ?? []).flatMap((source, index) =>
    fieldsNamed(source.selections, '__typename').length === 0
      ? []
      : [`b${String(index)}.__typename`],
  );
  const wrong = stated.map(
    (name) => `(${name} !== undefined && ${name} !== ${JSON.stringify(type.name)})`,
  );
  return wrong.length === 0
    ? ''
    : `if (${wrong.join(' || ')}) { ${code.constant(gap)}(c, ${site}, ${code.constant(never)}); return undefined; }`;
}

/** Statements that write an object of one type, and the text so far that is not written yet. */
interface Body {
  readonly statements: string[];
  /** Parts of one concatenation. */
  readonly pieces: string[];
}

function objectBody(writer: ProjectionWriter, answered: Answered, type: GraphQLObjectType): string {
  const fields = clientFields(writer.collecting, type.name, answered.sets);
  const body: Body = { statements: [], pieces: [] };
  const keys = new Set(fields.keys());
  let lead = '{';
  for (const [key, nodes] of fields) {
    body.pieces.push(JSON.stringify(`${lead}${JSON.stringify(key)}:`));
    lead = ',';
    const field: ObjectField = { answered, type, key, nodes, keys };
    if (!writeField(writer, body, field)) return body.statements.join('\n');
  }
  const open = fields.size === 0 ? [`'{'`] : [];
  return `${body.statements.join('\n')}\nreturn ${[...open, ...body.pieces, `'}'`].join(' + ')};`;
}

interface ObjectField {
  readonly answered: Answered;
  readonly type: GraphQLObjectType;
  readonly key: string;
  readonly nodes: readonly FieldNode[];
  readonly keys: ReadonlySet<string>;
}

/** Adds one field to the body. False: no object of this type can ever be written. */
function writeField(writer: ProjectionWriter, body: Body, field: ObjectField): boolean {
  const [node] = field.nodes;
  if (node === undefined) throw new TypeError('a field has a node');
  const name = node.name.value;
  if (name.startsWith('__')) {
    body.pieces.push(metaCode(field, name));
    return true;
  }
  const type = field.type.getFields()[name]?.type;
  if (type === undefined) throw new TypeError('the client asks for an unknown field');
  const { place } = field.answered;
  const planned = plannedKey(writer.keys, node);
  const values = place === undefined ? [] : valuesCode(writer, place, planned, field.type.name);
  const [site, siteName] = fieldSite(writer, field, type, values);
  if (site.denied) return writeDenied(writer, body, site, siteName);
  const child = place?.child(planned);
  writeValue(writer, body, {
    ...{ type, site, siteName, nodes: field.nodes, place: child },
    path: [...field.answered.path, field.key],
    values: child === undefined ? values.map(({ value }) => value) : inOrder(child, values),
    sources: values.map(({ variable }) => variable),
  });
  return true;
}

/** Fields of introspection: the name of the object's type, or what the request brings along. */
function metaCode({ answered, type, key }: ObjectField, name: string): string {
  if (name !== '__typename') return `c.meta[${JSON.stringify(key)}]`;
  return isAbstractType(answered.type) ? `'"' + n + '"'` : JSON.stringify(`"${type.name}"`);
}

function writeDenied(
  { code }: ProjectionWriter,
  body: Body,
  { nonNull }: Site,
  siteName: string,
): boolean {
  if (nonNull) body.statements.push(`return ${code.constant(deny)}(c, ${siteName});`);
  else body.pieces.push(`'null'`);
  return !nonNull;
}

/** The values in the order of the child's bases; `undefined` for a source that was not asked for this type. */
const inOrder = (
  child: Place,
  values: readonly { readonly source: Source; readonly value: string }[],
): readonly string[] =>
  child.bases.map(({ of }) => values.find(({ source }) => source === of)?.value ?? 'undefined');

function fieldSite(
  writer: ProjectionWriter,
  { answered, key, keys }: ObjectField,
  type: GraphQLOutputType,
  values: readonly { readonly source: Source }[],
): readonly [Site, string] {
  return siteFor(writer, {
    path: [...answered.path, key],
    nonNull: isNonNullType(type),
    keys,
    parts: values.map(({ source }) => source.part.index),
  });
}

function siteFor(writer: ProjectionWriter, facts: SiteFacts): readonly [Site, string] {
  const site = siteOf(writer.marks, facts);
  const identity = `site ${JSON.stringify([site.path, site.nonNull, [...site.keys], site.parts])}`;
  const known = writer.known.get(identity);
  const name = known ?? writer.code.constant(site);
  writer.known.set(identity, name);
  return [site, name];
}

/** A value of the answer: a field's, or an item's of a list. */
interface Value {
  readonly type: GraphQLOutputType;
  readonly site: Site;
  readonly siteName: string;
  readonly path: readonly string[];
  readonly nodes: readonly FieldNode[];
  readonly place: Place | undefined;
  /** Source text of the value in each source. */
  readonly values: readonly string[];
  /** Variables of the objects that were to hold it. */
  readonly sources: readonly string[];
}

/** Adds the text of a value to the body, or leaves the function where no null may stand. */
function writeValue(writer: ProjectionWriter, body: Body, value: Value): void {
  const { code } = writer;
  const variable = code.freshName('v');
  const given = readCode(writer, value, variable);
  const why = [`c`, value.siteName, given.said, ...value.sources].join(', ');
  const filtered = value.site.filteredList
    ? `${code.constant(noteFiltered)}(c, ${value.siteName}), `
    : '';
  body.statements.push(...given.declared);
  const text = code.freshName('t');
  const gapped = `${code.constant(gap)}(${why})`;
  if (value.site.nonNull) {
    body.statements.push(`if (!(${given.test})) { ${gapped}; return undefined; }`);
    body.statements.push(`const ${text} = (${filtered}${given.text});`);
    if (given.mayFail) body.statements.push(`if (${text} === undefined) return undefined;`);
  } else {
    const otherwise = given.mayFail ? ` ?? ${code.constant(absorb)}(c, ${value.siteName})` : '';
    const written = `((${filtered}${given.text})${otherwise})`;
    body.statements.push(`const ${text} = ${given.test} ? ${written} : ${gapped};`);
  }
  body.pieces.push(text);
}

function readCode(writer: ProjectionWriter, value: Value, variable: string): ReadCode {
  const type = getNullableType(value.type);
  if (isLeafType(type)) return leafRead(writer, value, variable);
  const names = value.values.map((_, index) => `${variable}_${String(index)}`);
  const declared = names.map((name, index) => `const ${name} = ${value.values[index] ?? ''};`);
  const said = pickCode(writer.code, names);
  const single = names.length === 1 ? names[0] : undefined;
  if (names.length === 0) return { declared, test: 'false', text: `''`, mayFail: false, said };
  if (isListType(type)) {
    const list = addList(writer, { ...value, type });
    const arrays = names.map((name) =>
      single === undefined ? `${writer.code.constant(asList)}(${name})` : name,
    );
    const test = names.map((name) => `Array.isArray(${name})`).join(' || ');
    return { declared, test, text: `${list}(c, ${arrays.join(', ')})`, mayFail: true, said };
  }
  const object = objectFunction(writer, value);
  const objects = names.map((name) =>
    single === undefined ? `${writer.code.constant(asSource)}(${name})` : name,
  );
  const test = names.map((name) => isRecordCode(writer.code, name)).join(' || ');
  return { declared, test, text: `${object}(c, ${objects.join(', ')})`, mayFail: true, said };
}

function objectFunction(writer: ProjectionWriter, value: Value): string {
  const type = getNamedType(value.type) as GraphQLCompositeType;
  const ids = value.nodes.map((node) => nodeId(writer, node));
  const identity = `object ${value.path.join('.')} ${type.name} ${ids.join(' ')} ${value.siteName}`;
  const known = writer.known.get(identity);
  if (known !== undefined) return known;
  const name = addObject(writer, {
    ...{ place: value.place, type, path: value.path, site: value.siteName },
    sets: value.nodes.flatMap(({ selectionSet }) => selectionSet ?? []),
  });
  writer.known.set(identity, name);
  return name;
}

function nodeId({ nodeIds }: ProjectionWriter, node: FieldNode): number {
  const id = nodeIds.get(node) ?? nodeIds.size;
  nodeIds.set(node, id);
  return id;
}

/** `(context, ...lists) => string | undefined`: lists of several sources are walked side by side. */
function addList(writer: ProjectionWriter, value: Value): string {
  const { code } = writer;
  const { type } = value;
  if (!isListType(type)) throw new TypeError('not a list');
  const item = type.ofType as GraphQLOutputType;
  const path = [...value.path, '*'];
  const facts = { path, nonNull: isNonNullType(item), keys: noKeys, parts: value.site.parts };
  const [site, siteName] = siteFor(writer, facts);
  const name = code.freshName('l');
  const lists = value.values.map((_, index) => `a${String(index)}`);
  const body: Body = { statements: [], pieces: [] };
  const items = lists.map((list) => `${list}[i]`);
  writeValue(writer, body, {
    ...{ type: item, site, siteName, path, nodes: value.nodes, place: value.place },
    ...{ values: items, sources: [] },
  });
  const depth = String(value.path.filter((part) => part === '*').length);
  const length =
    lists.length === 1
      ? 'a0.length'
      : `Math.max(${lists.map((list) => `${list}.length`).join(', ')})`;
  code.add(
    name,
    ['c', ...lists],
    `let text = '[';
const length = ${length};
for (let i = 0; i < length; i += 1) {
c.x[${depth}] = i;
${body.statements.join('\n')}
text += i === 0 ? ${body.pieces.join(' + ')} : ',' + ${body.pieces.join(' + ')};
}
return text + ']';`,
  );
  return name;
}

const noKeys: ReadonlySet<string> = new Set();
