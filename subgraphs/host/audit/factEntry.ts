import { commitment, type Entry, type EntryType } from '../../../audit/entry.ts';
import { canonicalJson } from '../../../lib/canonicalJson.ts';
import type { Database } from '../definition.ts';
import { nextPlace, type StoreEntriesInput } from './commandEntry.ts';
import { keepForLog } from './outbox.ts';

/** What a store did of itself, for nobody's request. */
export interface Fact {
  readonly type: EntryType;
  /** Never a value of a person. */
  readonly decision: object;
}

/** Writes the entry of a fact in the transaction that it is told in. */
export type WriteFact = (db: Database, fact: Fact) => Promise<void>;

export const createFacts =
  (input: StoreEntriesInput): WriteFact =>
  async (db, { type, decision }) => {
    const place = await nextPlace(db, input);
    const text = canonicalJson(decision);
    const salt = input.newSalt();
    const body: Entry = {
      entryId: input.newEntryId(),
      type,
      ...place,
      node: input.store,
      decisionCommit: commitment(salt, text),
      subjectCommit: null,
      decision: text,
      decisionSalt: Buffer.from(salt).toString('hex'),
      subject: null,
      subjectSalt: null,
    };
    await keepForLog(db, place.at, { kind: 'entry', body });
  };
