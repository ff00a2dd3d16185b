import type { EntryBody } from '../entry.ts';
import type { Connection } from './ledger.ts';

/** What the publisher reads of the log's tables. */

export interface PublishedRow extends EntryBody {
  readonly header: string;
}

export async function entriesBetween(
  db: Connection,
  from: number,
  to: number,
): Promise<readonly PublishedRow[]> {
  const { rows } = await db.query<PublishedRow>({
    name: 'audit entries between',
    text: `select header, entry_id as "entryId", decision, decision_salt as "decisionSalt",
        subject, subject_salt as "subjectSalt"
      from audit_entry where seq >= $1 and seq < $2 order by seq`,
    values: [from, to],
  });
  if (rows.length !== to - from) throw new TypeError('the log has a gap');
  return rows;
}

export async function headersBetween(
  db: Connection,
  from: number,
  to: number,
): Promise<readonly string[]> {
  const { rows } = await db.query<{ header: string }>(
    'select header from audit_entry where seq >= $1 and seq < $2 order by seq',
    [from, to],
  );
  if (rows.length !== to - from) throw new TypeError('the log has a gap');
  return rows.map(({ header }) => header);
}

export interface CheckpointRow {
  readonly size: number;
  /** Hex. */
  readonly root: string;
  readonly note: string;
  readonly cosigned: number;
}

interface RawCheckpoint {
  readonly size: string;
  readonly root: string;
  readonly note: string;
  readonly cosigned: number;
}

const checkpointOf = (row: RawCheckpoint): CheckpointRow => ({ ...row, size: Number(row.size) });

export async function newestCheckpoint(
  db: Connection,
  cosignedAtLeast = 0,
): Promise<CheckpointRow | undefined> {
  const { rows } = await db.query<RawCheckpoint>(
    `select size, root, note, cosigned from audit_checkpoint where cosigned >= $1
     order by size desc limit 1`,
    [cosignedAtLeast],
  );
  return rows[0] && checkpointOf(rows[0]);
}

/** Keeps a checkpoint; answers the one that is kept, which may be older with the same size. */
export async function keepCheckpoint(
  db: Connection,
  { size, root, note }: Omit<CheckpointRow, 'cosigned'>,
  at: Date,
): Promise<CheckpointRow> {
  await db.query(
    `insert into audit_checkpoint (size, root, note, at) values ($1, $2, $3, $4)
     on conflict (size) do nothing`,
    [size, root, note, at.toISOString()],
  );
  const { rows } = await db.query<RawCheckpoint>(
    'select size, root, note, cosigned from audit_checkpoint where size = $1',
    [size],
  );
  if (rows[0] === undefined) throw new TypeError('a checkpoint was just kept');
  return checkpointOf(rows[0]);
}

export const keepCosignatures = (
  db: Connection,
  { size, note, cosigned }: Omit<CheckpointRow, 'root'>,
): Promise<unknown> =>
  db.query('update audit_checkpoint set note = $2, cosigned = $3 where size = $1', [
    ...[size, note, cosigned],
  ]);

/** Body files that removals and retirement made old. */
export async function staleBodies(db: Connection): Promise<readonly number[]> {
  const { rows } = await db.query<{ bundle: string }>(
    'select bundle from audit_stale_body order by bundle limit 100',
  );
  return rows.map(({ bundle }) => Number(bundle));
}

export const bodyIsWritten = (db: Connection, bundle: number): Promise<unknown> =>
  db.query('delete from audit_stale_body where bundle = $1', [bundle]);

export interface SegmentRow {
  readonly number: number;
  readonly path: string;
  readonly body: string;
}

export async function segmentsAfter(
  db: Connection,
  upto: number,
  limit: number,
): Promise<readonly SegmentRow[]> {
  const { rows } = await db.query<{ number: string; path: string; body: string }>(
    `select number, body,
       'receipts/' || store || '/' || incarnation || '/' || lpad(from_n::text, 12, '0') || '.json'
         as path
     from audit_receipt_segment where number > $1 order by number limit $2`,
    [upto, limit],
  );
  return rows.map((row) => ({ ...row, number: Number(row.number) }));
}

/** Under which name it is kept up to which number receipt segments stand in the folder. */
export const publishedReceipts = 'receipts';

export async function publishedUpto(db: Connection, what: string): Promise<number> {
  const { rows } = await db.query<{ upto: string }>(
    'select upto from audit_published where what = $1',
    [what],
  );
  return Number(rows[0]?.upto ?? 0);
}

export const setPublishedUpto = (db: Connection, what: string, upto: number): Promise<unknown> =>
  db.query(
    `insert into audit_published (what, upto) values ($1, $2)
     on conflict (what) do update set upto = excluded.upto`,
    [what, upto],
  );
