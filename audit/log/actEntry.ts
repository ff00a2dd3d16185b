import { createEntryMaker, type Entry, type EntryDraft } from '../entry.ts';
import type { Clock } from '../../lib/clock.ts';

/** Who writes entries of officers' acts and of orders: one node for the whole installation. */
export const actsNode = 'governance-acts';

export interface ActEntryInput {
  readonly clock: Clock;
  readonly newEntryId: () => string;
  readonly randomBytes: (count: number) => Uint8Array;
}

/** Runs one statement, and answers its rows. */
export type RunStatement = <Row extends object>(
  text: string,
  values: readonly unknown[],
) => Promise<readonly Row[]>;

interface PlaceRow extends Pick<Entry, 'incarnation' | 'at'> {
  readonly nodeSeq: string;
}

/**
 * Writes the entry of an act into the inbox, under the next number. The number is taken by the same
 * statement, so both are in the caller's transaction: what is rolled back leaves no gap, and whoever
 * deletes an entry before it has its place in the log does. The counter stays locked until the
 * transaction has ended, so numbers and times come in the order of commits.
 */
export async function writeActEntry(
  run: RunStatement,
  { clock, newEntryId, randomBytes }: ActEntryInput,
  draft: EntryDraft,
): Promise<Entry> {
  const make = createEntryMaker({
    ...{ node: actsNode, clock, newEntryId },
    incarnation: Buffer.from(randomBytes(16)).toString('hex'),
    newSalt: () => randomBytes(32),
  });
  const entry = make(draft);
  const [place] = await run<PlaceRow>(statement, [
    ...[entry.incarnation, entry.at, entry.entryId, entry.type, entry.node],
    ...[entry.decisionCommit, entry.subjectCommit, entry.decision, entry.decisionSalt],
    ...[entry.subject, entry.subjectSalt],
  ]);
  if (place === undefined) throw new TypeError('the entry has just got its number');
  return { ...entry, ...place, nodeSeq: Number(place.nodeSeq) };
}

/** The incarnation is that of the first entry ever. */
const statement = `
  with place as (
    insert into act_counter as c (incarnation, node_seq, at) values ($1, 1, $2)
    on conflict (single) do update
      set node_seq = c.node_seq + 1, at = greatest(c.at, excluded.at)
    returning incarnation, node_seq, at
  )
  insert into audit_inbox (entry_id, type, at, node, incarnation, node_seq, decision_commit,
    subject_commit, decision, decision_salt, subject, subject_salt)
  select $3, $4, p.at, $5, p.incarnation, p.node_seq, $6, $7, $8, $9, $10, $11 from place p
  returning incarnation, node_seq as "nodeSeq",
    to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at`;
