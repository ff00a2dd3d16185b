import { commitment, type Entry, type EntrySubject, type EntryType } from '../../../audit/entry.ts';
import { canonicalJson } from '../../../lib/canonicalJson.ts';
import type { Clock } from '../../../lib/clock.ts';
import type { PurposeClaims } from '../../../lib/purposeToken.ts';
import type { StoreName } from '../../../lib/storeName.ts';
import type { Database, PolicyInForce } from '../definition.ts';
import { keepForLog } from './outbox.ts';
import type { AuditRef } from './refs.ts';

/** By whom and for what a command was run, as its token said. */
export type CommandClaims = Pick<
  PurposeClaims,
  'jti' | 'screen' | 'doc' | 'purpose' | 'actor' | 'team' | 'roles' | 'region'
>;

/** Whom an entry is about, by the store that drew the references. */
export type SubjectRefs = EntrySubject['subjects'];

export interface StoreEntryDraft {
  readonly type: EntryType;
  readonly claims: CommandClaims;
  /** What the decision says beside what all say. */
  readonly facts: Readonly<Record<string, string>>;
  readonly subjects: SubjectRefs;
}

export interface CommandDone {
  readonly type: EntryType;
  readonly command: string;
  readonly claims: CommandClaims;
  /** The persons and customers whom the results are about. */
  readonly refs: readonly AuditRef[];
}

/** The draft of a command's entry. */
export const commandDraft = (
  store: StoreName,
  { type, command, claims, refs }: CommandDone,
): StoreEntryDraft => ({
  ...{ type, claims },
  facts: { command, store, outcome: 'done' },
  subjects: refs.length === 0 ? [] : [{ store, refs }],
});

export interface StoreEntriesInput {
  readonly store: StoreName;
  readonly policy: PolicyInForce;
  readonly clock: Clock;
  readonly newEntryId: () => string;
  /** 32 random bytes. */
  readonly newSalt: () => Uint8Array;
  /** 16 random bytes, hex: of this database's entries, drawn with the first. */
  readonly newIncarnation: () => string;
}

/** Writes an entry in the transaction of what it tells: both are there, or neither. */
export type WriteStoreEntry = (db: Database, draft: StoreEntryDraft) => Promise<void>;

export const createStoreEntries =
  (input: StoreEntriesInput): WriteStoreEntry =>
  async (db, draft) => {
    const place = await nextPlace(db, input);
    const decision = decisionOf(input, draft);
    const subject = subjectOf(draft);
    const salts = [input.newSalt(), input.newSalt()] as const;
    const body: Entry = {
      entryId: input.newEntryId(),
      type: draft.type,
      ...place,
      node: input.store,
      decisionCommit: commitment(salts[0], decision),
      subjectCommit: commitment(salts[1], subject),
      decision,
      decisionSalt: Buffer.from(salts[0]).toString('hex'),
      subject,
      subjectSalt: Buffer.from(salts[1]).toString('hex'),
    };
    await keepForLog(db, place.at, { kind: 'entry', body });
  };

interface PlaceRow {
  readonly incarnation: string;
  readonly node_seq: string;
  readonly at: string;
}

/** The row stays locked until the command has ended, so numbers, times and rows come in one order. */
export async function nextPlace(
  db: Database,
  { clock, newIncarnation }: StoreEntriesInput,
): Promise<Pick<Entry, 'incarnation' | 'nodeSeq' | 'at'>> {
  const [row] = await db.query<PlaceRow>(
    `insert into audit_counter as c (incarnation, node_seq, at) values ($1, 1, $2)
     on conflict (single) do update
       set node_seq = c.node_seq + 1, at = greatest(c.at, excluded.at)
     returning incarnation, node_seq::text, at`,
    [newIncarnation(), clock.now().toISOString()],
  );
  if (row === undefined) throw new TypeError('a place was just taken');
  return { incarnation: row.incarnation, nodeSeq: Number(row.node_seq), at: row.at };
}

function decisionOf(
  { policy: { lock, epoch, lockVersion } }: StoreEntriesInput,
  { claims, facts }: StoreEntryDraft,
): string {
  const known = lock.screens[claims.screen]?.roles;
  return canonicalJson({
    screen: claims.screen,
    document: claims.doc,
    purpose: claims.purpose,
    basis: lock.purposes[claims.purpose]?.legalBasis ?? null,
    roles: claims.roles.filter((role) => known?.includes(role) ?? true).sort(),
    region: claims.region,
    epoch,
    lock: lock.hash,
    lockVersion: lockVersion?.() ?? 0,
    ...facts,
  });
}

function subjectOf({ claims, subjects }: StoreEntryDraft): string {
  const subject: EntrySubject = {
    actor: claims.actor,
    team: claims.team ?? null,
    subjects,
    evidence: null,
    reason: null,
    trace: claims.jti,
  };
  return canonicalJson(subject);
}
