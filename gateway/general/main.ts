import cluster from 'node:cluster';
import { randomFillSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { systemClock } from '../../lib/clock.ts';
import { createLog, errorFields, gatheredOutput } from '../../lib/log.ts';
import { createUlids } from '../../lib/ulids.ts';
import { urlOf } from '../../lib/httpServer.ts';
import { keepWorkers } from '../process/keeper.ts';
import { serve } from '../process/serve.ts';
import { hasYoungGeneration, youngGenerationFlag } from '../process/youngGeneration.ts';
import { createGeneralGateway } from './createGeneralGateway.ts';
import { readGeneralConfig, type GeneralProcess } from './generalConfig.ts';

// Nothing of this product phones home; the library reads this when it is loaded.
process.env.APOLLO_TELEMETRY_DISABLED = '1';

const log = createLog('gateway', gatheredOutput({ isShared: cluster.isWorker }));

// The default would print the error's message, which may quote a value.
process.on('uncaughtException', (error) => {
  log.error('crashed', errorFields(error));
  process.exit(1);
});

const isReady = hasYoungGeneration(process.execArgv, process.env.NODE_OPTIONS);

const sayReady = (url: string): void => {
  process.stdout.write(`ready ${url}\n`);
};

const keep = ({ workers, shutdownGraceMs, host }: GeneralProcess): Promise<number> =>
  keepWorkers(
    {
      onReady: (port) => {
        sayReady(urlOf(host, port));
      },
      ...{ count: workers, program: process.argv[1] ?? '', args: process.argv.slice(2), log },
      execArgv: isReady ? process.execArgv : [...process.execArgv, youngGenerationFlag],
      // A worker's own bound comes first.
      graceMs: shutdownGraceMs + 500,
      now: () => performance.now(),
    },
    process,
  );

function readSupergraph(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'there is no file' : `${code ?? 'something'} at`;
    throw new Error(`The supergraph can't be read: ${why} ${path}`, { cause });
  }
}

async function run(config: GeneralProcess): Promise<number> {
  const supergraphSdl = readSupergraph(config.supergraph);
  const gateway = await createGeneralGateway(
    { ...config, supergraphSdl },
    {
      clock: systemClock,
      newEntryId: createUlids(systemClock, randomFillSync),
      log: config.logsRequests ? log : { ...log, info: () => undefined },
    },
  );
  const { host, port, shutdownGraceMs: graceMs } = config;
  const { url, stopped } = await serve(gateway, { host, port, graceMs }, process);
  if (cluster.isPrimary) sayReady(url);
  await stopped;
  return 0;
}

try {
  const config = readGeneralConfig(process.argv.slice(2), process.env);
  const keeps = cluster.isPrimary && (config.workers > 1 || !isReady);
  process.exit(await (keeps ? keep(config) : run(config)));
} catch (error) {
  if (error instanceof Error) process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
