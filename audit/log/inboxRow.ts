import { z } from 'zod';
import { canonicalJson } from '../../lib/canonicalJson.ts';
import { commitment, headerText, type Entry, type EntryType } from '../entry.ts';
import { leafHash } from '../tree/hashing.ts';

/** A row of the inbox as the sequencer reads it. */
export interface InboxRow {
  readonly entry_id: string;
  readonly type: string;
  readonly at: string | null;
  readonly node: string;
  readonly incarnation: string;
  readonly node_seq: string;
  readonly decision_commit: string;
  readonly subject_commit: string | null;
  readonly decision: string;
  readonly decision_salt: string;
  readonly subject: string | null;
  readonly subject_salt: string | null;
  /** Whether it has waited long enough for those before it. */
  readonly is_due: boolean;
}

export const entryOf = (row: InboxRow): Entry => ({
  entryId: row.entry_id,
  type: row.type as EntryType,
  at: row.at ?? '',
  node: row.node,
  incarnation: row.incarnation,
  nodeSeq: Number(row.node_seq),
  decisionCommit: row.decision_commit,
  subjectCommit: row.subject_commit,
  decision: row.decision,
  decisionSalt: row.decision_salt,
  subject: row.subject,
  subjectSalt: row.subject_salt,
});

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Why an entry can't be part of a log that others verify, or undefined. */
export function faultOf(entry: Entry): string | undefined {
  if (!instant.test(entry.at)) return 'its time is none';
  if (!isCanonical(entry.decision)) return 'its decision is not canonical JSON';
  if (!isCommitted(entry.decision, entry.decisionSalt, entry.decisionCommit)) {
    return 'its decision is not the one that it commits to';
  }
  if (entry.subject === null) {
    return entry.subjectCommit === null ? undefined : 'it commits to a subject that it lacks';
  }
  if (!isCanonical(entry.subject)) return 'its subject is not canonical JSON';
  return isCommitted(entry.subject, entry.subjectSalt, entry.subjectCommit)
    ? undefined
    : 'its subject is not the one that it commits to';
}

function isCanonical(text: string): boolean {
  try {
    return canonicalJson(JSON.parse(text)) === text;
  } catch {
    // Whatever can't be read or written again, deep nesting included, is not.
    return false;
  }
}

const isCommitted = (text: string, salt: string | null, commit: string | null): boolean =>
  salt !== null && commitment(Buffer.from(salt, 'hex'), text) === commit;

/** An entry in its place, with what the database finds it by. */
export interface PlacedEntry {
  readonly seq: number;
  readonly entry: Entry;
  readonly header: string;
  readonly hash: Uint8Array;
  readonly actor: string | null;
  readonly screen: string | null;
  readonly purpose: string | null;
  readonly refs: readonly { readonly store: string; readonly ref: string }[];
}

const text = z.string().max(512).nullish().catch(null);
const Decision = z.object({ screen: text, purpose: text }).catch({ screen: null, purpose: null });
const Ref = z.string().regex(/^[0-9a-f]{32}$/);
const Subject = z
  .object({
    actor: text,
    subjects: z.array(z.object({ store: z.string().max(64), refs: z.array(Ref) })).catch([]),
  })
  .catch({ actor: null, subjects: [] });

export function placeEntry(entry: Entry, seq: number): PlacedEntry {
  const header = headerText(entry, seq);
  const { screen, purpose } = Decision.parse(JSON.parse(entry.decision));
  const who = Subject.parse(entry.subject === null ? {} : JSON.parse(entry.subject));
  return {
    ...{ seq, entry, header, hash: leafHash(Buffer.from(header)) },
    actor: who.actor ?? null,
    screen: screen ?? null,
    purpose: purpose ?? null,
    refs: who.subjects.flatMap(({ store, refs }) =>
      [...new Set(refs)].map((ref) => ({ store, ref })),
    ),
  };
}
