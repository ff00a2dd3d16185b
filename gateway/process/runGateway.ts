import { randomBytes, randomFillSync, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { createEntryMaker } from '../../audit/entry.ts';
import { logKeysOf } from '../../audit/logKeys.ts';
import { systemClock } from '../../lib/clock.ts';
import type { Handler } from '../../lib/httpServer.ts';
import { readInstallationLock, type InstallationLock } from '../../lib/installationLock.ts';
import { askLockdowns } from '../../lib/askLockdowns.ts';
import { readProcessKeys, type ProcessKeys } from '../../lib/keys.ts';
import { createLockdownFeed, type LockdownFeed, type Lockdowns } from '../../lib/lockdowns.ts';
import { witnessQuorum } from '../../lib/processNames.ts';
import type { Log } from '../../lib/log.ts';
import { createUlids } from '../../lib/ulids.ts';
import type { PolicyLock } from '../../policies/lock.ts';
import { readPolicyInForce } from '../../policies/readLock.ts';
import type { GatewayConfig } from '../config.ts';
import { readConsoleBuild } from '../console/files.ts';
import { consolePages } from '../console/pages.ts';
import { createGateway } from '../createGateway.ts';
import { loadDocumentFiles } from '../documents/loadFiles.ts';
import { keepingScreens } from '../graphiql/keepScreen.ts';
import { explorerPages } from '../graphiql/pages.ts';
import type { Pages } from '../http/handler.ts';
import { readCommittedPlans } from '../plan/committedPlans.ts';
import { createGate, type Gate } from '../release/gate.ts';
import { createInbox, type Inbox } from '../release/inbox.ts';
import { createWitnessing, mayHold, noteFrom, type Witnessing } from '../release/witnessing.ts';
import { nodeNameOf } from './nodeName.ts';
import { serve, type Host } from './serve.ts';
import type { Siblings } from './siblings.ts';

/** One process that serves. */
export interface GatewayProcess {
  readonly config: GatewayConfig;
  /** From 1. */
  readonly worker: number;
  readonly host: Host;
  readonly pid: number;
  readonly log: Log;
  readonly siblings: Siblings | undefined;
  /** Programs that strike the gateway to prove what it holds put themselves between its parts. */
  readonly between?: Between;
}

export interface Between {
  readonly inbox: (inbox: Inbox) => Inbox;
  readonly witnessing: (witnessing: Witnessing) => Witnessing;
  readonly lockdowns: (lockdowns: LockdownFeed) => LockdownFeed;
  readonly gate: (gate: Gate) => Gate;
  readonly handler: (handler: Handler) => Handler;
}

const untouched: Between = {
  inbox: (inbox) => inbox,
  witnessing: (witnessing) => witnessing,
  lockdowns: (lockdowns) => lockdowns,
  gate: (gate) => gate,
  handler: (handler) => handler,
};

/** Serves until the process is told to end; resolves to its exit code. */
export async function runGateway(given: GatewayProcess): Promise<number> {
  const { config, log, host: process, siblings, between = untouched } = given;
  const installation = readInstallationLock(config.installationLock, config.installationGenesis);
  const lock = readPolicyInForce(installation.policy, config);
  if (installation.policy !== lock.hash) {
    throw new Error('the published policy is not the one that the installation lock names');
  }
  const witnessing = between.witnessing(watchWitnesses(given, installation));
  const keys = readProcessKeys(config.keyFile);
  const lockdowns = between.lockdowns(
    hearLockdowns(given, installation, keys, () => gate.settled(settleMs)),
  );
  const gate = between.gate(releaseGate(given, lock, installation, { witnessing, lockdowns }));
  lockdowns.start();
  const gateway = await createGateway(config, {
    ...{ lock, installation, log, keys, gate, lockdowns },
    supergraphSdl: readFileSync(config.supergraph, 'utf8'),
    documents: loadDocumentFiles(config.screens),
    plans: readCommittedPlans(config.plans),
    clock: systemClock,
    newId: randomUUID,
    newEntryId: createUlids(systemClock, randomFillSync),
    pages: explorerPages(),
    keepScreen: keepingScreens(config.screens),
    console: consoleOf(config),
    ...(siblings === undefined ? {} : { tellSiblings: siblings.tell }),
  });
  await siblings?.catchUp(gateway.registerDocument);
  if (mayHold(config.storeUrls, witnessQuorum)) {
    await Promise.race([witnessing.begun, pause(witnessWaitMs)]);
  }
  await lockdowns.settled(witnessWaitMs);
  const { host, port, shutdownGraceMs: graceMs } = config;
  const handler = between.handler(gateway.handler);
  const { url, stopped } = await serve({ ...gateway, handler }, { host, port, graceMs }, process);
  log.info('started', { url, pid: given.pid, mode: config.mode, epoch: installation.epoch });
  await stopped;
  lockdowns.stop();
  log.info('stopped');
  return 0;
}

function consoleOf({ bearer: { issuer }, console, mode }: GatewayConfig): Pages | undefined {
  const build = readConsoleBuild(console.folder);
  const { clientId, scope } = console;
  return build === undefined ? undefined : consolePages(build, { issuer, clientId, scope, mode });
}

/**
 * How long a start waits for a quorum. Nothing is released before there is one; whoever starts the whole
 * installation finds it there, and with an installation that has none the rest is served all the same:
 * at once where it has too few stores to ever have one.
 */
const witnessWaitMs = 5_000;

const watchWitnesses = (
  { config, log }: GatewayProcess,
  installation: InstallationLock,
): Witnessing =>
  createWitnessing({
    ...{ log, clock: systemClock, quorum: witnessQuorum },
    keys: logKeysOf(installation),
    fetchNote: noteFrom(config.storeUrls.governance),
  });

/** How long releases that are being written may hold up the word that an order is in effect. */
const settleMs = 1_000;

const hearLockdowns = (
  { config, log }: GatewayProcess,
  { processes }: InstallationLock,
  keys: ProcessKeys,
  released: () => Promise<void>,
): LockdownFeed =>
  createLockdownFeed({
    ...{ holder: randomUUID(), released, now: () => performance.now(), log },
    ask: askLockdowns({
      ...{ url: config.storeUrls.governance, from: 'gateway', keys, processes },
      ...{ clock: systemClock, newId: randomUUID },
    }),
  });

const connectTimeoutMs = 2_000;
const insertTimeoutMs = 5_000;
const saltBytes = 32;
const saltPoolBytes = 128 * saltBytes;

function releaseGate(
  { config, worker, log, between = untouched }: GatewayProcess,
  lock: PolicyLock,
  installation: InstallationLock,
  { witnessing, lockdowns }: { readonly witnessing: Witnessing; readonly lockdowns: Lockdowns },
): Gate {
  const inbox = createInbox({ url: config.auditDatabaseUrl, connectTimeoutMs, insertTimeoutMs });
  return createGate({
    ...{ log, clock: systemClock, now: () => performance.now(), inbox: between.inbox(inbox) },
    inForce: {
      epoch: installation.epoch,
      lock: lock.hash,
      get lockVersion() {
        return lockdowns.standing().version;
      },
    },
    witnessing,
    makeEntry: createEntryMaker({
      node: nodeNameOf(config, { hostname: hostname(), worker }),
      incarnation: randomBytes(16).toString('hex'),
      clock: systemClock,
      newEntryId: createUlids(systemClock, randomFillSync),
      newSalt: pooledSalts(),
    }),
  });
}

/** Random bytes drawn many at once: the generator costs far more a call than a byte. */
function pooledSalts(): () => Uint8Array {
  let pool = Buffer.alloc(0);
  let used = 0;
  return () => {
    if (used === pool.length) {
      pool = randomBytes(saltPoolBytes);
      used = 0;
    }
    used += saltBytes;
    return pool.subarray(used - saltBytes, used);
  };
}
