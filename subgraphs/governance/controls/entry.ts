import { randomBytes, randomFillSync } from 'node:crypto';
import { createEntryMaker, type EntryType } from '../../../audit/entry.ts';
import { canonicalJson } from '../../../lib/canonicalJson.ts';
import type { Clock } from '../../../lib/clock.ts';
import { createUlids } from '../../../lib/ulids.ts';
import type { Database } from '../../host/definition.ts';

/** What an act of an officer did, for the audit log. */
export interface ControlEntry {
  readonly type: EntryType;
  readonly members: Readonly<Record<string, unknown>>;
  readonly person: string | null;
  readonly reason?: string;
}

export type WriteControlEntry = (db: Database, entry: ControlEntry) => Promise<string>;

const node = 'governance';

/**
 * Writes the entry in the transaction of what it tells. Each has an incarnation of its own: one that is
 * rolled back leaves no gap in a numbering.
 */
export function createControlEntries(clock: Clock): WriteControlEntry {
  const newEntryId = createUlids(clock, (pool) => randomFillSync(pool));
  return async (db, { type, members, person, reason }) => {
    const make = createEntryMaker({
      ...{ node, clock, newEntryId, newSalt: () => randomBytes(32) },
      incarnation: randomBytes(16).toString('hex'),
    });
    const [now] = await db.query<{ number: number | null; hash: string | null; version: string }>(
      `select p.number, p.hash, coalesce(v.version, 0) as version from (select 1) one
       left join lock_version v on true
       left join lateral (select number, hash from policy_epoch order by number desc limit 1) p
         on true`,
    );
    const entry = make({
      type,
      decision: canonicalJson({
        ...{ screen: null, document: null, purpose: null, basis: null, roles: [], region: null },
        ...{ epoch: now?.number ?? 0, lock: now?.hash ?? null },
        lockVersion: Number(now?.version ?? 0),
        ...members,
      }),
      subject:
        person === null
          ? null
          : {
              ...{ actor: person, team: null, subjects: [], evidence: null },
              ...{ reason: reason ?? null, trace: null },
            },
    });
    await db.query(
      `insert into audit_inbox (entry_id, type, at, node, incarnation, node_seq, decision_commit,
         subject_commit, decision, decision_salt, subject, subject_salt)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [
        ...[entry.entryId, entry.type, entry.at, entry.node, entry.incarnation, entry.nodeSeq],
        ...[entry.decisionCommit, entry.subjectCommit, entry.decision, entry.decisionSalt],
        ...[entry.subject, entry.subjectSalt],
      ],
    );
    return entry.entryId;
  };
}
