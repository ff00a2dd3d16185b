import DataLoader from 'dataloader';
import { canonicalJson } from '../../../lib/canonicalJson.ts';
import type { Clock } from '../../../lib/clock.ts';
import type { StoreDatabase } from '../database.ts';
import type {
  AuditReads,
  BatchLoader,
  PolicyInForce,
  ReadContext,
  StoreCaller,
} from '../definition.ts';
import type { BoundType, BoundTypes } from '../graph/boundTypes.ts';
import type { NeededValue, Needs } from '../graph/needs.ts';
import type { RowColumn } from '../rows.ts';
import { createListReads, type ReadList } from './listReads.ts';
import type { Vault } from '../vault/vault.ts';
import type { RowTally } from './rowPlan.ts';
import type { RowPlans } from './rowPlans.ts';
import { rowsByKeys, valuesByKeys, visibleKeys, type Reading } from './statements.ts';
import { subjectFor } from '../audit/subjectSql.ts';
import { hidesNaturalPersons, visibleFor } from './visibility.ts';

/** What a sub-request cost, for its log entry. */
export interface ReadTally extends RowTally {
  statements: number;
}

export interface ReadsInput {
  readonly database: StoreDatabase;
  readonly types: BoundTypes;
  readonly caller: StoreCaller;
  readonly clock: Clock;
  readonly policy: PolicyInForce;
  readonly audit: AuditReads;
  readonly tally: ReadTally;
  /** The purpose by which rows of natural persons are seen or left out: the caller's, or nobody's. */
  readonly rowsFor: string;
  readonly rowPlans: RowPlans;
  /** What the rows have to carry; without it they are read whole, and nothing comes along. */
  readonly needs: Needs | undefined;
  /** Of a store that keeps values sealed. */
  readonly vault?: Vault | undefined;
}

/** All reads of one sub-request, batched: at most one statement an entity type or edge and batch. */
export interface Reads {
  readonly context: ReadContext;
  /** The row by its key, or by another unique column; null where there is none or it may not be seen. */
  readonly row: (type: BoundType, key: string, by?: RowColumn) => Promise<object | null>;
  /** The key of an entity that this store adds to; null where its party may not be seen. */
  readonly contribution: (type: BoundType, key: string) => Promise<object | null>;
  readonly list: ReadList;
  /** A computed value of a row, by the row's key, where the row came without it. */
  readonly value: (needed: NeededValue, key: string) => Promise<object>;
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
  const { rowsFor: purpose, needs, rowPlans } = input;
  const batch = createBatches();
  const plans = rowPlans(needs, purpose);
  const readRow = (whole: boolean, type: BoundType, key: string, by?: RowColumn) => {
    const bound = type.row;
    if (bound === undefined) throw new TypeError(`${type.name} has no rows in this store`);
    const column = by ?? bound.key;
    return batch(`row ${type.name} ${column.column} ${String(whole)}`, key, (keys) =>
      rowsByKeys(reading, type, plans(bound, whole), column, keys),
    );
  };
  const context = contextOf(input, batch, (type, key) => readRow(true, type, key));
  const openRows = input.vault?.opener();
  const reading: Reading = { ...tallied(input), context, tally: input.tally, purpose, openRows };
  return {
    context,
    row: (type, key, by) => readRow(false, type, key, by),
    contribution: (type, key) =>
      hidesNaturalPersons(type, purpose)
        ? batch(`key ${type.name}`, key, (keys) => visibleKeys(reading, type, keys))
        : Promise.resolve({ [type.keyField]: key }),
    list: createListReads({ reading, rowsOf: ({ row }) => plans(row, false) }),
    value: (needed, key) =>
      batch(`value ${needed.of.name} ${needed.key}`, key, (keys) =>
        valuesByKeys(reading, needed, keys),
      ),
  };
}

function contextOf(
  input: ReadsInput,
  batch: Batch,
  readRow: (type: BoundType, key: string) => Promise<object | null>,
): ReadContext {
  const { types, caller, clock, policy, audit, vault } = input;
  const context: ReadContext = {
    vault,
    db: tallied(input),
    caller,
    clock,
    policy,
    audit,
    visible: visibleFor(types, input.rowsFor),
    subject: subjectFor(types, caller.purpose),
    load: <Key extends string, Args, Value>(
      loader: BatchLoader<Key, Args, Value>,
      key: Key,
      args: Args,
    ) =>
      batch(`computed ${loader.name} ${argumentsKey(args)}`, key, (keys) =>
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

const argumentsKey = (args: unknown): string => (args === undefined ? '' : canonicalJson(args));

/** Counts statements, and what they answer. */
const tallied = ({ database, tally }: ReadsInput): Pick<Reading, 'query' | 'arrays'> => {
  const counted = async <Rows extends readonly unknown[]>(rows: Promise<Rows>): Promise<Rows> => {
    tally.statements += 1;
    const found = await rows;
    tally.rows += found.length;
    return found;
  };
  return {
    query: <Row extends object>(sql: string, parameters: readonly unknown[] = []) =>
      counted(database.query<Row>(sql, parameters)),
    arrays: (sql, parameters) => counted(database.arrays(sql, parameters)),
  };
};
