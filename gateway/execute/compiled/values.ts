import {
  getNullableType,
  isLeafType,
  isListType,
  isNonNullType,
  type FieldNode,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import type { SeparatedKeys } from '../../plan/plan.ts';
import type { Collecting } from './clientFields.ts';
import type { CodeWriter } from './code.ts';
import { asSource } from './faults.ts';
import { absorb, gap, kept, noteFiltered } from './gaps.ts';
import type { Place } from './places.ts';
import { asList, isRecordCode, leafRead, pickCode, type ReadCode } from './reading.ts';
import type { RepresentationWriter } from './representations.ts';
import { siteOf, type Marks, type Site, type SiteFacts } from './sites.ts';

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
  /** The name of the function that writes an object; see `projection.ts`. */
  readonly object: (value: Value) => string;
}

/** Statements that write an object of one type, and the text so far that is not written yet. */
export interface Body {
  readonly statements: string[];
  /** Parts of one concatenation. */
  readonly pieces: string[];
}

/** A value of the answer: a field's, or an item's of a list. */
export interface Value {
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
  /** The part of the plan that alone brings it; undefined where several do. */
  readonly part: number | undefined;
  /** Where an entity alone holds it: its variable, and the part of the plan that brings it. */
  readonly slot: { readonly variable: string; readonly part: number } | undefined;
}

/** Adds the text of a value to the body, or leaves the function where no null may stand. */
export function writeValue(writer: ProjectionWriter, body: Body, value: Value): void {
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
    const text = callCode(writer, value, list, arrays);
    return { declared, test, text, mayFail: true, said };
  }
  const object = writer.object(value);
  const objects = names.map((name) =>
    single === undefined ? `${writer.code.constant(asSource)}(${name})` : name,
  );
  const test = names.map((name) => isRecordCode(writer.code, name)).join(' || ');
  const text = callCode(writer, value, object, objects);
  return { declared, test, text, mayFail: true, said };
}

/** Calls what writes a value; the text of an entity's member is kept where the entity is repeated. */
function callCode(
  { code }: ProjectionWriter,
  { slot }: Value,
  name: string,
  given: readonly string[],
): string {
  const call = `${name}(c, ${given.join(', ')})`;
  if (slot === undefined) return call;
  const [value = ''] = given;
  const key = code.constant(Symbol(name));
  const keep = `${code.constant(kept)}(c, ${slot.variable}, ${key}, ${name}, ${value})`;
  return `(c.repeated[${String(slot.part)}] === true ? ${keep} : ${call})`;
}

export function siteFor(writer: ProjectionWriter, facts: SiteFacts): readonly [Site, string] {
  const site = siteOf(writer.marks, facts);
  const identity = `site ${JSON.stringify([site.path, site.nonNull, [...site.keys], site.parts])}`;
  const known = writer.known.get(identity);
  const name = known ?? writer.code.constant(site);
  writer.known.set(identity, name);
  return [site, name];
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
    ...{ values: items, sources: [], part: value.part, slot: undefined },
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
