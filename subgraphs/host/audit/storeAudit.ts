import { randomBytes, randomFillSync } from 'node:crypto';
import type { Log } from '../../../lib/log.ts';
import { createUlids } from '../../../lib/ulids.ts';
import type { Identity } from '../between/exchange.ts';
import type { StoreTransport } from '../between/transport.ts';
import type { StoreDatabase } from '../database.ts';
import type { Database, PolicyInForce } from '../definition.ts';
import { createReceiptChain } from './chain.ts';
import { createCommandEntries, type CommandDone } from './commandEntry.ts';
import { connectKeys } from './keyDatabase.ts';
import { createLogLane, type LogLane } from './lane.ts';
import { createReceipts, type IssueReceipt } from './receipts.ts';
import { createRefs } from './refs.ts';
import { subjectsStatement, type SubjectKey } from './subjects.ts';

export interface StoreAuditInput {
  readonly identity: Identity;
  readonly database: StoreDatabase;
  readonly policy: PolicyInForce;
  readonly transport: StoreTransport;
  readonly log: Log;
  readonly timeoutMs: number;
  /** Where given, the names of subjects are kept there. */
  readonly keysUrl: string | undefined;
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
  readonly lane: LogLane;
  readonly close: () => Promise<void>;
}

const randomHex = (): string => randomBytes(16).toString('hex');

export function createStoreAudit(input: StoreAuditInput): StoreAudit {
  const { identity, database, policy, transport, log, timeoutMs, keysUrl } = input;
  const { name: store, keys, clock } = identity;
  const chain = createReceiptChain({ store, keys, incarnation: randomHex(), clock });
  const own = keysUrl === undefined ? undefined : connectKeys(keysUrl);
  const refsOf = createRefs({ database: own ?? database, newRef: randomHex });
  const writeEntry = createCommandEntries({
    ...{ store, policy, clock, newIncarnation: randomHex },
    newEntryId: createUlids(clock, randomFillSync),
    newSalt: () => randomBytes(32),
  });
  const lane = createLogLane({ identity, database, transport, chain, log, timeoutMs });
  return {
    receipt: createReceipts(refsOf, chain),
    lane,
    commandDone: async (db, { results, ...done }) => {
      const subjects = await subjectsOf(db, results);
      // The key database has connections of its own; any other has its names in the command's.
      const refs = await refsOf(subjects, () => undefined, own === undefined ? db : undefined);
      await writeEntry(db, { ...done, refs });
    },
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
