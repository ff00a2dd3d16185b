import { randomBytes, randomFillSync } from 'node:crypto';
import type pg from 'pg';
import {
  createEntryMaker,
  type Entry,
  type EntryDraft,
  type EntrySubject,
} from '../../../audit/entry.ts';
import { canonicalJson } from '../../../lib/canonicalJson.ts';
import { systemClock, type Clock } from '../../../lib/clock.ts';
import { createUlids } from '../../../lib/ulids.ts';

export const newIncarnation = (): string => randomBytes(16).toString('hex');

/** Who writes entries: one incarnation of one gateway. */
export const createWriter = (
  node = 'gateway-1',
  incarnation = newIncarnation(),
  clock: Clock = systemClock,
): ((draft: EntryDraft) => Entry) =>
  createEntryMaker({
    node,
    incarnation,
    clock,
    newEntryId: createUlids(clock, (pool) => randomFillSync(pool)),
    newSalt: () => randomBytes(32),
  });

export const aSubject = (actor: string, refs: readonly string[] = []): EntrySubject => ({
  ...{ actor, team: null, evidence: null, reason: null, trace: null },
  subjects: refs.length === 0 ? [] : [{ store: 'crm', refs }],
});

export const aRelease = (screen: string, subject: EntrySubject | null = null): EntryDraft => ({
  type: 'release',
  decision: canonicalJson({ screen, purpose: 'billing' }),
  subject,
});

const columns = [
  ...['entry_id', 'type', 'at', 'node', 'incarnation', 'node_seq'],
  ...['decision_commit', 'subject_commit', 'decision', 'decision_salt', 'subject', 'subject_salt'],
] as const;

const valuesOf = (entry: Entry): readonly unknown[] => [
  ...[entry.entryId, entry.type, entry.at, entry.node, entry.incarnation, entry.nodeSeq],
  ...[entry.decisionCommit, entry.subjectCommit, entry.decision, entry.decisionSalt],
  ...[entry.subject, entry.subjectSalt],
];

/** Leaves entries in the inbox, in one statement. */
export async function leaveEntries(
  client: Pick<pg.ClientBase, 'query'>,
  entries: readonly Entry[],
): Promise<void> {
  const types = ['text', 'text', 'timestamptz', 'text', 'text', 'bigint'];
  const lists = columns.map((_, at) => `$${String(at + 1)}::${types[at] ?? 'text'}[]`);
  const rows = entries.map(valuesOf);
  await client.query(
    `insert into audit_inbox (${columns.join()}) select * from unnest(${lists.join()})
     on conflict do nothing`,
    columns.map((_, at) => rows.map((row) => row[at])),
  );
}
