import type { Entry } from '../entry.ts';
import type { Log } from '../../lib/log.ts';
import { tileWidth } from '../tree/tiles.ts';
import type { PlacedEntry } from './inboxRow.ts';
import type { Connection } from './ledger.ts';
import { codeOf } from './state.ts';

/** Whether the log takes bodies away because of it. */
export const isOrder = ({ entry }: PlacedEntry): boolean => orderType(entry) !== undefined;

const orderType = ({ type }: Entry): 'admin.removal' | 'admin.retention' | undefined =>
  type === 'admin.removal' || type === 'admin.retention' ? type : undefined;

/**
 * Removals and retirement take effect in the transaction in which the log orders them. The database
 * judges the order; one that it refuses stands in the log and changes nothing.
 */
export async function carryOutOrders(
  db: Connection,
  placed: readonly PlacedEntry[],
  log: Log,
): Promise<void> {
  for (const { entry } of placed) {
    const type = orderType(entry);
    if (type === undefined) continue;
    await db.query('savepoint audit_order');
    try {
      const seqs = await carryOut(db, type, entry.entryId);
      await noteBundles(db, seqs);
      await db.query('release savepoint audit_order');
      log.info('audit.order.done', { entryId: entry.entryId, type });
    } catch (error) {
      await db.query('rollback to savepoint audit_order');
      log.error('audit.order.refused', { entryId: entry.entryId, code: codeOf(error) });
    }
  }
}

async function carryOut(
  db: Connection,
  type: 'admin.removal' | 'admin.retention',
  entryId: string,
): Promise<readonly number[]> {
  const name = type === 'admin.removal' ? 'audit_remove_subjects' : 'audit_retire_bodies';
  const { rows } = await db.query<{ seqs: string[] | null }>(`select ${name}($1)::text[] as seqs`, [
    entryId,
  ]);
  const seqs = (rows[0]?.seqs ?? []).map(Number);
  const [first, last] = seqs;
  if (type === 'admin.removal' || first === undefined || last === undefined) return seqs;
  const bundles = Math.floor(last / tileWidth) - Math.floor(first / tileWidth) + 1;
  return Array.from({ length: bundles }, (_, at) => first + at * tileWidth);
}

/** Body files that are to be written anew; they are once the folder can be written. */
async function noteBundles(db: Connection, seqs: readonly number[]): Promise<void> {
  const bundles = [...new Set(seqs.map((seq) => Math.floor(seq / tileWidth)))];
  if (bundles.length === 0) return;
  await db.query(
    `insert into audit_stale_body (bundle) select * from unnest($1::bigint[])
     on conflict (bundle) do nothing`,
    [bundles],
  );
}
