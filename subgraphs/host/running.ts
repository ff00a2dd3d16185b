import type { BearerVerifier } from '../../lib/bearer.ts';
import type { Clock } from '../../lib/clock.ts';
import type { InstallationLock } from '../../lib/installationLock.ts';
import type { ProcessKeys } from '../../lib/keys.ts';
import type { Lockdowns } from '../../lib/lockdowns.ts';
import type { Log } from '../../lib/log.ts';
import type { PolicyLock } from '../../policies/lock.ts';
import type { StoreAudit } from './audit/storeAudit.ts';
import type { Beside } from './beside.ts';
import type { Identity } from './between/exchange.ts';
import type { Relay } from './between/relay.ts';
import type { StoreTransport } from './between/transport.ts';
import type { StoreConfig } from './config.ts';
import type { StoreDatabase } from './database.ts';
import type { PolicyInForce, StoreDefinition } from './definition.ts';
import type { StoreGraph } from './graph/storeGraph.ts';
import type { Decider } from './http/decideOperation.ts';
import type { Rulings } from './http/restricted.ts';
import type { SignedEndpoints } from './http/signedEndpoints.ts';
import type { RunningVault } from './vault/vault.ts';
import type { Witness } from './witness/witnessKey.ts';

export interface StoreDependencies {
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: () => string;
  readonly keys: ProcessKeys;
  /** Of the store's witness; a store without one has no such route. */
  readonly witnessKeys: ProcessKeys | undefined;
  readonly policy: PolicyLock;
  readonly installation: InstallationLock;
  /** The store's SDL. */
  readonly sdl: string;
  readonly transport: StoreTransport;
  /** Verifies callers' own tokens; customer-pii asks for them. */
  readonly bearer: BearerVerifier;
  /** What is restricted, where somebody else keeps it; governance is asked where it is undefined. */
  readonly lockdowns: Lockdowns | undefined;
  /** Milliseconds of a clock that nobody sets. */
  readonly now: () => number;
}

export type StoreServerConfig = Pick<
  StoreConfig,
  'mode' | 'databaseUrl' | 'keysDatabaseUrl' | 'bodyBytesMax' | 'callTimeoutMs'
> &
  Partial<Pick<StoreConfig, 'peers' | 'auditLog' | 'vault'>>;

/** All that the parts of one running store share. */
export interface Running {
  readonly definition: StoreDefinition;
  readonly config: StoreServerConfig;
  readonly dependencies: StoreDependencies;
  readonly database: StoreDatabase;
  readonly graph: StoreGraph;
  readonly decider: Decider;
  readonly rulings: Rulings;
  readonly policy: PolicyInForce;
  readonly identity: Identity;
  readonly relay: Relay;
  readonly witness: Witness | undefined;
  readonly signed: SignedEndpoints;
  readonly beside: Beside | undefined;
  readonly audit: StoreAudit;
  readonly vault: RunningVault | undefined;
}
