import { startTemporarily } from '../../tools/proof/temporaryInstallation.ts';
import { UsageError } from '../shared/options.ts';
import { runReleaseBench, type Figures, type ReleaseBenchResult } from './bench.ts';
import { readOptions, usage, type ReleaseBenchOptions } from './options.ts';

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

const interruption = new AbortController();
const ends: (() => void)[] = [];
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.once(name, () => {
    interruption.abort(new Error('interrupted'));
    for (const end of ends) end();
  });
}

async function run(options: ReleaseBenchOptions): Promise<void> {
  say('starting the whole stack');
  const installation = await startTemporarily({
    environment: process.env,
    onInterrupt: (end) => ends.push(end),
  });
  try {
    const result = await runReleaseBench(installation, options, interruption.signal, say);
    process.stdout.write(`${options.json ? JSON.stringify(result, null, 2) : inWords(result)}\n`);
  } finally {
    await installation.remove();
  }
}

const inWords = ({ gated, ungated, ratio, p99AddedMs }: ReleaseBenchResult): string =>
  [
    `with the gate     ${figures(gated)}`,
    `without the gate  ${figures(ungated)}`,
    `throughput with the gate is ${String(ratio)} of that without it; it adds ${String(p99AddedMs)} ms to the 99th percentile.`,
  ].join('\n');

const figures = ({ requestsPerSecond, p50Ms, p99Ms, cpuMsPerRequest }: Figures): string =>
  `${String(requestsPerSecond)} req/s, p50 ${String(p50Ms)} ms, p99 ${String(p99Ms)} ms, ${String(cpuMsPerRequest)} ms of CPU a request`;

try {
  const words = process.argv.slice(2);
  if (words.includes('--help')) process.stdout.write(`${usage}\n`);
  else await run(readOptions(words));
} catch (error) {
  say(error instanceof UsageError ? `${error.message}\n\n${usage}` : String(error));
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
