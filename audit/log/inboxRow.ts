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

/** What an entry's bodies say, read once. */
export interface Bodies {
  readonly decision: unknown;
  readonly subject: unknown;
}

/** The bodies of an entry, or why it can't be part of a log that others verify. */
export function bodiesOf(entry: Entry): Bodies | string {
  if (!instant.test(entry.at)) return 'its time is none';
  const decision = readCanonical(entry.decision);
  if (decision === undefined) return 'its decision is not canonical JSON';
  if (!isCommitted(entry.decision, entry.decisionSalt, entry.decisionCommit)) {
    return 'its decision is not the one that it commits to';
  }
  if (entry.subject === null) {
    const lacks = entry.subjectCommit !== null;
    return lacks ? 'it commits to a subject that it lacks' : { decision, subject: null };
  }
  const subject = readCanonical(entry.subject);
  if (subject === undefined) return 'its subject is not canonical JSON';
  return isCommitted(entry.subject, entry.subjectSalt, entry.subjectCommit)
    ? { decision, subject }
    : 'its subject is not the one that it commits to';
}

/** Why an entry can't be part of a log that others verify, or undefined. */
export function faultOf(entry: Entry): string | undefined {
  const bodies = bodiesOf(entry);
  return typeof bodies === 'string' ? bodies : undefined;
}

/** Undefined where it is not the one way to write what it says. */
function readCanonical(text: string): unknown {
  try {
    const value = JSON.parse(text) as unknown;
    return canonicalJson(value) === text ? value : undefined;
  } catch {
    // Whatever can't be read or written again, deep nesting included, is not.
    return undefined;
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
  readonly refs: readonly SubjectRef[];
}

interface SubjectRef {
  readonly store: string;
  readonly ref: string;
}

export function placeEntry(entry: Entry, { decision, subject }: Bodies, seq: number): PlacedEntry {
  const header = headerText(entry, seq);
  const said = membersOf(decision);
  const who = membersOf(subject);
  return {
    ...{ seq, entry, header, hash: leafHash(Buffer.from(header)) },
    actor: nameIn(who.actor),
    screen: nameIn(said.screen),
    purpose: nameIn(said.purpose),
    refs: refsIn(who.subjects),
  };
}

// Bodies are read by hand: each entry passes here, and what is not as expected is found by nothing.
const membersOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

const nameMax = 512;
const nameIn = (value: unknown): string | null =>
  typeof value === 'string' && value.length <= nameMax ? value : null;

const storeMax = 64;
const refShape = /^[0-9a-f]{32}$/;

/** Each reference once; none where one of them has another shape. */
function refsIn(subjects: unknown): readonly SubjectRef[] {
  if (!Array.isArray(subjects)) return [];
  const found: SubjectRef[] = [];
  for (const { store, refs } of subjects.map(membersOf)) {
    if (typeof store !== 'string' || store.length > storeMax || !Array.isArray(refs)) return [];
    for (const ref of new Set<unknown>(refs)) {
      if (typeof ref !== 'string' || !refShape.test(ref)) return [];
      found.push({ store, ref });
    }
  }
  return found;
}
