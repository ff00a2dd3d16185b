import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { youngGenerationFlag } from '../../gateway/process/youngGeneration.ts';
import { projectFile } from '../../lib/projectRoot.ts';
import { localDocument } from '../../tools/cli/documents.ts';
import { personaToken } from '../../tools/cli/personaToken.ts';
import { secondGateway } from '../../tools/proof/secondGateway.ts';
import type { TemporaryInstallation } from '../../tools/proof/temporaryInstallation.ts';
import { urlsOnPort } from '../../tools/start/embeddedDatabases.ts';
import { ensureSecrets } from '../../tools/start/secrets.ts';
import { runLoad, type LoadResult, type LoadTarget } from '../shared/load/load.ts';
import { usageOf } from '../shared/processes/usage.ts';
import { median, medianRatio, rounded } from '../shared/statistics.ts';
import type { ReleaseBenchOptions } from './options.ts';

/** Both gateways stand before the same stores and databases; they take turns. */
export interface ReleaseBenchResult {
  readonly gated: Figures;
  readonly ungated: Figures;
  /** Throughput with the gate of that without it, round by round; the median. */
  readonly ratio: number | null;
  /** What the gate adds to the 99th percentile, round by round; the median. */
  readonly p99AddedMs: number;
}

export interface Figures {
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Of the gateway's process. */
  readonly cpuMsPerRequest: number;
}

const screen = 'customer-360';
const persona = 'account-manager';
const idsCount = 300;

interface Contender {
  readonly target: LoadTarget;
  readonly cpuMs: () => number;
  readonly stop: () => Promise<void>;
  readonly turns: Turn[];
}

interface Turn extends LoadResult {
  readonly cpuMsPerRequest: number;
}

export async function runReleaseBench(
  installation: TemporaryInstallation,
  options: ReleaseBenchOptions,
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<ReleaseBenchResult> {
  const asking = await questions(installation);
  const environment = secondGateway(installation.folder, installation.run());
  const start = (...path: readonly string[]): Promise<Contender> =>
    startContender(projectFile('dist', ...path), environment, asking);
  const gated = await start('gateway', 'main.js');
  const ungated = await start('bench', 'release', 'ungated', 'main.js');
  try {
    for (const { target } of [gated, ungated]) {
      await load(target, options, options.warmUpSeconds, signal);
    }
    for (let round = 1; round <= options.rounds; round += 1) {
      // Whoever comes second finds caches that the first one warmed: they change places.
      for (const contender of round % 2 === 0 ? [gated, ungated] : [ungated, gated]) {
        const before = contender.cpuMs();
        const result = await load(contender.target, options, options.seconds, signal);
        const cpuMsPerRequest = (contender.cpuMs() - before) / result.requests;
        contender.turns.push({ ...result, cpuMsPerRequest });
        const name = contender === gated ? 'with the gate' : 'without it';
        say(
          `round ${String(round)}, ${name}: ${result.requestsPerSecond.toFixed(0)} req/s, p99 ${result.p99Ms.toFixed(1)} ms`,
        );
      }
    }
    return resultOf(gated.turns, ungated.turns);
  } finally {
    await Promise.all([gated.stop(), ungated.stop()]);
  }
}

const load = (
  target: LoadTarget,
  { connections }: ReleaseBenchOptions,
  seconds: number,
  signal: AbortSignal,
): Promise<LoadResult> =>
  runLoad(target, {
    ...{ connections, durationMs: seconds * 1_000, requestsMin: 50, compareEach: 20, signal },
  });

function resultOf(gated: readonly Turn[], ungated: readonly Turn[]): ReleaseBenchResult {
  const rates = (turns: readonly Turn[]): number[] =>
    turns.map(({ requestsPerSecond }) => requestsPerSecond);
  const added = gated.map(({ p99Ms }, index) => p99Ms - (ungated[index]?.p99Ms ?? 0));
  return {
    gated: figuresOf(gated),
    ungated: figuresOf(ungated),
    ratio: medianRatio(rates(gated), rates(ungated)),
    p99AddedMs: rounded(median(added), 2),
  };
}

const figuresOf = (turns: readonly Turn[]): Figures => {
  const of = (pick: (turn: Turn) => number, digits: number): number =>
    rounded(median(turns.map(pick)), digits);
  return {
    requestsPerSecond: of((turn) => turn.requestsPerSecond, 1),
    p50Ms: of((turn) => turn.p50Ms, 2),
    p99Ms: of((turn) => turn.p99Ms, 2),
    cpuMsPerRequest: of((turn) => turn.cpuMsPerRequest, 3),
  };
};

async function questions({
  folder,
  run,
}: TemporaryInstallation): Promise<Pick<LoadTarget, 'bodies' | 'authorization'>> {
  const { token } = await personaToken(folder, persona, new Date());
  const port = run().databases.crm?.port ?? 0;
  const client = new pg.Client({
    connectionString: urlsOnPort('crm', port, ensureSecrets(folder)).ownerUrl,
  });
  await client.connect();
  const { rows } = await client.query<{ id: string }>(
    `select id from customer where lifecycle = 'ACTIVE' order by md5(id) limit $1`,
    [idsCount],
  );
  await client.end();
  const documentId = localDocument('screen', screen).id;
  return {
    bodies: rows.map(({ id }) => JSON.stringify({ documentId, variables: { id } })),
    authorization: () => `Bearer ${token}`,
  };
}

async function startContender(
  program: string,
  environment: Readonly<Record<string, string>>,
  asking: Pick<LoadTarget, 'bodies' | 'authorization'>,
): Promise<Contender> {
  const child = spawn(process.execPath, [youngGenerationFlag, program], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let lastWords = '';
  child.stderr.on('data', (chunk: Buffer) => (lastWords += chunk.toString('utf8')));
  const ended = once(child, 'exit');
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      if (!line.includes('"event":"started"')) return;
      resolve((JSON.parse(line) as { url: string }).url);
    });
    void ended.then(() => {
      reject(new Error(`a gateway did not start: ${lastWords}`));
    });
  });
  return {
    target: { ...asking, port: Number(new URL(url).port), path: '/graphql', fault: faultOf },
    cpuMs: () => usageOf(child.pid ?? 0).cpuMs,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
    turns: [],
  };
}

/** An answer without its values would be quick, and is none. */
function faultOf(body: string): string | undefined {
  const { data, errors } = JSON.parse(body) as { data?: { customer?: unknown }; errors?: unknown };
  if (errors !== undefined) return `errors: ${JSON.stringify(errors).slice(0, 300)}`;
  if (typeof data?.customer !== 'object' || data.customer === null) return 'there is no customer';
  return /"code":"(?:AUDIT|WITNESS)_UNAVAILABLE"/.test(body) ? 'values are withheld' : undefined;
}
