import { randomBytes, randomFillSync } from 'node:crypto';
import type { EntryDraft, EntrySubject, EntryType } from '../../../audit/entry.ts';
import { writeActEntry } from '../../../audit/log/actEntry.ts';
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

/** Writes the entry in the transaction of what it tells, under the next number of all acts. */
export function createControlEntries(clock: Clock): WriteControlEntry {
  const newEntryId = createUlids(clock, (pool) => randomFillSync(pool));
  return async (db, { type, members, person, reason }) => {
    const [now] = await db.query<{ number: number | null; hash: string | null; version: string }>(
      `select p.number, p.hash, coalesce(v.version, 0) as version from (select 1) one
       left join lock_version v on true
       left join lateral (select number, hash from policy_epoch order by number desc limit 1) p
         on true`,
    );
    const draft: EntryDraft = {
      type,
      decision: canonicalJson({
        ...{ screen: null, document: null, purpose: null, basis: null, roles: [], region: null },
        ...{ epoch: now?.number ?? 0, lock: now?.hash ?? null },
        lockVersion: Number(now?.version ?? 0),
        ...members,
      }),
      subject: person === null ? null : subjectOf(person, reason ?? null),
    };
    const { entryId } = await writeActEntry(db.query, { clock, newEntryId, randomBytes }, draft);
    return entryId;
  };
}

const subjectOf = (actor: string, reason: string | null): EntrySubject => ({
  ...{ actor, team: null, subjects: [], evidence: null, reason, trace: null },
});
