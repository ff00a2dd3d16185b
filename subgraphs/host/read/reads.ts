import DataLoader from 'dataloader';
import { canonicalJson } from '../../../lib/canonicalJson.ts';
import type { Clock } from '../../../lib/clock.ts';
import type { StoreDatabase } from '../database.ts';
import type {
  BatchLoader,
  Database,
  PolicyInForce,
  ReadContext,
  StoreCaller,
} from '../definition.ts';
import type { BoundType, BoundTypes } from '../graph/boundTypes.ts';
import type { ListPlan } from '../graph/listPlan.ts';
import type { RowColumn } from '../rows.ts';
import type { Page } from './connection.ts';
import type { Arguments, ListSelection } from './listStatement.ts';
import { pagesOf, rowsByKeys, visibleKeys } from './statements.ts';
import { hidesNaturalPersons, visibleFor, visibleSql } from './visibility.ts';

/** What a sub-request cost, for its log entry. */
export interface ReadTally {
  statements: number;
  rows: number;
}

export interface ReadsInput {
  readonly database: StoreDatabase;
  readonly types: BoundTypes;
  readonly caller: StoreCaller;
  readonly clock: Clock;
  readonly policy: PolicyInForce;
  readonly tally: ReadTally;
}

/** All reads of one sub-request, batched: at most one statement an entity type or edge and batch. */
export interface Reads {
  readonly context: ReadContext;
  /** The row by its key, or by another unique column; null where there is none or it may not be seen. */
  readonly row: (type: BoundType, key: string, by?: RowColumn) => Promise<object | null>;
  /** The key of an entity that this store adds to; null where its party may not be seen. */
  readonly contribution: (type: BoundType, key: string) => Promise<object | null>;
  readonly list: (
    plan: ListPlan,
    parentKey: string,
    args: Arguments,
    selection: ListSelection,
  ) => Promise<Page>;
}

/** One loader a name; the name says all that the batch has in common. */
type Batch = <Value>(
  name: string,
  key: string,
  load: (keys: readonly string[]) => Promise<readonly Value[]>,
) => Promise<Value>;

function createBatches(): Batch {
  const loaders = new Map<string, DataLoader<string, unknown>>();
  return <Value>(
    name: string,
    key: string,
    load: (keys: readonly string[]) => Promise<readonly Value[]>,
  ) => {
    const loader =
      loaders.get(name) ?? new DataLoader<string, unknown>(async (keys) => [...(await load(keys))]);
    loaders.set(name, loader);
    return loader.load(key) as Promise<Value>;
  };
}

export function createReads(input: ReadsInput): Reads {
  const { types, caller } = input;
  const batch = createBatches();
  const prepared = tallied(input);
  const row: Reads['row'] = (type, key, by) => {
    const bound = type.row;
    if (bound === undefined) throw new TypeError(`${type.name} has no rows in this store`);
    const column = by ?? bound.key;
    return batch(`row ${type.name} ${column.column}`, key, (keys) =>
      rowsByKeys(prepared, type, { ...bound, key: column }, keys, caller.purpose),
    );
  };
  return {
    context: contextOf(input, batch, row),
    row,
    contribution: (type, key) =>
      hidesNaturalPersons(type, caller.purpose)
        ? batch(`key ${type.name}`, key, (keys) =>
            visibleKeys(prepared, type, keys, caller.purpose),
          )
        : Promise.resolve({ [type.keyField]: key }),
    list: (plan, parentKey, args, selection) => {
      const name = `list ${plan.name} ${canonicalJson({ args, ...selection })}`;
      const visible = visibleSql(plan.target, caller.purpose);
      return batch(name, parentKey, (keys) =>
        pagesOf(prepared, plan, keys, { args, visible, ...selection }),
      );
    },
  };

  function contextOf(from: ReadsInput, batched: Batch, readRow: Reads['row']): ReadContext {
    const context: ReadContext = {
      db: tallied(from),
      caller: from.caller,
      clock: from.clock,
      policy: from.policy,
      visible: visibleFor(types, from.caller.purpose),
      load: <Key extends string, Args, Value>(
        loader: BatchLoader<Key, Args, Value>,
        key: Key,
        args: Args,
      ) =>
        batched(`computed ${loader.name} ${canonicalJson({ args })}`, key, (keys) =>
          loader.load(context, keys as readonly Key[], args),
        ),
      row: (name, key) => {
        const type = types.get(name);
        if (type === undefined) throw new TypeError(`row: ${name} is no type of this store`);
        return readRow(type, key);
      },
    };
    return context;
  }
}

/** Counts what is read. Statements of the host have fixed texts, so they are prepared. */
const tallied = ({ database, tally }: ReadsInput): Database => ({
  query: async <Row extends object>(sql: string, parameters: readonly unknown[] = []) => {
    tally.statements += 1;
    const rows = await database.query<Row>(sql, parameters);
    tally.rows += rows.length;
    return rows;
  },
});
