import { getNamedType, isInputObjectType } from 'graphql';
import type { GraphIndex, InputCoordinate, OutputCoordinate } from '../compiler/graphIndex.ts';
import type { MeaningFormat } from '../compiler/fileFormat.ts';
import type { Coordinate, PurposeName } from '../lock.ts';
import type { FieldRights } from './rights.ts';
import { statedOf } from './stated.ts';

/** Who may use an argument or an input field. */
export interface InputRights {
  readonly use: ReadonlySet<PurposeName> | 'every';
  /** Regions from which it may be used; undefined: from any. */
  readonly regions: readonly string[] | undefined;
}

type Fields = ReadonlyMap<Coordinate, FieldRights>;
type Use = InputRights['use'];

export function inputRights(
  index: GraphIndex,
  fields: Fields,
): ReadonlyMap<Coordinate, InputRights> {
  const rights = index.inputs.flatMap((input): [string, InputRights][] => {
    const { meaning, writers } = saidOf(index, input);
    if (meaning === undefined && !isPlain(input)) return [];
    const { targets, select, writes } = meaningOf(index, fields, meaning);
    const use = useOf(select, writers, writes);
    return [[input.coordinate, { use, regions: regionsOf(fields, targets) }]];
  });
  return new Map(rights);
}

interface Said {
  readonly meaning: MeaningFormat | undefined;
  /** Who may write through it; undefined where nothing is written. */
  readonly writers: readonly string[] | undefined;
}

const saidOf = (index: GraphIndex, { input, of }: InputCoordinate): Said =>
  'parent' in of ? ofArgument(index, input.name, of) : ofMember(index, input.name, of.name);

function ofArgument(index: GraphIndex, name: string, of: OutputCoordinate): Said {
  const { arguments: meanings = {}, write = [] } = ruleOf(index, of.coordinate) ?? {};
  return { meaning: meanings[name], writers: of.root === 'mutation' ? write : undefined };
}

const ruleOf = (index: GraphIndex, coordinate: Coordinate) =>
  index.fieldEntries.get(coordinate)?.[0]?.rule;

function ofMember(index: GraphIndex, name: string, type: string): Said {
  const rule = index.inputEntries.get(type)?.[0]?.rule;
  return { meaning: rule?.arguments[name], writers: rule?.write };
}

/** A page's size and place, and what holds inputs with meanings of their own, need none. */
const isPlain = ({ input, of }: InputCoordinate): boolean =>
  isInputObjectType(getNamedType(input.type)) ||
  ('parent' in of && ['first', 'after'].includes(input.name));

interface Meaning {
  readonly targets: readonly Coordinate[];
  /** Who may select by it; undefined where nothing is selected. */
  readonly select?: Use;
  /** True for what is of use to writers alone. */
  readonly writes: boolean;
}

function meaningOf(index: GraphIndex, fields: Fields, said: MeaningFormat | undefined): Meaning {
  if (typeof said !== 'object') return { targets: [], writes: said === 'idempotency' };
  if (said.version !== undefined) return { targets: [], writes: true };
  const [[kind, of] = ['', '']] = Object.entries(said);
  const targets = typeof of === 'string' ? [of] : Object.values(of ?? {});
  if (said.write !== undefined) return { targets, writes: true };
  const select = targets.map((target) => selecting(index, fields, kind, target)).reduce(both);
  return { targets, select, writes: false };
}

function selecting(index: GraphIndex, fields: Fields, kind: string, target: Coordinate): Use {
  if (kind === 'key') return clearReaders(fields.get(target));
  const output = index.outputs.find(({ coordinate }) => coordinate === target);
  const stated = output === undefined ? undefined : statedOf(index, output);
  const right = kind === 'exact' || kind === 'sort' ? kind : 'range';
  return new Set(stated?.clauses.predicate?.[right] ?? []);
}

function clearReaders(rights: FieldRights | undefined): Use {
  if (rights?.read === 'every') return 'every';
  const readers = [...(rights?.read ?? [])].filter(([, form]) => form === 'clear');
  return new Set(readers.map(([name]) => name));
}

function both(left: Use, right: Use): Use {
  if (left === 'every') return right;
  return right === 'every' ? left : new Set([...left].filter((name) => right.has(name)));
}

function useOf(
  select: Use | undefined,
  writers: readonly string[] | undefined,
  writes: boolean,
): Use {
  if (writers === undefined) return select ?? (writes ? new Set() : 'every');
  return both(select ?? 'every', new Set(writers));
}

/** From where every personal target may be reached; undefined where none is personal. */
function regionsOf(fields: Fields, targets: readonly Coordinate[]): InputRights['regions'] {
  const [first, ...others] = targets.flatMap((target) => {
    const regions = fields.get(target)?.regions;
    return regions === undefined ? [] : [regions];
  });
  return first?.filter((region) => others.every((regions) => regions.includes(region)));
}
