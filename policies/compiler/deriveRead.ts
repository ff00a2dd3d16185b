import { isAbstractType, isCompositeType } from 'graphql';
import { everyPurpose } from '../decide.ts';
import type { Coordinate, FieldRule } from '../lock.ts';
import { groupBy } from './collections.ts';
import { isStructure, namedTypeOf, type GraphIndex, type OutputCoordinate } from './graphIndex.ts';

export type DraftRule = Omit<FieldRule, 'read'> & {
  /** Undefined: computed from the type that the field leads to. */
  readonly read: FieldRule['read'] | undefined;
};

/**
 * Computes the read rights that nobody wrote: an edge, pointer or wrapper is readable for the
 * purposes that may read any fact of the type it leads to, and of the type it stands in.
 */
export function deriveRead(
  index: GraphIndex,
  drafts: ReadonlyMap<Coordinate, DraftRule>,
): Readonly<Record<Coordinate, FieldRule>> {
  const facts = factsOf(index, drafts);
  const fields = index.outputs.flatMap((output): [string, FieldRule][] => {
    const draft = drafts.get(output.coordinate);
    if (draft === undefined) return [];
    const read = draft.read ?? readOf(index, output, facts);
    return [[output.coordinate, { ...draft, read }]];
  });
  return Object.fromEntries(fields);
}

type Facts = (type: string) => ReadonlySet<string>;

function readOf(index: GraphIndex, output: OutputCoordinate, facts: Facts): FieldRule['read'] {
  const target = facts(namedTypeOf(output.field.type));
  const parent =
    output.root !== undefined || isStructure(index, output.parent.name)
      ? undefined
      : facts(output.parent.name);
  const bound = parent === undefined || parent.has(everyPurpose) ? undefined : parent;
  const purposes = [...target].filter((name) => bound === undefined || bound.has(name)).sort();
  return Object.fromEntries(purposes.map((name) => [name, 'clear' as const]));
}

/** The purposes that may read any fact of a type; through wrappers, of what they wrap. */
function factsOf(index: GraphIndex, drafts: ReadonlyMap<Coordinate, DraftRule>): Facts {
  const fieldsByType = groupBy(index.outputs, ({ parent }) => parent.name);
  const known = new Map<string, ReadonlySet<string>>();
  const facts = (type: string, entered: ReadonlySet<string>): ReadonlySet<string> => {
    const before = known.get(type);
    if (before !== undefined) return before;
    if (entered.has(type)) return new Set();
    const inside = new Set([...entered, type]);
    const own = ownFacts(fieldsByType.get(type) ?? [], drafts);
    const found =
      own.size > 0 ? own : lookThrough(index, fieldsByType.get(type) ?? [], drafts, inside, facts);
    const all = new Set([...found, ...implementersOf(index, type, inside, facts)]);
    const result = all.size > 1 ? new Set([...all].filter((name) => name !== everyPurpose)) : all;
    // Inside a cycle the answer is not whole yet: it is kept for the outermost type alone.
    if (entered.size === 0) known.set(type, result);
    return result;
  };
  return (type) => facts(type, new Set());
}

type Inner = (type: string, entered: ReadonlySet<string>) => ReadonlySet<string>;

function ownFacts(
  fields: readonly OutputCoordinate[],
  drafts: ReadonlyMap<Coordinate, DraftRule>,
): Set<string> {
  const purposes = fields.flatMap(({ coordinate }) =>
    Object.keys(drafts.get(coordinate)?.read ?? {}),
  );
  return new Set(purposes.filter((name) => name !== everyPurpose));
}

function lookThrough(
  index: GraphIndex,
  fields: readonly OutputCoordinate[],
  drafts: ReadonlyMap<Coordinate, DraftRule>,
  entered: ReadonlySet<string>,
  facts: Inner,
): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { coordinate, field } of fields) {
    const draft = drafts.get(coordinate);
    if (draft === undefined) continue;
    const type = index.schema.getType(namedTypeOf(field.type));
    if (draft.read === undefined && isCompositeType(type)) {
      for (const name of facts(type.name, entered)) found.add(name);
    } else {
      found.add(everyPurpose);
    }
  }
  return found;
}

function implementersOf(
  index: GraphIndex,
  type: string,
  entered: ReadonlySet<string>,
  facts: Inner,
): readonly string[] {
  const found = index.schema.getType(type);
  if (!isAbstractType(found)) return [];
  return index.schema.getPossibleTypes(found).flatMap(({ name }) => [...facts(name, entered)]);
}
