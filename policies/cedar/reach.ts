import { isAbstractType } from 'graphql';
import { isStructure, type GraphIndex, type OutputCoordinate } from '../compiler/graphIndex.ts';
import type { Coordinate, Form, PurposeName } from '../lock.ts';
import { targetOf, type ReadRights, type Stated } from './stated.ts';

export interface Reach {
  readonly purposes: Set<PurposeName>;
  /** True where the type holds facts for whoever may read what wraps them. */
  open: boolean;
}

export type Written = ReadonlyMap<Coordinate, ReadRights | undefined>;

/** For each type, the purposes that may read any fact of it: the least fixed point over the graph. */
export function reachOf(
  index: GraphIndex,
  stated: readonly Stated[],
  written: Written,
): (type: string) => Reach {
  const known = new Map<string, Reach>();
  const at = (type: string): Reach => {
    const found = known.get(type) ?? { purposes: new Set<string>(), open: false };
    known.set(type, found);
    return found;
  };
  const ways = Object.keys(index.schema.getTypeMap()).map(
    (type) => [type, waysInto(index, stated, written, type)] as const,
  );
  for (let changed = true; changed;) {
    changed = false;
    for (const [type, { own, from }] of ways) {
      for (const reach of [own, ...from.map(at)]) changed = flow(at(type), reach) || changed;
    }
  }
  return at;
}

/** True where something came. */
function flow(to: Reach, from: Reach): boolean {
  const before = to.purposes.size;
  const isOpened = from.open && !to.open;
  for (const name of from.purposes) to.purposes.add(name);
  to.open ||= from.open;
  return isOpened || to.purposes.size > before;
}

/** What a type grants by itself, and the types from which more comes. */
function waysInto(
  index: GraphIndex,
  stated: readonly Stated[],
  written: Written,
  type: string,
): { readonly own: Reach; readonly from: readonly string[] } {
  const outputs = stated.filter(({ output }) => output.parent.name === type);
  const coordinates = outputs.map(({ output }) => output.coordinate);
  const purposes = new Set(coordinates.flatMap((coordinate) => namesOf(written.get(coordinate))));
  const named = index.schema.getType(type);
  const possible = isAbstractType(named)
    ? index.schema.getPossibleTypes(named).map(({ name }) => name)
    : [];
  if (purposes.size > 0) return { own: { purposes, open: false }, from: possible };
  const [onward, ends] = [true, false].map((leads) =>
    outputs.filter(({ output }) => (written.get(output.coordinate) === undefined) === leads),
  );
  return {
    own: { purposes, open: (ends ?? []).length > 0 },
    from: [...possible, ...(onward ?? []).map(({ output }) => targetOf(output))],
  };
}

const namesOf = (read: ReadRights | undefined): readonly string[] =>
  read === undefined || read === 'every' ? [] : [...read.keys()];

/** An edge is readable for whom it leads to facts, and who may read facts where it starts. */
export function throughEdge(
  index: GraphIndex,
  output: OutputCoordinate,
  reach: (type: string) => Reach,
): ReadRights {
  const target = reach(targetOf(output));
  const parent = reach(output.parent.name);
  const isFree = output.root !== undefined || isStructure(index, output.parent.name);
  const isUnbound = isFree || isOpen(parent);
  if (isOpen(target)) return isUnbound ? 'every' : new Map();
  const names = [...target.purposes].filter((name) => isUnbound || parent.purposes.has(name));
  return new Map(names.map((name): [string, Form] => [name, 'clear']));
}

const isOpen = ({ purposes, open }: Reach): boolean => open && purposes.size === 0;
