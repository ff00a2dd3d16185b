import { getNamedType, isCompositeType } from 'graphql';
import { isStructure, type GraphIndex, type OutputCoordinate } from '../compiler/graphIndex.ts';
import type { FieldEntry } from '../compiler/policySources.ts';
import type { FieldClass, Form, PurposeName } from '../lock.ts';

/** Purpose → form; `every`: whatever the purpose, since it wraps what has rights of its own. */
export type ReadRights = ReadonlyMap<PurposeName, Form> | 'every';

type Clauses = Readonly<{
  class?: FieldClass | undefined;
  read?: Readonly<Record<string, Form | 'deny'>> | undefined;
  residency?: readonly string[] | undefined;
  window?: readonly string[] | undefined;
  write?: readonly string[] | undefined;
  predicate?: Readonly<Record<'exact' | 'range' | 'sort', readonly string[]>> | undefined;
}>;

/** All that one field's author, its type and its store say of it, the nearest first. */
export interface Stated {
  readonly output: OutputCoordinate;
  readonly hasRule: boolean;
  readonly clauses: Clauses;
}

export function statedOf(index: GraphIndex, output: OutputCoordinate): Stated | undefined {
  const [entry] = index.fieldEntries.get(output.coordinate) ?? [];
  if (entry !== undefined) {
    return { output, hasRule: true, clauses: clausesOf(index, output, entry) };
  }
  const isPart = isStructure(index, output.parent.name);
  return isPart ? { output, hasRule: false, clauses: {} } : undefined;
}

/** Member by member, the last that says anything. */
const laid = (...layers: readonly Clauses[]): Clauses =>
  Object.fromEntries(
    layers.flatMap((layer) => Object.entries(layer).filter(([, value]) => value !== undefined)),
  );

function clausesOf(index: GraphIndex, output: OutputCoordinate, entry: FieldEntry): Clauses {
  const entries = index.typeEntries.get(output.parent.name) ?? [];
  const clauses = entries.find(({ owner }) => owner === entry.owner)?.clauses;
  const ofType: Clauses = typeof clauses === 'object' ? clauses : {};
  const ofStore = { residency: index.sources.stores.get(entry.owner)?.residency ?? [] };
  // What a type may be read for holds for its facts, not for the ways that lead on from it.
  const read = leadsOn(index, output) ? undefined : (ofType.read ?? {});
  return laid(ofStore, { ...ofType, read: undefined }, { read }, entry.rule);
}

export const targetOf = ({ field }: OutputCoordinate): string => getNamedType(field.type).name;

const leadsOn = (index: GraphIndex, output: OutputCoordinate): boolean =>
  isCompositeType(getNamedType(output.field.type)) && !index.sharedTypes.has(targetOf(output));

/** Rights that somebody wrote; undefined where they follow from where the field leads. */
export function writtenOf(
  index: GraphIndex,
  { output, clauses, hasRule }: Stated,
): ReadRights | undefined {
  if (!hasRule) return leadsOn(index, output) ? undefined : 'every';
  if (output.root === 'mutation') {
    return new Map((clauses.write ?? []).map((name): [string, Form] => [name, 'clear']));
  }
  if (clauses.read === undefined) return undefined;
  const granted = Object.entries(clauses.read).flatMap(([name, form]): [string, Form][] =>
    form === 'deny' ? [] : [[name, form]],
  );
  return new Map(granted);
}

const personal: readonly (FieldClass | undefined)[] = [
  'personal',
  'personal-sensitive',
  'free-text',
];

/** A rule without a class is never one of a personal value: of a party's, or of a wrapper's. */
export const isPersonal = ({ clauses }: Stated): boolean => personal.includes(clauses.class);
