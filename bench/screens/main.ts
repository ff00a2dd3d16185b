import { resolve } from 'node:path';
import { projectFile } from '../../lib/projectRoot.ts';
import { UsageError } from '../shared/options.ts';
import { runScreensBench } from './bench.ts';
import { readOptions, usage, type ScreensBenchOptions } from './options.ts';
import { writeReport } from './report.ts';
import { isMeasured } from './results.ts';
import { textTable } from './table.ts';

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

/** Of this environment children get what programs need to run at all, and nothing that could tune one of them. */
const environment = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    ['PATH', 'HOME', 'LANG', 'TMPDIR'].flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );

async function run(options: ScreensBenchOptions): Promise<number> {
  const result = await runScreensBench(options, {
    ...{ environment: environment(), say, signal: interruption.signal },
    now: () => new Date(),
  });
  if (options.report) writeReport(projectFile('docs', 'performance.md'), result, options);
  process.stdout.write(`${options.json ? JSON.stringify(result) : textTable(result)}\n`);
  // Both alternatives are part of the project: one that could not be measured is a fault.
  return result.runs.every(isMeasured) ? 0 : 1;
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
    process.exitCode = await run({ ...options, data: resolve(options.data), profile });
  }
} catch (error) {
  say(error instanceof UsageError ? `${error.message}\n\n${usage}` : String(error));
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
