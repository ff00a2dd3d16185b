import type { BatchLoader, ReadContext, RowValue } from '../../../subgraphs/host/definition.ts';

/** SQL of a row's computed value, as a part of a statement over the row's alias `t`. */
export interface PlacedValue {
  /** `… as name, …`: the value's columns. */
  readonly select: string;
  readonly join: string;
}

/** Places a store's computed value in a statement; its parameters are put behind those that are there. */
export function placeValue<Value extends object, Args>(
  value: RowValue<Value, Args>,
  args: Args,
  { caller, clock, policy, visible }: ReadContext,
  parameters: unknown[],
): PlacedValue {
  const add = (parameter: unknown, type: string): string =>
    `$${String(parameters.push(parameter))}::${type}`;
  const { select, join = '' } = value.sql({ args, add, caller, clock, policy, visible });
  return {
    select: value.columns.map((name) => `${select[name]} as ${name}`).join(', '),
    join,
  };
}

/** The same value by a statement of its own, for rows that were read without it. */
export const valueLoader = <Value extends object, Args>(
  value: RowValue<Value, Args>,
  { table, key }: { readonly table: string; readonly key: string },
): BatchLoader<string, Args, Value | null> => ({
  name: value.name,
  load: async (read, keys, args) => {
    const parameters: unknown[] = [keys];
    const { select, join } = placeValue(value, args, read, parameters);
    const rows = await read.db.query<Value & { readonly $key: string }>(
      `select t.${key} as "$key", ${select} from ${table} t ${join} where t.${key} = any($1)`,
      parameters,
    );
    const byKey = new Map(rows.map((row) => [row.$key, row]));
    return keys.map((wanted) => byKey.get(wanted) ?? null);
  },
});
