import { chainStart } from '../../../audit/receipt.ts';
import { canonicalJson } from '../../../lib/canonicalJson.ts';
import { AppError } from '../../../lib/errors/appError.ts';
import type { PublicKeys } from '../../../lib/keys.ts';
import type { StoreName } from '../../../lib/storeName.ts';
import { databaseOf, sqlState, type StoreDatabase } from '../../host/database.ts';
import type { Database } from '../../host/definition.ts';
import {
  checkEntries,
  checkSegments,
  type DeliveredEntry,
  type DeliveredSegment,
  type Delivery,
} from './receive.ts';

/** Segments are numbered in the order of their commits, so that the publisher passes over none. */
const segmentLock = 7_005;
const violations = new Set(['23514', '22P02', 'RF002']);

/** Takes a delivery whole or not at all; one that came before changes nothing. */
export async function takeDelivery(
  database: StoreDatabase,
  from: StoreName,
  { entries, segments }: Delivery,
  keys: readonly PublicKeys[],
): Promise<{ readonly entries: number; readonly segments: number }> {
  checkEntries(from, entries);
  checkSegments(from, segments, keys);
  try {
    await database.transaction(async (manager) => {
      const db = databaseOf(manager);
      if (entries.length > 0) await keepEntries(db, entries);
      if (segments.length > 0) await keepSegments(db, segments);
    });
  } catch (cause) {
    if (!violations.has(sqlState(cause) ?? '')) throw cause;
    throw new AppError('AUDIT_ENTRY_INVALID', { details: { fault: 'shape' }, cause });
  }
  return { entries: entries.length, segments: segments.length };
}

const members = [
  ...(['entryId', 'type', 'at', 'node', 'incarnation', 'nodeSeq', 'decisionCommit'] as const),
  ...(['subjectCommit', 'decision', 'decisionSalt', 'subject', 'subjectSalt'] as const),
] satisfies (keyof DeliveredEntry)[];

async function keepEntries(db: Database, entries: readonly DeliveredEntry[]): Promise<void> {
  await db.query(
    `insert into audit_inbox (entry_id, type, at, node, incarnation, node_seq, decision_commit,
       subject_commit, decision, decision_salt, subject, subject_salt)
     select g.* from unnest($1::text[], $2::text[], $3::timestamptz[], $4::text[], $5::text[],
       $6::bigint[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[])
       as g(entry_id, type, at, node, incarnation, node_seq, decision_commit, subject_commit,
         decision, decision_salt, subject, subject_salt)
     where not exists (select from audit_entry e where e.entry_id = g.entry_id)
     on conflict do nothing`,
    members.map((name) => entries.map((entry) => entry[name])),
  );
  const lost = await db.query<{ readonly entry_id: string }>(
    `select g.entry_id from unnest($1::text[], $2::text[]) as g(entry_id, commit)
     where not exists (
       select from audit_inbox i where i.entry_id = g.entry_id and i.decision_commit = g.commit
     ) and not exists (
       select from audit_entry e
       where e.entry_id = g.entry_id and position(g.commit in e.header) > 0
     )`,
    [entries.map(({ entryId }) => entryId), entries.map(({ decisionCommit }) => decisionCommit)],
  );
  if (lost[0] === undefined) return;
  const details = { entryId: lost[0].entry_id, fault: 'its id or its number is taken' };
  throw new AppError('AUDIT_ENTRY_INVALID', { details });
}

async function keepSegments(db: Database, segments: readonly DeliveredSegment[]): Promise<void> {
  await db.query('select pg_advisory_xact_lock($1)', [segmentLock]);
  for (const segment of segments) {
    const body = canonicalJson(segment);
    const { store, incarnation, from, to } = segment;
    const [kept] = await db.query<{ readonly body: string }>(
      `select body from audit_receipt_segment
       where store = $1 and incarnation = $2 and from_n = $3`,
      [store, incarnation, from],
    );
    if (kept?.body === body) continue;
    if (kept !== undefined) throw broken(segment, 'other receipts were sent before');
    await checkFits(db, segment);
    await db.query(
      `insert into audit_receipt_segment (store, incarnation, from_n, to_n, body)
       values ($1, $2, $3, $4, $5)`,
      [store, incarnation, from, to, body],
    );
  }
}

/**
 * A segment fits to its neighbours. One that is missing between them is no reason to refuse: a store
 * whose earlier segment was refused is still heard, and the verifier names what is missing.
 */
async function checkFits(db: Database, segment: DeliveredSegment): Promise<void> {
  const start = { to: 0, head: chainStart };
  const fault =
    faultBetween((await neighbour(db, segment, 'before')) ?? start, segment) ??
    faultBetween(segment, await neighbour(db, segment, 'after'));
  if (fault !== undefined) throw broken(segment, fault);
}

type Link = Pick<DeliveredSegment, 'from' | 'to' | 'prev' | 'head'>;

function faultBetween(
  first: Pick<Link, 'to' | 'head'>,
  second: Pick<Link, 'from' | 'prev'> | undefined,
): string | undefined {
  if (second === undefined || second.from > first.to + 1) return undefined;
  if (second.from <= first.to) return 'other receipts have its numbers';
  return second.prev === first.head ? undefined : 'it does not follow from the one before';
}

/** It stands before the receipts in canonical JSON: a body is long, and need not be read for it. */
const hashIn = (member: 'prev' | 'head'): string =>
  `left(split_part(left(body, 512), '"${member}":"', 2), 64)`;

async function neighbour(
  db: Database,
  { store, incarnation, from }: DeliveredSegment,
  side: 'before' | 'after',
): Promise<Link | undefined> {
  const nearest =
    side === 'before' ? 'from_n < $3 order by from_n desc' : 'from_n > $3 order by from_n';
  const [row] = await db.query<{ readonly link: Link }>(
    `select json_build_object('from', from_n, 'to', to_n, 'prev', ${hashIn('prev')},
       'head', ${hashIn('head')}) as link
     from audit_receipt_segment where store = $1 and incarnation = $2 and ${nearest} limit 1`,
    [store, incarnation, from],
  );
  return row?.link;
}

const broken = ({ incarnation, from }: DeliveredSegment, fault: string): AppError =>
  new AppError('AUDIT_RECEIPTS_INVALID', { details: { incarnation, first: from, fault } });
