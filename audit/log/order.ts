import type { Entry, EntrySubject } from '../entry.ts';
import { canonicalJson } from '../../lib/canonicalJson.ts';
import { tileWidth } from '../tree/tiles.ts';
import { writeActEntry, type ActEntryInput, type RunStatement } from './actEntry.ts';
import type { Connection } from './ledger.ts';

/** What takes bodies away: said in the log first, and carried out where the log takes it in. */
export interface Order {
  readonly type: 'admin.removal' | 'admin.retention';
  /** The decision's own members. */
  readonly members: Readonly<Record<string, unknown>>;
  readonly subject: EntrySubject | null;
}

export interface OrderInput extends ActEntryInput {
  /** As governance's own service role; a gateway's may not order this. */
  readonly db: Connection;
}

/** Leaves the order in the inbox; answers its entry. */
export async function giveOrder(input: OrderInput, order: Order): Promise<Entry> {
  const { db } = input;
  const { rows } = await db.query<{ number: number; hash: string }>(
    'select number, hash from policy_epoch order by number desc limit 1',
  );
  const run: RunStatement = async <Row extends object>(
    text: string,
    values: readonly unknown[],
  ): Promise<readonly Row[]> => (await db.query<Row>(text, [...values])).rows;
  return writeActEntry(run, input, {
    type: order.type,
    decision: canonicalJson({
      ...{ screen: null, document: null, purpose: null, basis: null, roles: [], region: null },
      ...{ epoch: rows[0]?.number ?? 0, lock: rows[0]?.hash ?? null, lockVersion: 0 },
      ...order.members,
    }),
    subject: order.subject,
  });
}

/** The whole bundles whose entries are all older than `before` and not yet retired, at most so many. */
export async function retirable(
  db: Connection,
  before: Date,
): Promise<{ readonly from: number; readonly to: number } | undefined> {
  const { rows } = await db.query<{ first: string | null; young: string | null; size: string }>(
    `select (select seq from audit_entry where decision is not null order by seq limit 1) as first,
       (select seq from audit_entry where at >= $1 order by seq limit 1) as young,
       coalesce((select max(size) from audit_checkpoint), 0) as size`,
    [before.toISOString()],
  );
  const [row] = rows;
  if (row?.first == null) return undefined;
  const from = Number(row.first);
  const end = Math.min(Number(row.young ?? row.size), Number(row.size));
  const to = end - (end % tileWidth) - 1;
  return to < from ? undefined : { from, to };
}

/** Of these entries, those that the log has with a subject body. */
export async function withSubjects(
  db: Connection,
  entries: readonly string[],
): Promise<readonly string[]> {
  const { rows } = await db.query<{ entry_id: string }>(
    `select entry_id from audit_entry
     where entry_id = any($1::text[]) and subject is not null order by seq`,
    [entries],
  );
  return rows.map(({ entry_id }) => entry_id);
}

/** Whether the order has its place, and nothing is left that it takes away. */
export async function isCarriedOut(db: Connection, entryId: string): Promise<boolean> {
  const { rows } = await db.query<{ done: boolean }>(
    `select case o.type
         when 'admin.retention' then not exists (
           select from audit_entry e where e.decision is not null
             and e.seq between (d.decision ->> 'from')::bigint and (d.decision ->> 'to')::bigint)
         else not exists (
           select from audit_entry e where e.subject is not null
             and e.entry_id in (select jsonb_array_elements_text(d.decision -> 'entries')))
       end and not exists (select from audit_stale_body) as done
     from audit_entry o, lateral (select o.decision::jsonb as decision) d where o.entry_id = $1`,
    [entryId],
  );
  return rows[0]?.done === true;
}
