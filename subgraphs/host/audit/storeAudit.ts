import { randomBytes } from 'node:crypto';
import type { Identity } from '../between/exchange.ts';
import type { StoreDatabase } from '../database.ts';
import { createReceiptChain } from './chain.ts';
import { connectKeys } from './keyDatabase.ts';
import { createReceipts, type IssueReceipt } from './receipts.ts';
import { createRefs } from './refs.ts';

export interface StoreAuditInput {
  readonly identity: Identity;
  readonly database: StoreDatabase;
  /** Where given, the names of subjects are kept there. */
  readonly keysUrl: string | undefined;
}

/** The store's side of the audit log. */
export interface StoreAudit {
  readonly receipt: IssueReceipt;
  readonly close: () => Promise<void>;
}

const randomHex = (): string => randomBytes(16).toString('hex');

export function createStoreAudit({ identity, database, keysUrl }: StoreAuditInput): StoreAudit {
  const { name: store, keys, clock } = identity;
  const chain = createReceiptChain({ store, keys, incarnation: randomHex(), clock });
  const own = keysUrl === undefined ? undefined : connectKeys(keysUrl);
  const refsOf = createRefs({ database: own ?? database, newRef: randomHex });
  return {
    receipt: createReceipts(refsOf, chain),
    close: () => own?.close() ?? Promise.resolve(),
  };
}
