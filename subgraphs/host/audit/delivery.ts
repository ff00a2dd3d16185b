import type { Entry } from '../../../audit/entry.ts';
import type { ReceiptSegment } from '../../../audit/receipt.ts';
import type { ErrorCode } from '../../../lib/errors/catalogue.ts';
import { refusedFor } from '../between/exchange.ts';
import type { WaitingRow } from './outbox.ts';

export interface RefusedRow {
  readonly row: WaitingRow;
  readonly code: ErrorCode;
}

export interface Delivered {
  readonly arrived: readonly WaitingRow[];
  readonly refused: readonly RefusedRow[];
}

/**
 * Sends rows together, since most are good. Where governance refuses them, it took none: each then goes
 * by itself, so that the one that is refused alone holds up nobody. What else fails is thrown.
 */
export async function sendRows(
  send: (rows: readonly WaitingRow[]) => Promise<unknown>,
  rows: readonly WaitingRow[],
): Promise<Delivered> {
  const code = await refusal(send, rows);
  if (code === undefined) return { arrived: rows, refused: [] };
  const [row] = rows;
  if (row !== undefined && rows.length === 1) return { arrived: [], refused: [{ row, code }] };
  const arrived: WaitingRow[] = [];
  const refused: RefusedRow[] = [];
  for (const one of rows) {
    const alone = await refusal(send, [one]);
    if (alone === undefined) arrived.push(one);
    else refused.push({ row: one, code: alone });
  }
  return { arrived, refused };
}

async function refusal(
  send: (rows: readonly WaitingRow[]) => Promise<unknown>,
  rows: readonly WaitingRow[],
): Promise<ErrorCode | undefined> {
  try {
    await send(rows);
    return undefined;
  } catch (error) {
    const code = refusedFor(error);
    if (code === undefined) throw error;
    return code;
  }
}

export const refusalType = 'admin.refused';

/**
 * What the log is told of a row that it refused, so that its verifier asks for it by name; undefined
 * where the row was such a notice itself.
 */
export function refusalFact({ row, code }: RefusedRow, store: string): object | undefined {
  const common = { action: 'delivery.refused', code, store };
  const entry: string | null = null;
  if (row.kind === 'segment') {
    const { incarnation, from, to } = JSON.parse(row.body) as ReceiptSegment;
    return { ...common, entry, segment: { incarnation, from, to } };
  }
  const { entryId, type } = JSON.parse(row.body) as Entry;
  return type === refusalType ? undefined : { ...common, entry: entryId, segment: null };
}
