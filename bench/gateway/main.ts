import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { projectFile } from '../../lib/projectRoot.ts';
import { runBench } from './bench.ts';
import { allGateways } from './gateways/all.ts';
import { UsageError } from '../shared/options.ts';
import { readOptions, usage, type BenchOptions } from './options.ts';
import { pinProcesses } from '../shared/processes/pinning.ts';
import { writeReport } from './report.ts';
import { isMeasured } from './results.ts';
import { textTable } from './table.ts';

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

/** The other gateways come from the bench's own lock file, and are installed by who runs the bench alone. */
function installPeers({ gateways }: BenchOptions): void {
  const wanted = allGateways.some(({ name, isPeer }) => isPeer && gateways.includes(name));
  if (!wanted || existsSync(projectFile('bench', 'node_modules', '.package-lock.json'))) return;
  say('installing the other gateways into bench/node_modules');
  try {
    const args = ['ci', '--ignore-scripts', '--prefix', projectFile('bench')];
    execFileSync('npm', args, { stdio: ['ignore', 'ignore', 'inherit'] });
  } catch {
    say('they could not be installed: what is missing is left out');
  }
}

/** Of this environment children get what programs need to run at all, and nothing that could tune one of them. */
const environment = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    ['PATH', 'HOME', 'LANG', 'TMPDIR'].flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );

async function run(options: BenchOptions): Promise<number> {
  installPeers(options);
  const pinning = pinProcesses(process.pid);
  if (pinning.remark !== undefined) say(pinning.remark);
  const result = await runBench(options, {
    ...{ pinning, environment: environment(), say },
    signal: interruption.signal,
  });
  if (options.report) writeReport(projectFile('docs', 'performance.md'), result, options);
  process.stdout.write(`${options.json ? JSON.stringify(result) : textTable(result)}\n`);
  const ownMissing = result.runs.filter(
    (found) => !isMeasured(found) && !allGateways.some((g) => g.name === found.gateway && g.isPeer),
  );
  return ownMissing.length === 0 ? 0 : 1;
}

// What was started is ended on the way out; a second signal does not wait for it.
const interruption = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.once(name, () => {
    interruption.abort(new Error('interrupted'));
  });
}

try {
  const words = process.argv.slice(2);
  if (words.includes('--help')) {
    process.stdout.write(`${usage}\n`);
  } else {
    const options = readOptions(words);
    const profile = options.profile === undefined ? undefined : resolve(options.profile);
    process.exitCode = await run({ ...options, profile });
  }
} catch (error) {
  say(error instanceof UsageError ? `${error.message}\n\n${usage}` : String(error));
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
