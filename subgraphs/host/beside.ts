import type { Handler } from '../../lib/httpServer.ts';
import type { InstallationLock } from '../../lib/installationLock.ts';
import type { LockdownQuestion } from '../../lib/lockdowns.ts';
import type { Log } from '../../lib/log.ts';
import type { StoreName } from '../../lib/storeName.ts';
import type { WriteFact } from './audit/factEntry.ts';
import type { Identity } from './between/exchange.ts';
import type { AuditLogConfig } from './config.ts';
import type { StoreDatabase } from './database.ts';
import type { PolicyInForce } from './definition.ts';
import type { SignedEndpoints } from './http/signedEndpoints.ts';
import type { Vault } from './vault/vault.ts';

/** What a store that does more than answer is given. */
export interface BesideContext {
  readonly database: StoreDatabase;
  readonly databaseUrl: string;
  readonly identity: Identity;
  readonly installation: InstallationLock;
  readonly peers: Partial<Readonly<Record<StoreName, string>>>;
  /** Undefined where this process keeps no audit log. */
  readonly auditLog: AuditLogConfig | undefined;
  readonly signed: SignedEndpoints;
  readonly policy: PolicyInForce;
  /** Writes an entry of the audit log, in a transaction of this store. */
  readonly writeFact: WriteFact;
  readonly log: Log;
  /** Of a store that keeps values sealed. */
  readonly vault: Vault | undefined;
}

/** What one store does beside answering: work of its own while it runs, and routes of its own. */
export interface Beside {
  readonly route: (path: string) => Handler | undefined;
  /** What `/health/ready` says of it; `refused` makes the store not ready. */
  readonly health: () => { readonly isReady: boolean; readonly about: object };
  /** Of the store that keeps restrictions: answers its own process as it answers the others. */
  readonly lockdowns?: (question: LockdownQuestion) => Promise<unknown>;
  readonly start: () => void;
  readonly stop: () => Promise<void>;
}
