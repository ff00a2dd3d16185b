import pg from 'pg';
import type { Database } from '../../../subgraphs/host/definition.ts';

/** A database as the hand-written service uses it: one pool, every statement prepared once a connection. */
export interface PlainDatabase extends Database {
  readonly close: () => Promise<void>;
}

/** As many connections a database as a store of the product has. */
export const connectionsMax = 10;

const oid = { date: 1082, dateList: 1182, textList: 1009, timestamptz: 1184 };

const parserOf = pg.types.getTypeParser as (
  type: number,
  format?: 'text' | 'binary',
) => (text: string) => unknown;

const parseInstant = parserOf(oid.timestamptz);

/** Dates stay `YYYY-MM-DD`, instants become ISO 8601: what the graph's scalars are. */
export const rowTypes = {
  getTypeParser: (type: number, format?: 'text' | 'binary'): ((text: string) => unknown) => {
    if (type === oid.date) return (text) => text;
    if (type === oid.timestamptz) return (text) => (parseInstant(text) as Date).toISOString();
    return parserOf(type === oid.dateList ? oid.textList : type, format);
  },
};

export function connectPlainDatabase(url: string): PlainDatabase {
  const pool = new pg.Pool({
    connectionString: url,
    max: connectionsMax,
    types: rowTypes,
    options: '-c TimeZone=UTC',
  });
  // A connection that ends while nobody uses it is not the end of the program.
  pool.on('error', () => undefined);
  const names = new Map<string, string>();
  return {
    query: async <Row extends object>(sql: string, parameters: readonly unknown[] = []) => {
      const name = names.get(sql) ?? `s${String(names.size)}`;
      names.set(sql, name);
      return (await pool.query<Row>({ name, text: sql, values: [...parameters] })).rows;
    },
    close: () => pool.end(),
  };
}
