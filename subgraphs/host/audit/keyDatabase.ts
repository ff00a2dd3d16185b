import pg from 'pg';
import type { Database } from '../definition.ts';

export interface KeyDatabase extends Database {
  readonly close: () => Promise<void>;
}

const connectTimeoutMs = 2_000;
const statementTimeoutMs = 2_000;
const poolSize = 4;

/** customer-pii's key database, by its service role. Connects when it is first asked. */
export function connectKeys(url: string): KeyDatabase {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'referent customer-pii keys',
    max: poolSize,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
  });
  // A connection that is lost while idle is replaced when the next is asked for.
  pool.on('error', () => undefined);
  // Few statements are asked, over and over: each is parsed once a connection.
  const names = new Map<string, string>();
  const nameOf = (sql: string): string => {
    const name = names.get(sql) ?? `k${String(names.size)}`;
    names.set(sql, name);
    return name;
  };
  return {
    query: async <Row extends object>(text: string, parameters: readonly unknown[] = []) =>
      (
        await pool.query<Row & pg.QueryResultRow>({
          name: nameOf(text),
          text,
          values: [...parameters],
        })
      ).rows,
    close: () => pool.end(),
  };
}
