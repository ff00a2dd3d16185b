import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createBearerVerifier } from '../../lib/bearer.ts';
import { systemClock } from '../../lib/clock.ts';
import { listen } from '../../lib/httpServer.ts';
import { readInstallationLock } from '../../lib/installationLock.ts';
import { readProcessKeys } from '../../lib/keys.ts';
import { createLog, endOnCrash, errorFields, gatheredOutput, type Log } from '../../lib/log.ts';
import { projectFile } from '../../lib/projectRoot.ts';
import { readPolicyInForce } from '../../policies/readLock.ts';
import { createHttpTransport } from './between/transport.ts';
import { readStoreConfig, type StoreConfig } from './config.ts';
import type { StoreDefinition } from './definition.ts';
import { migrateStore } from './migrate.ts';
import { createStoreServer, type StoreServer } from './server.ts';

/** What a main.ts hands over: its process, which nothing else touches. */
export type StoreProcess = Pick<NodeJS.Process, 'env' | 'exit' | 'on' | 'stderr'>;

/** Boots one store's process. A start that fails says every reason and exits with 1. */
export async function runStore(definition: StoreDefinition, host: StoreProcess): Promise<void> {
  const log = createLog(definition.name, gatheredOutput());
  endOnCrash(host, log);
  try {
    const stop = await start(definition, readStoreConfig(definition.name, host.env), log);
    let isStopping = false;
    const stopOnce = (): void => {
      if (isStopping) return;
      isStopping = true;
      void stopped(stop, log).then((code) => host.exit(code));
    };
    // `disconnect`: the parent that started this process is gone.
    for (const event of ['SIGTERM', 'SIGINT', 'disconnect']) host.on(event, stopOnce);
  } catch (error) {
    const reason = startReason(error);
    if (reason !== undefined) host.stderr.write(`${reason}\n`);
    log.error('start.failed', { ...errorFields(error), reason });
    host.exit(1);
  }
}

async function stopped(stop: () => Promise<void>, log: Log): Promise<number> {
  try {
    await stop();
    log.info('stopped');
    return 0;
  } catch (error) {
    log.error('stop.failed', errorFields(error));
    return 1;
  }
}

/** Our own refusals to start name variables, fields and files, never a value; others only their kind. */
const ownRefusals = new Set(['ConfigError', 'DefinitionError', 'LockError', 'PolicyLockError']);

const startReason = (error: unknown): string | undefined =>
  error instanceof Error && ownRefusals.has(error.name) ? error.message : undefined;

async function start(
  definition: StoreDefinition,
  config: StoreConfig,
  log: Log,
): Promise<() => Promise<void>> {
  if (config.ownerDatabaseUrl !== undefined) {
    const migrations = await migrateStore(definition, config.ownerDatabaseUrl);
    log.info('migrated', { migrations });
    await sealExisting(definition, config, config.ownerDatabaseUrl, log);
  }
  const server = await serverOf(definition, config, log);
  await server.lockdowns.start();
  const running = await listen(server.handler, config.host, config.port);
  server.relay.start();
  server.audit.start();
  server.beside?.start();
  server.vault?.start();
  log.info('ready', { url: running.url, kind: server.kind });
  return async () => {
    await running.close();
    await server.close();
  };
}

/** Only the tables' owner may, so it is done where the store migrates its own database. */
async function sealExisting(
  { vault }: StoreDefinition,
  { keysDatabaseUrl: keysUrl, vault: config }: StoreConfig,
  ownerUrl: string,
  log: Log,
): Promise<void> {
  const rows = await vault?.sealExisting({ ownerUrl, keysUrl, config, clock: systemClock, log });
  if (rows !== undefined) log.info('sealed', { rows });
}

function serverOf(
  definition: StoreDefinition,
  config: StoreConfig,
  log: Log,
): Promise<StoreServer> {
  const installation = readInstallationLock(config.installationLock, config.installationGenesis);
  return createStoreServer(definition, config, {
    clock: systemClock,
    log,
    newId: randomUUID,
    keys: readProcessKeys(config.keyFile),
    witnessKeys:
      config.witnessKeyFile === undefined ? undefined : readProcessKeys(config.witnessKeyFile),
    policy: readPolicyInForce(installation.policy, config),
    installation,
    sdl: readFileSync(projectFile('schema', `${definition.name}.graphql`), 'utf8'),
    transport: createHttpTransport(config.peers),
    bearer: createBearerVerifier({ ...config.bearer, clock: systemClock }),
    lockdowns: undefined,
    now: () => performance.now(),
  });
}
