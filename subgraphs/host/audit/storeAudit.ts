import { randomBytes, randomFillSync } from 'node:crypto';
import type { ReadFile } from '../../../audit/tree/tiles.ts';
import type { Log } from '../../../lib/log.ts';
import { createUlids } from '../../../lib/ulids.ts';
import type { Identity } from '../between/exchange.ts';
import type { StoreTransport } from '../between/transport.ts';
import { databaseOf, type StoreDatabase } from '../database.ts';
import type { AuditReads, Database, PolicyInForce } from '../definition.ts';
import type { BoundTypes } from '../graph/boundTypes.ts';
import { createReceiptChain } from './chain.ts';
import {
  commandDraft,
  createStoreEntries,
  type CommandClaims,
  type CommandDone,
} from './commandEntry.ts';
import { createFacts, type WriteFact } from './factEntry.ts';
import { connectKeys } from './keyDatabase.ts';
import { createLogLane, type LogLane } from './lane.ts';
import { createReceipts, type IssueReceipt } from './receipts.ts';
import { referencesOf } from './references.ts';
import { createRefs } from './refs.ts';
import { subjectsStatement, type SubjectKey } from './subjects.ts';

export interface StoreAuditInput {
  readonly identity: Identity;
  readonly database: StoreDatabase;
  readonly types: BoundTypes;
  readonly policy: PolicyInForce;
  readonly transport: StoreTransport;
  readonly log: Log;
  readonly timeoutMs: number;
  /** Where given, the names of subjects are kept there. */
  readonly keysUrl: string | undefined;
  /** Of the store that keeps the log. */
  readonly logFile: ReadFile | undefined;
}

/** A command that is about to commit, and the rows that it answers. */
export interface CommandResult extends Omit<CommandDone, 'refs'> {
  readonly results: readonly SubjectKey[];
}

/** The store's side of the audit log. */
export interface StoreAudit {
  readonly receipt: IssueReceipt;
  /** Writes the entry of a command, inside its transaction. */
  readonly commandDone: (db: Database, result: CommandResult) => Promise<void>;
  /** What a sub-request of these claims may ask of it. */
  readonly reads: (claims: CommandClaims) => AuditReads;
  /** Writes the entry of what the store does of itself, inside a transaction. */
  readonly fact: WriteFact;
  readonly lane: LogLane;
  readonly close: () => Promise<void>;
}

const randomHex = (): string => randomBytes(16).toString('hex');

export function createStoreAudit(input: StoreAuditInput): StoreAudit {
  const { identity, database, types, policy, transport, log, timeoutMs, keysUrl } = input;
  const { name: store, keys, clock } = identity;
  const chain = createReceiptChain({ store, keys, incarnation: randomHex(), clock });
  const own = keysUrl === undefined ? undefined : connectKeys(keysUrl);
  const refs = own ?? database;
  const refsOf = createRefs({ database: refs, newRef: randomHex });
  const entries = {
    ...{ store, policy, clock, newIncarnation: randomHex },
    newEntryId: createUlids(clock, randomFillSync),
    newSalt: () => randomBytes(32),
  };
  const writeEntry = createStoreEntries(entries);
  const fact = createFacts(entries);
  const lane = createLogLane({ identity, database, transport, chain, fact, log, timeoutMs });
  return {
    receipt: createReceipts(refsOf, chain),
    lane,
    fact,
    commandDone: async (db, { results, ...done }) => {
      const subjects = await subjectsOf(db, results);
      // The key database has connections of its own; any other has its names in the command's.
      const inside = own === undefined ? db : undefined;
      const met = await refsOf(subjects, () => undefined, inside);
      await writeEntry(db, commandDraft(store, { ...done, refs: met }));
    },
    reads: (claims) => ({
      store,
      logFile: input.logFile,
      referencesOf: (subjects) => referencesOf({ database, refs, types }, subjects),
      wasRead: (action, subjects) =>
        database.transaction((manager) =>
          writeEntry(databaseOf(manager), {
            ...{ type: 'admin.read', claims, facts: { action, store } },
            subjects: subjects.filter((known) => known.refs.length > 0),
          }),
        ),
    }),
    close: async () => {
      await lane.stop();
      await own?.close();
    },
  };
}

async function subjectsOf(
  db: Database,
  results: readonly SubjectKey[],
): Promise<ReadonlySet<string>> {
  const asked = results.filter(({ type }) => type.subject !== undefined);
  if (asked.length === 0) return new Set();
  const { text, values } = subjectsStatement(asked);
  const rows = await db.query<{ readonly subject: string | null }>(text, values);
  return new Set(rows.flatMap(({ subject }) => (subject === null ? [] : [subject])));
}
