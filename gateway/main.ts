import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ulid } from 'ulid';
import { systemClock } from '../lib/clock.ts';
import { listen } from '../lib/httpServer.ts';
import { readInstallationLock } from '../lib/installationLock.ts';
import { readProcessKeys } from '../lib/keys.ts';
import { createLog, errorFields } from '../lib/log.ts';
import { readPolicyLock } from '../policies/readLock.ts';
import { readGatewayConfig, type GatewayConfig } from './config.ts';
import { loadDocumentFiles } from './documents/loadFiles.ts';

// Nothing of this product phones home; the library reads this when it is loaded.
process.env.APOLLO_TELEMETRY_DISABLED = '1';

const log = createLog('gateway');

// The default would print the error's message, which may quote a value.
process.on('uncaughtException', (error) => {
  log.error('crashed', errorFields(error));
  process.exit(1);
});

async function start(config: GatewayConfig): Promise<void> {
  const { createGateway } = await import('./createGateway.ts');
  const lock = readPolicyLock(config.policyLock);
  const installation = readInstallationLock(config.installationLock, config.installationGenesis);
  if (installation.policy !== lock.hash) {
    throw new Error('the published policy is not the one that the installation lock names');
  }
  const gateway = await createGateway(config, {
    lock,
    installation,
    keys: readProcessKeys(config.keyFile),
    supergraphSdl: readFileSync(config.supergraph, 'utf8'),
    documents: loadDocumentFiles(config.screens),
    clock: systemClock,
    newId: randomUUID,
    newEntryId: () => ulid(),
    log,
  });
  const server = await listen(gateway.handler, config.host, config.port);
  log.info('started', { url: server.url, mode: config.mode, epoch: installation.epoch });
  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    await server.close();
    await gateway.close();
    log.info('stopped');
    process.exit(0);
  };
  for (const event of ['SIGTERM', 'SIGINT', 'disconnect']) {
    process.on(event, () => void stop());
  }
}

try {
  await start(readGatewayConfig(process.env));
} catch (error) {
  // No client was heard yet, so a message can hold no value of one; errors of ours are sentences.
  if (error instanceof Error) process.stderr.write(`${error.message}\n`);
  log.error('start.failed', errorFields(error));
  process.exit(1);
}
