import type { GraphQLSchema } from 'graphql';
import type { PathStep } from '../../plan/plan.ts';
import { anyMemberCode, type CodeWriter } from './code.ts';
import { asSource, firstRecord, Fault, never } from './faults.ts';
import { fieldsNamed, isSlot, type Part, type Place, type Source } from './places.ts';
import { onlyKey } from './onlyKey.ts';
import { addRepresentation } from './representations.ts';
import { isTypeOrBelow, objectNames, pickTypeName } from './typeNames.ts';

/** Writes the functions that gather the objects which a part looks up. */
export interface WalkWriter {
  readonly code: CodeWriter;
  readonly schema: GraphQLSchema;
  readonly root: Place;
  readonly slotName: (source: Source) => string;
  /** The number of the list of entities that a part puts at one of its paths; it is kept from then on. */
  readonly listOf: (part: Part, path: readonly PathStep[]) => number;
}

/** One key of a path with the types that the objects below it must have. */
interface Stride {
  readonly key: string;
  readonly types: readonly (readonly string[])[];
}

/** Adds `(context) => void`, which takes every object at the part's paths. */
export function addWalk(writer: WalkWriter, part: Part): string {
  const { code } = writer;
  const name = code.freshName('w');
  const bodies = part.paths.map((path) => walkPath(writer, part, stridesOf(path)));
  code.add(
    name,
    ['c'],
    bodies.map((body, index) => `c.path = ${String(index)};\n{\n${body}\n}`).join('\n'),
  );
  return name;
}

/** Lists need no stride of their own: how deep they lie is known from the place. */
function stridesOf(path: readonly PathStep[]): readonly Stride[] {
  const strides: { key: string; types: (readonly string[])[] }[] = [];
  for (const step of path) {
    if (step.kind === 'key') strides.push({ key: step.key, types: [] });
    if (step.kind === 'types') strides.at(-1)?.types.push(step.types);
  }
  return strides;
}

/** A place on the way, and the variables of its bases; undefined where the walk does without them. */
interface Standing {
  readonly place: Place;
  readonly bases: readonly string[];
}

function walkPath(writer: WalkWriter, part: Part, strides: readonly Stride[]): string {
  const start = entityStart(writer.root, strides);
  if (start === undefined) {
    return step(writer, part, { place: writer.root, bases: [] }, strides);
  }
  const { place, slot, path, rest } = start;
  const list = writer.listOf(slot.part, path);
  const entity = writer.code.freshName('e');
  const body = below(writer, part, place, new Map([[slot, entity]]), rest);
  return `for (const ${entity} of c.entitiesAt(${String(list)})) {\n${body}\n}`;
}

interface EntityStart {
  readonly place: Place;
  readonly slot: Source;
  /** The path on which the slot's part put it there. */
  readonly path: readonly PathStep[];
  readonly rest: readonly Stride[];
}

/**
 * Where all that lies further down hangs on the entities of one earlier part, the walk begins with
 * these: each of them once, however many places of the answer show it.
 */
function entityStart(root: Place, strides: readonly Stride[]): EntityStart | undefined {
  let place = root;
  let start: EntityStart | undefined;
  for (const [index, { key }] of strides.entries()) {
    const child = place.child(key);
    if (child === undefined) return undefined;
    const before = strides.slice(0, index);
    const found = place === root ? undefined : onlySlot(child, before);
    if (found !== undefined) start = { ...found, place, rest: strides.slice(index) };
    place = child;
  }
  return start;
}

/** The slot that alone has anything to say below, with the path on which its part put it there. */
function onlySlot(child: Place, before: readonly Stride[]) {
  const slot = child.bases.length === 1 ? child.bases[0]?.of : undefined;
  if (slot === undefined || !isSlot(slot)) return undefined;
  if (before.some(({ types }) => types.length > 0)) return undefined;
  const keys = before.map(({ key }) => key);
  const path = slot.part.paths.find((each) => sameKeys(each, keys));
  return path === undefined ? undefined : { slot, path };
}

const sameKeys = (path: readonly PathStep[], keys: readonly string[]): boolean =>
  path.flatMap((each) => (each.kind === 'key' ? [each.key] : [])).join(' ') === keys.join(' ');

/** At the objects of a place: takes them, or goes on below. */
function step(
  writer: WalkWriter,
  part: Part,
  standing: Standing,
  strides: readonly Stride[],
): string {
  const { code, slotName } = writer;
  const { place, bases } = standing;
  const carrier = carrierOf(code, bases);
  if (strides.length === 0) return take(writer, part, standing, carrier);
  const variables = new Map<Source, string>();
  place.bases.forEach((source, index) => variables.set(source, bases[index] ?? ''));
  const needed = place.child(strides[0]?.key ?? '')?.bases.map(({ of }) => of) ?? [];
  const slots = place.slots.filter((source) => needed.includes(source));
  const declared = slots.map((source) => {
    const name = code.freshName('q');
    variables.set(source, name);
    return `const ${name} = ${carrier}[${slotName(source)}] ?? ${code.constant(never)};`;
  });
  return `${declared.join('\n')}\n${below(writer, part, place, variables, strides)}`;
}

const carrierOf = (code: CodeWriter, bases: readonly string[]): string => {
  if (bases.length === 0) return 'c.root';
  if (bases.length === 1) return bases[0] ?? '';
  return `${code.constant(firstRecord)}(${bases.join(', ')})`;
};

function take(writer: WalkWriter, part: Part, { place, bases }: Standing, carrier: string): string {
  const { code } = writer;
  const planned = part.step.parts[part.position];
  if (planned?.kind !== 'entities') return `c.take(${carrier}, '');`;
  const represent = addRepresentation(writer, place, planned);
  const text = `${represent}(${['c', ...bases].join(', ')})`;
  const key = onlyKey(place, planned);
  const [base, ...more] = bases;
  if (key === undefined || base === undefined || more.length > 0) {
    return `c.take(${carrier}, ${text});`;
  }
  const value = code.freshName('v');
  return `const ${value} = ${anyMemberCode(code, base, key)};
if (typeof ${value} !== 'string') c.take(${carrier}, ${text});
else if (!c.takeKnown(${carrier}, ${value})) c.takeNew(${carrier}, ${value}, ${text});`;
}

/** From the sources of a place to the objects below one of its keys, through all lists between. */
function below(
  writer: WalkWriter,
  part: Part,
  place: Place,
  variables: ReadonlyMap<Source, string>,
  strides: readonly Stride[],
): string {
  const { code } = writer;
  const [stride, ...rest] = strides;
  const child = stride === undefined ? undefined : place.child(stride.key);
  if (stride === undefined || child === undefined) return '';
  const values = child.bases.map(({ of, wireKeys }) => {
    const variable = of === undefined ? undefined : variables.get(of);
    return variable === undefined ? 'undefined' : anyMemberCode(code, variable, wireKeys);
  });
  return unrolled(writer, child.lists, values, (items) => {
    const bases = items.map(() => code.freshName('b'));
    const source = code.constant(asSource);
    const declared = bases.map(
      (name, index) => `const ${name} = ${source}(${items[index] ?? ''});`,
    );
    const inner = step(writer, part, { place: child, bases }, rest);
    const tests = [
      isThereCode(code, bases),
      ...stride.types.map((types) => typeTest(writer, bases, types, child)),
    ];
    return `${declared.join('\n')}\nif (${tests.join(' && ')}) {\n${inner}\n}`;
  });
}

/** `asSource` has left objects, faults and `never`: true where one of them is an object. */
const isThereCode = (code: CodeWriter, bases: readonly string[]): string =>
  `(${bases
    .map(
      (name) =>
        `(${name} !== ${code.constant(never)} && !(${name} instanceof ${code.constant(Fault)}))`,
    )
    .join(' || ')})`;

function unrolled(
  writer: WalkWriter,
  lists: number,
  values: readonly string[],
  body: (items: readonly string[]) => string,
): string {
  if (lists === 0) return body(values);
  const { code } = writer;
  const index = code.freshName('i');
  const names = values.map(() => code.freshName('a'));
  const list = code.constant(asList);
  const declared = names.map((name, at) => `const ${name} = ${list}(${values[at] ?? ''});`);
  const length =
    names.length === 1
      ? `${names[0] ?? ''}.length`
      : `Math.max(${names.map((name) => `${name}.length`).join(', ')})`;
  const items = names.map((name) => `${name}[${index}]`);
  const inner = unrolled(writer, lists - 1, items, body);
  return `${declared.join('\n')}\nfor (let ${index} = 0; ${index} < ${length}; ${index} += 1) {\n${inner}\n}`;
}

const emptyList: readonly unknown[] = Object.freeze([]);
const asList = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? (value as readonly unknown[]) : emptyList;

/** A place of one type needs no test, or can never pass it. */
function typeTest(
  writer: WalkWriter,
  bases: readonly string[],
  types: readonly string[],
  place: Place,
): string {
  const { code, schema } = writer;
  const accepted = place.typeNames.filter((name) =>
    types.some((type) => isTypeOrBelow(schema, type, name)),
  );
  if (place.typeNames.length === 1) return String(accepted.length === 1);
  const names = objectNames(schema, place);
  // Where an interface object states the interface's name, an entity lookup knows the object type.
  const slots = names.size < place.typeNames.length ? slotsOf(writer, bases, place) : [];
  const stated = [...bases, ...slots].map((name) => `${name}.__typename`).join(', ');
  const typeName = `${code.constant(pickTypeName)}(${code.constant(names)}, ${stated})`;
  return `${code.constant(new Set(accepted))}.has(${typeName})`;
}

/** Source text of a place's slots that were asked for the type. */
function slotsOf(
  { code, slotName }: WalkWriter,
  bases: readonly string[],
  { slots }: Place,
): readonly string[] {
  return slots
    .filter(({ selections }) => fieldsNamed(selections, '__typename').length > 0)
    .map((source) => `(${carrierOf(code, bases)}[${slotName(source)}] ?? ${code.constant(never)})`);
}
