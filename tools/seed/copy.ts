import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

/** A value of a COPY row; arrays become text arrays, objects JSON. */
export type CopyValue = string | number | boolean | null | readonly string[] | object;

/** One table's rows: columns in order, and the rows as an iterable, so that none but one is held. */
export interface TableRows {
  readonly table: string;
  readonly columns: readonly string[];
  readonly rows: Iterable<readonly CopyValue[]>;
}

/** PostgreSQL's text format (COPY): backslash, tab, newline and carriage return are escaped. */
const escapeText = (text: string): string =>
  text.replace(
    /[\\\t\n\r]/g,
    (found) => ({ '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' })[found] ?? found,
  );

const arrayText = (items: readonly string[]): string =>
  `{${items.map((item) => `"${item.replace(/[\\"]/g, '\\$&')}"`).join(',')}}`;

function field(value: CopyValue): string {
  if (value === null) return '\\N';
  if (typeof value === 'string') return escapeText(value);
  if (Array.isArray(value)) return escapeText(arrayText(value as readonly string[]));
  if (typeof value === 'object') return escapeText(JSON.stringify(value));
  return String(value);
}

const batchBytes = 64 * 1024;

function* lines(rows: Iterable<readonly CopyValue[]>, counted: () => void): Generator<string> {
  let text = '';
  for (const row of rows) {
    text += `${row.map(field).join('\t')}\n`;
    counted();
    if (text.length >= batchBytes) {
      yield text;
      text = '';
    }
  }
  if (text !== '') yield text;
}

/** Loads one table; returns the number of rows. */
export async function copyTable(
  client: pg.Client,
  { table, columns, rows }: TableRows,
): Promise<number> {
  let count = 0;
  const names = columns.map((column) => `"${column}"`).join(', ');
  const target = client.query(copyFrom(`copy "${table}" (${names}) from stdin`));
  const source = Readable.from(
    lines(rows, () => {
      count += 1;
    }),
  );
  await pipeline(source, target);
  return count;
}
