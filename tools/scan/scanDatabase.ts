import pg from 'pg';
import { digestBytes, type Digest } from '../../lib/copies/digest.ts';
import { digestsMax, type MatchAnswer } from '../../lib/copies/messages.ts';
import { eachCandidate, wordsOf } from '../../lib/copies/words.ts';
import { textOfJson } from './cellText.ts';
import { tablesOf, type ScannedTable } from './columns.ts';
import { cellCharactersMax, readRows, type ReadRow } from './readRows.ts';

/** Which of these digests are of a personal value. */
export type MatchDigests = (digests: Uint8Array) => Promise<MatchAnswer['matches']>;

/** One cell that holds one. */
export interface Hit {
  readonly table: string;
  readonly column: string;
  readonly coordinate: string;
  readonly variant: string;
  /** The primary key as text; the place on disk where the key itself would tell the value. */
  readonly row: string;
}

export interface ScanCounts {
  tables: number;
  columns: number;
  rows: number;
  cells: number;
  cutCells: number;
  otherTypes: number;
  sources: number;
}

export interface ScanInput {
  readonly url: string;
  readonly digest: Digest;
  readonly match: MatchDigests;
  /** Columns where such values belong: `table.column`. */
  readonly isSource: (column: string) => boolean;
  readonly counts: ScanCounts;
  readonly onHit: (hit: Hit) => void;
  readonly onProgress: (table: string) => void;
  readonly statementTimeoutMs: number;
}

export const noCounts = (): ScanCounts => ({
  ...{ tables: 0, columns: 0, rows: 0, cells: 0, cutCells: 0, otherTypes: 0, sources: 0 },
});

/** Reads a whole database in read-only transactions, and changes nothing in it. */
export async function scanDatabase(input: ScanInput): Promise<void> {
  const client = new pg.Client({
    connectionString: input.url,
    statement_timeout: input.statementTimeoutMs,
    application_name: 'referent scan',
    options: '-c default_transaction_read_only=on',
  });
  // A connection that breaks fails the statement that waits on it.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { tables, otherTypes } = await tablesOf(client);
    input.counts.otherTypes += otherTypes;
    for (const table of tables) await scanTable(client, input, table);
  } finally {
    await client.end();
  }
}

const nameOf = ({ schema, table }: ScannedTable): string =>
  schema === 'public' ? table : `${schema}.${table}`;

async function scanTable(client: pg.Client, input: ScanInput, whole: ScannedTable): Promise<void> {
  const name = nameOf(whole);
  const columns = whole.columns.filter((column) => !input.isSource(`${name}.${column.name}`));
  const { counts } = input;
  counts.sources += whole.columns.length - columns.length;
  if (columns.length === 0) return;
  counts.tables += 1;
  counts.columns += columns.length;
  input.onProgress(name);
  const table = { ...whole, columns };
  for await (const rows of readRows(client, table)) {
    counts.rows += rows.length;
    await scanRows(input, table, rows);
    input.onProgress(name);
  }
}

/** Digests of some rows, each with the place that it was read from; sent when they are enough. */
interface Batch {
  readonly digests: Uint8Array;
  readonly rows: Int32Array;
  readonly columns: Int32Array;
  size: number;
}

const newBatch = (): Batch => ({
  digests: new Uint8Array(digestsMax * digestBytes),
  rows: new Int32Array(digestsMax),
  columns: new Int32Array(digestsMax),
  size: 0,
});

interface Found {
  readonly row: number;
  readonly column: number;
  readonly coordinate: string;
  readonly variant: string;
}

async function scanRows(
  input: ScanInput,
  table: ScannedTable,
  rows: readonly ReadRow[],
): Promise<void> {
  const batch = newBatch();
  const found: Found[] = [];
  for (const [row, { cells }] of rows.entries()) {
    for (const [column, cell] of cells.entries()) {
      if (cell === null) continue;
      input.counts.cells += 1;
      if (cell.length >= cellCharactersMax) input.counts.cutCells += 1;
      const text = table.columns[column]?.isJson === true ? textOfJson(cell) : cell;
      for (const candidate of candidatesOf(text)) {
        batch.digests.set(input.digest(candidate), batch.size * digestBytes);
        batch.rows[batch.size] = row;
        batch.columns[batch.size] = column;
        batch.size += 1;
        if (batch.size === digestsMax) await send(input, batch, found);
      }
    }
  }
  await send(input, batch, found);
  report(input, table, rows, found);
}

/** Each candidate of a cell once: a text repeats itself. */
function candidatesOf(text: string): ReadonlySet<string> {
  const candidates = new Set<string>();
  eachCandidate(wordsOf(text), (candidate) => candidates.add(candidate));
  return candidates;
}

async function send(input: ScanInput, batch: Batch, found: Found[]): Promise<void> {
  if (batch.size === 0) return;
  const matches = await input.match(batch.digests.subarray(0, batch.size * digestBytes));
  for (const { at, coordinate, variant } of matches) {
    found.push({ row: batch.rows[at] ?? 0, column: batch.columns[at] ?? 0, coordinate, variant });
  }
  batch.size = 0;
}

function report(
  { onHit }: ScanInput,
  table: ScannedTable,
  rows: readonly ReadRow[],
  found: readonly Found[],
): void {
  const columnOf = ({ column }: Found): string => table.columns[column]?.name ?? '';
  const telling = new Set(
    found.filter((one) => table.key.includes(columnOf(one))).map(({ row }) => row),
  );
  for (const one of found) {
    const row = rows[one.row];
    const isSafe = table.key.length > 0 && !telling.has(one.row);
    onHit({
      table: nameOf(table),
      column: columnOf(one),
      coordinate: one.coordinate,
      variant: one.variant,
      row: isSafe ? (row?.key ?? []).join(',') : `ctid ${row?.place ?? ''}`,
    });
  }
}
