import {
  getNamedType,
  isAbstractType,
  isNonNullType,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type SelectionSetNode,
} from 'graphql';
import { plannedKey } from '../../plan/separateKeys.ts';
import { clientFields } from './clientFields.ts';
import { never } from './faults.ts';
import { deny, gap, hold, untyped } from './gaps.ts';
import { fieldsNamed, isSlot, type Place, type Source } from './places.ts';
import { openSlots, valuesCode } from './representations.ts';
import type { Site } from './sites.ts';
import { typeNameCode } from './typeNames.ts';
import { siteFor, writeValue, type Body, type ProjectionWriter, type Value } from './values.ts';

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
  given: Omit<ProjectionWriter, 'object'>,
  place: Place,
  type: GraphQLObjectType,
  set: SelectionSetNode,
): string {
  const writer: ProjectionWriter = { ...given, object: (value) => objectFunction(writer, value) };
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
  const fields = possible.map((each) => clientFields(collecting, each.name, answered.sets));
  const keys = code.constant(new Set(fields.flatMap((each) => [...each.keys()])));
  const slots = (place?.slots ?? []).map((_, index) => `, q${String(index)}`).join('');
  const otherwise = `${code.constant(untyped)}(c, ${site}, ${keys}${slots}); return undefined;`;
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
  if (site.held) return writeHeld(writer, body, site, siteName);
  const child = place?.child(planned);
  writeValue(writer, body, {
    ...{ type, site, siteName, nodes: field.nodes, place: child },
    path: [...field.answered.path, field.key],
    values: child === undefined ? values.map(({ value }) => value) : inOrder(child, values),
    sources: values.map(({ variable }) => variable),
    part: onlyPart(values),
    slot: onlySlot(values),
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

function writeHeld(
  { code }: ProjectionWriter,
  body: Body,
  { nonNull }: Site,
  siteName: string,
): boolean {
  const held = `${code.constant(hold)}(c, ${siteName})`;
  if (nonNull) {
    body.statements.push(`return ${held};`);
    return false;
  }
  const text = code.freshName('t');
  body.statements.push(`const ${text} = ${held};`);
  body.pieces.push(text);
  return true;
}

const onlyPart = ([only, ...more]: readonly { readonly source: Source }[]): number | undefined =>
  more.length > 0 ? undefined : only?.source.part.index;

function onlySlot(
  values: readonly { readonly source: Source; readonly variable: string }[],
): Value['slot'] {
  const [only, ...more] = values;
  if (only === undefined || more.length > 0 || !isSlot(only.source)) return undefined;
  return { variable: only.variable, part: only.source.part.index };
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

/** The same selection at the same path is written once. */
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
