import pg from 'pg';
import { systemClock } from '../../lib/clock.ts';
import {
  createBulkSealer,
  subjectKeyColumns,
  type BulkSealer,
} from '../../subgraphs/customer-pii/encryption/bulkSealer.ts';
import { indexPlaces } from '../../subgraphs/customer-pii/encryption/indexPlaces.ts';
import { copyTable, type CopyValue, type TableRows } from './copy.ts';

/** Seals tables on their way into the database. */
export interface Sealing {
  readonly table: (table: TableRows) => TableRows;
  /** Keeps the keys of all rows so far. */
  readonly keepKeys: () => Promise<void>;
}

/** Seals as customer-pii does, with keys that are kept in its key database. */
export async function withSealing(
  { url, folder }: { readonly url: string; readonly folder: string },
  work: (sealing: Sealing) => Promise<void>,
): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const database = {
      query: async <Row extends object>(sql: string, parameters: readonly unknown[] = []) =>
        (await client.query<Row & pg.QueryResultRow>(sql, [...parameters])).rows,
    };
    const sealer = await createBulkSealer({ database, config: { folder }, clock: systemClock });
    await work({
      table: (table) => (sealer.isSealed(table.table) ? sealedTable(sealer, table) : table),
      keepKeys: async () => {
        const rows = await sealer.keys();
        await copyTable(client, { table: 'subject_key', columns: subjectKeyColumns, rows });
      },
    });
  } finally {
    await client.end();
  }
}

function sealedTable(sealer: BulkSealer, { table, columns, rows }: TableRows): TableRows {
  function* sealed(): Generator<CopyValue[]> {
    for (const row of rows) {
      const named = Object.fromEntries(columns.map((column, at) => [column, row[at]]));
      const written = sealer.row(table, named);
      const { kind, normalised } = named;
      if (table === 'contact_point' && typeof normalised === 'string') {
        const place = indexPlaces[kind === 'EMAIL' ? 'EMAIL' : 'PHONE'];
        written.normalised = sealer.index(place, normalised);
      }
      yield columns.map((column) => written[column] as CopyValue);
    }
  }
  return { table, columns, rows: { [Symbol.iterator]: sealed } };
}
