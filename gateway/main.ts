import cluster from 'node:cluster';
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { createLog, errorFields, gatheredOutput } from '../lib/log.ts';
import { readGatewayConfig, type GatewayConfig } from './config.ts';
import { keepWorkers } from './process/keeper.ts';
import { createSiblings, type KeeperChannel } from './process/siblings.ts';
import { hasYoungGeneration, youngGenerationFlag } from './process/youngGeneration.ts';

// Nothing of this product phones home; the library reads this when it is loaded.
process.env.APOLLO_TELEMETRY_DISABLED = '1';

const worker = Number(process.env.WORKER ?? 1);
const log = createLog(
  worker === 1 ? 'gateway' : `gateway-${String(worker)}`,
  gatheredOutput({ isShared: cluster.isWorker }),
);

// The default would print the error's message, which may quote a value.
process.on('uncaughtException', (error) => {
  log.error('crashed', errorFields(error));
  process.exit(1);
});

const keeperChannel: KeeperChannel = {
  send: (message) => process.send?.(message),
  onMessage: (listener) => process.on('message', listener),
};

/** `--workers N` on the command line stands above the environment's WORKERS. */
function readConfig(): GatewayConfig {
  const { values } = parseArgs({ options: { workers: { type: 'string' } } });
  return readGatewayConfig({ ...process.env, WORKERS: values.workers ?? process.env.WORKERS });
}

/** One process serves by itself where it was given its flags; else it keeps others that are. */
const keeps = ({ workers }: GatewayConfig): boolean =>
  cluster.isPrimary &&
  (workers > 1 || !hasYoungGeneration(process.execArgv, process.env.NODE_OPTIONS));

const keep = (config: GatewayConfig): Promise<number> =>
  keepWorkers(
    {
      ...{
        count: config.workers,
        program: process.argv[1] ?? '',
        args: process.argv.slice(2),
        log,
      },
      execArgv: hasYoungGeneration(process.execArgv, process.env.NODE_OPTIONS)
        ? process.execArgv
        : [...process.execArgv, youngGenerationFlag],
      // A worker's own bound comes first.
      graceMs: config.shutdownGraceMs + 1_500,
      now: () => performance.now(),
    },
    process,
  );

async function run(config: GatewayConfig): Promise<number> {
  const { runGateway } = await import('./process/runGateway.ts');
  const siblings = cluster.isWorker ? createSiblings(keeperChannel, randomUUID) : undefined;
  return runGateway({ config, worker, host: process, pid: process.pid, log, siblings });
}

try {
  const config = readConfig();
  process.exit(await (keeps(config) ? keep(config) : run(config)));
} catch (error) {
  // No client was heard yet, so a message can hold no value of one; errors of ours are sentences.
  if (error instanceof Error) process.stderr.write(`${error.message}\n`);
  log.error('start.failed', errorFields(error));
  process.exit(1);
}
