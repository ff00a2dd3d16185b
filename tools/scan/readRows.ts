import pg, { type Client } from 'pg';
import type { ScannedTable } from './columns.ts';

export const cellCharactersMax = 262_144;
const rowsAtOnce = 200;

export interface ReadRow {
  /** How the row is found again: its primary key, each column as text, and its place on disk. */
  readonly key: readonly (string | null)[];
  readonly place: string;
  /** In the order of the table's columns; null where there is nothing. */
  readonly cells: readonly (string | null)[];
}

const name = (identifier: string): string => pg.escapeIdentifier(identifier);

/** All rows of a table, a few in memory at a time, in one read-only transaction that is never long idle. */
export async function* readRows(
  client: Client,
  { schema, table, key, columns }: ScannedTable,
): AsyncGenerator<readonly ReadRow[]> {
  const cells = columns.map(
    (column) => `left(${name(column.name)}::text, ${String(cellCharactersMax)})`,
  );
  const keys = key.map((column) => `left(${name(column)}::text, 200)`);
  const list = ['ctid::text', ...keys, ...cells].join(', ');
  await client.query('begin transaction read only');
  try {
    await client.query(
      `declare scanned no scroll cursor for select ${list} from ${name(schema)}.${name(table)}`,
    );
    for (;;) {
      const { rows } = await client.query<(string | null)[]>({
        text: `fetch ${String(rowsAtOnce)} from scanned`,
        rowMode: 'array',
      });
      if (rows.length === 0) break;
      yield rows.map((row) => ({
        place: row[0] ?? '',
        key: row.slice(1, 1 + keys.length),
        cells: row.slice(1 + keys.length),
      }));
    }
  } finally {
    await client.query('rollback');
  }
}
