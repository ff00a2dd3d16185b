import pg from 'pg';
import type { Database } from '../../../subgraphs/host/definition.ts';

/** Work on one connection, by the database's own URL. */
export async function connectReading<Result>(
  url: string,
  work: (database: Database) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work({
      query: async <Row extends object>(sql: string, parameters: readonly unknown[] = []) =>
        (await client.query<Row & pg.QueryResultRow>(sql, [...parameters])).rows,
    });
  } finally {
    await client.end();
  }
}
