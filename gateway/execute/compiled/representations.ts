import type { GraphQLSchema } from 'graphql';
import type { EntitiesPart, RequiredSelection, Rewrite } from '../../plan/plan.ts';
import { anyMemberCode, quote, type CodeWriter } from './code.ts';
import { asSource, Fault, firstRecord, firstValue, isRecord, never, wholeFault } from './faults.ts';
import type { Gathering } from './gather.ts';
import { leafTest } from './leaves.ts';
import { fieldsOfType, sourcesOf, type Place, type Source } from './places.ts';
import { isTypeOrBelow, typeNameCode } from './typeNames.ts';

/** What writes the functions that turn an object of the answer into a representation's text. */
export interface RepresentationWriter {
  readonly code: CodeWriter;
  readonly schema: GraphQLSchema;
  /** The name of the symbol under which a part's slot hangs. */
  readonly slotName: (source: Source) => string;
}

type RequiredField = RequiredSelection & { readonly kind: 'field' };

/** A set of required fields at a place, with the rewrites that reach it. */
interface Required {
  readonly place: Place;
  readonly selections: readonly RequiredSelection[];
  readonly rewrites: readonly Rewrite[];
}

/**
 * Adds a function `(context, ...bases) => string | undefined`. Undefined: the object can't be looked
 * up; `context.why` then holds the fault that is to blame, if one is.
 */
export function addRepresentation(
  writer: RepresentationWriter,
  place: Place,
  part: EntitiesPart,
): string {
  const required = { place, selections: part.requires, rewrites: part.inputRewrites };
  return addObject(writer, required);
}

/** `bases` become `b0`, `b1`…, the place's slots `q0`, `q1`… */
function addObject(writer: RepresentationWriter, required: Required): string {
  const { code } = writer;
  const { place } = required;
  const name = code.freshName('r');
  const parameters = ['c', ...place.bases.map((_, index) => `b${String(index)}`)];
  const bodies = place.typeNames.map((typeName) => ({
    typeName,
    body: bodyOf(writer, required, typeName),
  }));
  const distinct = [...new Set(bodies.map(({ body }) => body))];
  const [only] = distinct;
  if (distinct.length === 1 && only !== undefined) {
    code.add(name, parameters, `${openSlots(writer, place)}\n${only}`);
    return name;
  }
  const cases = distinct.map((body) => {
    const labels = bodies
      .filter((each) => each.body === body)
      .map(({ typeName }) => `case ${JSON.stringify(typeName)}:`);
    return `${labels.join(' ')} { ${body} }`;
  });
  const choice = `switch (${typeNameCode(writer.code, writer.schema, place)}) {\n${cases.join('\n')}\n}\nreturn undefined;`;
  code.add(name, parameters, `${openSlots(writer, place)}\n${choice}`);
  return name;
}

/** Declares `p`, the object that carries the slots, and the slots themselves. */
export function openSlots({ code, slotName }: RepresentationWriter, place: Place): string {
  if (place.slots.length === 0) return '';
  const slots = place.slots.map(
    (source, index) => `q${String(index)} = p[${slotName(source)}] ?? ${code.constant(never)}`,
  );
  return `const p = ${carrierCode(code, place)}, ${slots.join(', ')};`;
}

/** The object that carries a place's slots: the first base that is there; for the root, the context's. */
export function carrierCode(code: CodeWriter, place: Place): string {
  if (place.bases.length === 0) return 'c.root';
  if (place.bases.length === 1) return 'b0';
  const bases = place.bases.map((_, index) => `b${String(index)}`);
  return `${code.constant(firstRecord)}(${bases.join(', ')})`;
}

/** Source text for the values of a field of one type, one for each source that asked for it. */
export function valuesCode(
  { code, schema }: Pick<RepresentationWriter, 'code' | 'schema'>,
  place: Place,
  key: string,
  typeName: string,
): readonly { readonly source: Source; readonly variable: string; readonly value: string }[] {
  return sourcesOf(place).flatMap(({ source, variable }) => {
    const fields = fieldsOfType(schema, source.selections, key, typeName);
    const keys = [...new Set(fields.map(({ wireKey }) => wireKey))];
    if (keys.length === 0) return [];
    return [{ source, variable, value: anyMemberCode(code, variable, keys) }];
  });
}

function bodyOf(writer: RepresentationWriter, required: Required, typeName: string): string {
  const { schema } = writer;
  const rewrites = rewritesAt(schema, required.rewrites, typeName);
  const fields = fieldsFor(schema, required.selections, typeName);
  if (fields.length === 0) return 'return undefined;';
  const statements: string[] = [];
  const members: string[] = [];
  for (const field of fields) {
    const set = rewrites.find((rewrite) => rewrite.kind === 'set' && isFor(rewrite, field.name));
    const renamed = rewrites.find(
      (rewrite) => rewrite.kind === 'rename' && isFor(rewrite, field.name),
    );
    const name = renamed?.kind === 'rename' ? renamed.to : field.name;
    const value =
      set?.kind === 'set'
        ? JSON.stringify(JSON.stringify(set.value))
        : valueOf(writer, { ...required, rewrites }, { field, typeName, statements });
    members.push(`${JSON.stringify(`${JSON.stringify(name)}:`)} + ${value}`);
  }
  return `${statements.join('\n')}\nreturn '{' + ${members.join(` + ',' + `)} + '}';`;
}

/** Rewrites whose next step is a key, for objects of one type. */
const rewritesAt = (
  schema: GraphQLSchema,
  rewrites: readonly Rewrite[],
  typeName: string,
): readonly Rewrite[] =>
  rewrites.flatMap((rewrite) => {
    let { path } = rewrite;
    for (let [step] = path; step?.kind === 'types'; [step] = path) {
      if (!step.types.some((name) => isTypeOrBelow(schema, name, typeName))) return [];
      path = path.slice(1);
    }
    return [{ ...rewrite, path }];
  });

const isFor = ({ path: [step, ...more] }: Rewrite, name: string): boolean =>
  step?.kind === 'key' && step.key === name && more.length === 0;

const rewritesBelow = (rewrites: readonly Rewrite[], name: string): readonly Rewrite[] =>
  rewrites.flatMap((rewrite) => {
    const [step, ...path] = rewrite.path;
    return step?.kind === 'key' && step.key === name && path.length > 0
      ? [{ ...rewrite, path }]
      : [];
  });

/** Required fields of an object of one type; a field required twice is required once, with both parts. */
function fieldsFor(
  schema: GraphQLSchema,
  selections: readonly RequiredSelection[],
  typeName: string,
): readonly RequiredField[] {
  const fields = new Map<string, RequiredField>();
  for (const selection of selections) {
    const found =
      selection.kind === 'field'
        ? [selection]
        : isTypeOrBelow(schema, selection.type, typeName)
          ? fieldsFor(schema, selection.selections, typeName)
          : [];
    for (const field of found) {
      const before = fields.get(field.name);
      fields.set(field.name, before === undefined ? field : joined(before, field));
    }
  }
  return [...fields.values()];
}

const joined = (one: RequiredField, other: RequiredField): RequiredField => ({
  ...one,
  selections:
    one.selections === undefined && other.selections === undefined
      ? undefined
      : [...(one.selections ?? []), ...(other.selections ?? [])],
});

interface Value {
  readonly field: RequiredField;
  readonly typeName: string;
  /** Statements that run before the representation is put together. */
  readonly statements: string[];
}

function valueOf(writer: RepresentationWriter, required: Required, value: Value): string {
  const { code } = writer;
  const { place } = required;
  const { field, typeName, statements } = value;
  if (field.key === '__typename' && place.typeNames.length === 1) {
    return JSON.stringify(JSON.stringify(typeName));
  }
  if (field.key === '__typename') return quotedTypeName(writer, place);
  const values = valuesCode(writer, place, field.key, typeName);
  const sources = values.map(({ variable }) => variable).join(', ');
  const name = code.freshName('v');
  const text =
    field.selections === undefined
      ? `${code.constant(leafText)}(${pickCode(code, values)}, ${code.constant(testOf(writer, required, value))})`
      : nestedText(writer, required, field, values);
  statements.push(
    `const ${name} = ${text};`,
    `if (${name} === undefined) return ${code.constant(lack)}(c, ${pickCode(code, values)}${sources === '' ? '' : `, ${sources}`});`,
  );
  return name;
}

const quotedTypeName = (writer: RepresentationWriter, place: Place): string =>
  `${writer.code.constant(quote)}(String(${typeNameCode(writer.code, writer.schema, place)}))`;

function pickCode(code: CodeWriter, values: readonly { readonly value: string }[]): string {
  if (values.length === 0) return 'undefined';
  if (values.length === 1) return values[0]?.value ?? 'undefined';
  return `${code.constant(firstValue)}(${values.map(({ value }) => value).join(', ')})`;
}

function nestedText(
  writer: RepresentationWriter,
  { place, rewrites }: Required,
  field: RequiredField,
  values: readonly { readonly source: Source; readonly value: string }[],
): string {
  const { code } = writer;
  const child = place.child(field.key);
  if (child === undefined) return 'undefined';
  const inner = {
    place: child,
    selections: field.selections ?? [],
    rewrites: rewritesBelow(rewrites, field.name),
  };
  const write = addObject(writer, inner);
  const given = child.bases.map(
    ({ of }) => values.find(({ source }) => source === of)?.value ?? code.constant(never),
  );
  return `${code.constant(nested)}(c, ${write}, ${String(child.lists)}, [${given.join(', ')}])`;
}

type WriteObject = (context: Gathering, ...bases: readonly unknown[]) => string | undefined;

/** The text of a required object, or of lists of them. Undefined where a part of it is missing. */
function nested(
  context: Gathering,
  write: WriteObject,
  lists: number,
  values: readonly unknown[],
): string | undefined {
  if (lists === 0) {
    if (values.some(isRecord)) return write(context, ...values.map(asSource));
    return values.includes(null) && !values.some((value) => value instanceof Fault)
      ? 'null'
      : undefined;
  }
  const arrays = values.filter((value): value is unknown[] => Array.isArray(value));
  if (arrays.length === 0) return values.includes(null) ? 'null' : undefined;
  const length = Math.max(...arrays.map((list) => list.length));
  const items: string[] = [];
  for (let index = 0; index < length; index += 1) {
    const at = values.map((value) =>
      Array.isArray(value) ? (value[index] as unknown) : undefined,
    );
    const text = nested(context, write, lists - 1, at);
    if (text === undefined) return undefined;
    items.push(text);
  }
  return `[${items.join(',')}]`;
}

/** What a required leaf must be, so that no store is sent another's garbage. */
function testOf(
  { schema }: RepresentationWriter,
  { place }: Required,
  { field, typeName }: Value,
): (value: unknown) => boolean {
  const [asked] = sourcesOf(place).flatMap(({ source }) =>
    fieldsOfType(schema, source.selections, field.key, typeName),
  );
  return asked === undefined ? () => false : leafTest(asked.type);
}

/** The JSON text of a leaf, or of lists of them; undefined where it did not come or is none. */
function leafText(value: unknown, isOne: (value: unknown) => boolean): string | undefined {
  if (!isOne(value)) return undefined;
  return typeof value === 'string' ? quote(value) : JSON.stringify(value);
}

/**
 * A required value is missing or is none. Where a fault is to blame, or the store left out what it was
 * asked for, what depends on it fails with the same code: to ask with a null instead would make a wrong
 * value look right.
 */
function lack(context: Gathering, value: unknown, ...sources: readonly unknown[]): undefined {
  const fault = [value, ...sources].find((each) => each instanceof Fault);
  if (fault !== undefined) {
    const [{ code, words }] = Fault.reportsOf(fault);
    context.why = wholeFault(code, words);
  } else if (value === undefined ? sources.some(isRecord) : value !== null) {
    context.why ??= wholeFault('STORE_ANSWER_INVALID');
  }
  return undefined;
}
