import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApollo } from './contenders/apollo.ts';
import type { Contender, ContenderName } from './contenders/contender.ts';
import { startHandWritten } from './contenders/handWritten.ts';
import { referentOf } from './contenders/referent.ts';
import { closeDatabases, connectDatabases } from './databases/databases.ts';
import { measureScreen } from './measure.ts';
import type { ScreensBenchOptions } from './options.ts';
import { createProfiler } from './profiling/profiler.ts';
import { resultOf, type Run, type ScreensBenchResult } from './results.ts';
import { allScreens } from './screens/all.ts';
import { startStack, type Stack } from './stack/stack.ts';

export interface ScreensBenchDependencies {
  /** What every process is given of the environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly now: () => Date;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** Runs the comparison. Nothing that it starts is left behind, whether it succeeds or throws. */
export async function runScreensBench(
  options: ScreensBenchOptions,
  dependencies: ScreensBenchDependencies,
): Promise<ScreensBenchResult> {
  const { environment, signal, say } = dependencies;
  const profiler = options.profile === undefined ? undefined : createProfiler(options.profile);
  const stack = await startStack({
    ...{ data: options.data, size: options.size, clear: options.clear, signal, say },
    environment:
      profiler === undefined ? environment : { ...environment, NODE_OPTIONS: profiler.nodeOptions },
  });
  const databases = connectDatabases(stack.urls);
  const contenders: Contender[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'referent-bench-'));
  try {
    await startContenders(contenders, stack, folder, options, dependencies);
    const runs: Run[] = [];
    for (const screen of allScreens.filter(({ name }) => options.screens.includes(name))) {
      const measuring = { options, stack, databases, contenders, profiler, signal, say };
      runs.push(...(await measureScreen(screen, measuring)));
    }
    return resultOf(runs);
  } finally {
    await closeDatabases(databases);
    await Promise.all(contenders.map(({ stop }) => stop()));
    await stack.child.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The product is always there: its answers are what the others' are compared with. */
async function startContenders(
  contenders: Contender[],
  stack: Stack,
  folder: string,
  options: ScreensBenchOptions,
  { environment, now, signal, say }: ScreensBenchDependencies,
): Promise<void> {
  contenders.push(referentOf(stack, now));
  const input = { urls: stack.urls, valueKeys: stack.valueKeys, folder, environment };
  const alternatives: readonly [ContenderName, () => Promise<Contender>][] = [
    ['apollo', () => startApollo(input)],
    ['handWritten', () => startHandWritten(input)],
  ];
  for (const [name, start] of alternatives) {
    if (!options.contenders.includes(name)) continue;
    signal.throwIfAborted();
    const contender = await start();
    contenders.push(contender);
    say(`${contender.title} is up`);
  }
}
