import type { Clock } from '../../../lib/clock.ts';
import type { PolicyInForce, ReadContext } from '../../../subgraphs/host/definition.ts';
import type { Databases, ScreenStore } from '../databases/databases.ts';
import { unrestrictedContext } from '../databases/unrestricted.ts';
import type { Opener } from '../databases/values.ts';

export interface HandWrittenInput {
  readonly databases: Databases;
  readonly clock: Clock;
  readonly policy: PolicyInForce;
  readonly opener: Opener;
}

/** Answers one screen: what the graph answers as `data`. */
export type HandWrittenScreen = (
  input: HandWrittenInput,
  variables: Readonly<Record<string, unknown>>,
) => Promise<object>;

export const contextOf = (
  { databases, clock, policy, opener }: HandWrittenInput,
  store: ScreenStore,
  purpose: string,
): ReadContext => unrestrictedContext({ db: databases[store], clock, policy, purpose, opener });

/** Values by their rows' key; lists by their rows' parent. */
export const mapOf = <Row extends object, Key extends keyof Row>(
  rows: readonly Row[],
  key: Key,
): ReadonlyMap<Row[Key], Row> => new Map(rows.map((row) => [row[key], row]));

export function groupsOf<Row extends object, Key extends keyof Row>(
  rows: readonly Row[],
  key: Key,
): ReadonlyMap<Row[Key], readonly Row[]> {
  const groups = new Map<Row[Key], Row[]>();
  for (const row of rows) {
    const group = groups.get(row[key]);
    if (group === undefined) groups.set(row[key], [row]);
    else group.push(row);
  }
  return groups;
}

export const zipped = <Key, Value>(
  keys: readonly Key[],
  values: readonly Value[],
): ReadonlyMap<Key, Value> =>
  new Map(keys.flatMap((key, index) => (index in values ? [[key, values[index] as Value]] : [])));

export const distinct = (ids: readonly (string | null | undefined)[]): readonly string[] => [
  ...new Set(ids.filter((id) => id !== null && id !== undefined)),
];
