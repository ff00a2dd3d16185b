import pg from 'pg';
import { DataSource, type EntityManager, type Logger } from 'typeorm';
import { AppError } from '../../lib/errors/appError.ts';
import type { Database, RowClass, StoreDefinition } from './definition.ts';
import { createStatementQueue, type QueuedStatement } from './statementQueue.ts';

/** A store's own database: one pool for reading, and transactions for commands. */
export interface StoreDatabase {
  readonly dataSource: DataSource;
  /** Rows as objects by the statement's column names. Statements are prepared, and sent together. */
  readonly query: Database['query'];
  /** Rows as arrays in the order of the statement's columns. */
  readonly arrays: (
    sql: string,
    parameters: readonly unknown[],
  ) => Promise<readonly (readonly unknown[])[]>;
  readonly transaction: <Result>(
    work: (manager: EntityManager) => Promise<Result>,
  ) => Promise<Result>;
  /** Throws `STORE_UNAVAILABLE` while the database is away. */
  readonly ping: () => Promise<void>;
  readonly close: () => Promise<void>;
}

const connectTimeoutMs = 2_000;
const statementTimeoutMs = 10_000;
/** What a connection has prepared is worth keeping through a quiet minute. */
const idleTimeoutMs = 60_000;
const poolSize = 10;

/**
 * What every session is told. Statements are prepared and few, and reach rows by indexes: a plan made
 * once is as good as one made for the values, and to make one each time costs more than to run it.
 * For the same reason no plan is compiled to machine code or spread over processes.
 */
const sessionSettings = [
  'TimeZone=UTC',
  'plan_cache_mode=force_generic_plan',
  'jit=off',
  'max_parallel_workers_per_gather=0',
];

/** pg's own table of parsers, by the type's number in PostgreSQL's catalogue. */
const parserOf = pg.types.getTypeParser as (
  oid: number,
  format?: 'text' | 'binary',
) => (text: string) => unknown;

const oid = { date: 1082, dateList: 1182, textList: 1009, timestamp: 1114, timestamptz: 1184 };

/** Instants as ISO 8601 in UTC; PostgreSQL's own text depends on the session. */
function instant(text: string): string | null {
  const parsed = parserOf(oid.timestamptz)(text);
  return parsed instanceof Date ? parsed.toISOString() : null;
}

/** Dates stay `YYYY-MM-DD`, instants become ISO 8601; bigint and numeric are strings already. */
const rowTypes = {
  getTypeParser: (type: number, format?: 'text' | 'binary'): ((text: string) => unknown) => {
    if (type === oid.date) return (text) => text;
    if (type === oid.timestamptz || type === oid.timestamp) return instant;
    return parserOf(type === oid.dateList ? oid.textList : type, format);
  },
};

const silence = (): void => undefined;
/** TypeORM writes failures to the console; ours are thrown, and logged where they are caught. */
const quietLogger: Logger = {
  logQuery: silence,
  logQueryError: silence,
  logQuerySlow: silence,
  logSchemaBuild: silence,
  logMigration: silence,
  log: silence,
};

/** Every row class of a store, each once. */
export function rowClassesOf(definition: Pick<StoreDefinition, 'types' | 'otherRows'>): RowClass[] {
  const bound = Object.values(definition.types).flatMap(({ row }) =>
    row === undefined ? [] : [row],
  );
  return [...new Set([...bound, ...definition.otherRows])];
}

export const createDataSource = (
  definition: Pick<StoreDefinition, 'name' | 'types' | 'otherRows'>,
  url: string,
  migrations: StoreDefinition['migrations'] = [],
): DataSource =>
  new DataSource({
    type: 'postgres',
    url,
    entities: rowClassesOf(definition),
    migrations: [...migrations],
    migrationsTableName: 'migrations',
    synchronize: false,
    logging: false,
    logger: quietLogger,
    installExtensions: false,
    applicationName: `referent ${definition.name}`,
    connectTimeoutMS: connectTimeoutMs,
    poolSize,
    extra: {
      types: rowTypes,
      options: sessionSettings.map((setting) => `-c ${setting}`).join(' '),
      statement_timeout: statementTimeoutMs,
      idleTimeoutMillis: idleTimeoutMs,
      pipeline: true,
    },
  });

/** Connects with the service role. */
export async function connectStore(
  definition: StoreDefinition,
  url: string,
): Promise<StoreDatabase> {
  const dataSource = await createDataSource(definition, url)
    .initialize()
    .catch((error: unknown) => {
      throw storeError(error);
    });
  // TypeORM keeps its pg pool here; reads go through it directly, prepared and several at a time.
  const pool = (dataSource.driver as unknown as { readonly master: pg.Pool }).master;
  const run = createStatementQueue(pool);
  const send = (statement: QueuedStatement): Promise<readonly unknown[]> =>
    run(statement).catch((error: unknown) => {
      throw storeError(error);
    });
  const query: StoreDatabase['query'] = async <Row extends object>(
    text: string,
    values: readonly unknown[] = [],
  ) => (await send({ text, values, asArrays: false })) as Row[];
  return {
    dataSource,
    query,
    arrays: async (text, values) =>
      (await send({ text, values, asArrays: true })) as readonly (readonly unknown[])[],
    transaction: (work) =>
      dataSource.transaction(work).catch((error: unknown) => {
        throw storeError(error);
      }),
    ping: async () => {
      await query('select 1');
    },
    close: () => dataSource.destroy(),
  };
}

/** SQL inside a transaction, with the same types as any other statement of the store. */
export const databaseOf = (manager: EntityManager): Database => ({
  query: async <Row extends object>(sql: string, parameters: readonly unknown[] = []) => {
    const runner = manager.queryRunner;
    if (runner === undefined) throw new TypeError('a transaction was expected');
    const { records } = await runner.query(sql, [...parameters], true);
    return records as Row[];
  },
});

/** SQLSTATE of a failed statement, or the system's word for a failed connection. */
export const sqlState = (error: unknown): string | undefined => {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : undefined;
};

const awayCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND']);
const awayWords =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered/;
const statementCancelled = '57014';

function storeError(error: unknown): unknown {
  if (error instanceof AppError) return error;
  const code = sqlState(error) ?? '';
  if (code === statementCancelled) return new AppError('STORE_TIMEOUT', { cause: error });
  // Classes 08 (connection) and 57P (the server goes down), and 3D000 (the database is gone).
  const away =
    awayCodes.has(code) ||
    /^(08|57P|3D000|53300)/.test(code) ||
    (error instanceof Error && awayWords.test(error.message));
  return away ? new AppError('STORE_UNAVAILABLE', { cause: error }) : error;
}
