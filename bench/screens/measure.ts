import { runLoad, type LoadTarget } from '../shared/load/load.ts';
import { usageOf } from '../shared/processes/usage.ts';
import { rounded } from '../shared/statistics.ts';
import { availableParallelism } from 'node:os';
import { agreedAnswers, faultOf } from './agreement.ts';
import type { Contender, CpuMs } from './contenders/contender.ts';
import type { Databases } from './databases/databases.ts';
import type { ScreensBenchOptions } from './options.ts';
import type { Profiler } from './profiling/profiler.ts';
import { cpuPerRequest, medianTurn, type Run, type SkippedRun, type Turn } from './results.ts';
import type { BenchScreen } from './screens/benchScreen.ts';
import type { Stack } from './stack/stack.ts';

export interface Measuring {
  readonly options: ScreensBenchOptions;
  readonly stack: Stack;
  readonly databases: Databases;
  readonly contenders: readonly Contender[];
  readonly profiler: Profiler | undefined;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** Each n-th answer is read and compared while the load runs. */
const compareEach = 100;

/** One contender's part in a screen. */
interface Entry {
  readonly contender: Contender;
  readonly target: LoadTarget;
  readonly turns: Turn[];
  answerBytes: number;
}

/** Measures one screen: all contenders answer it alike, warm up, then take turns. */
export async function measureScreen(screen: BenchScreen, measuring: Measuring): Promise<Run[]> {
  const { databases, contenders } = measuring;
  const variables = await screen.variables(databases);
  if (variables.length === 0) throw new Error(`there is nothing to ask ${screen.name} for`);
  const agreed = await agreedAnswers(screen, variables, measuring);
  const entries: Entry[] = [];
  for (const contender of contenders) {
    const asking = agreed.asking.get(contender);
    if (asking === undefined) continue;
    const fault = (body: string, index: number): string | undefined =>
      faultOf(screen, contender, body, agreed.expected[index % agreed.expected.length]);
    entries.push({ contender, target: { ...asking, fault }, turns: [], answerBytes: 0 });
  }
  const failed = await takeTurns(screen, entries, measuring);
  await sayProfiles(screen, measuring);
  const skipped = [...agreed.skipped, ...failed.values()];
  const measured = entries.filter(({ contender }) => !failed.has(contender));
  return [...measured.map((entry) => runOf(screen, entry)), ...skipped];
}

/** The first turn warms up and is not counted. Who fails in a turn gets no other on this screen. */
async function takeTurns(
  screen: BenchScreen,
  entries: readonly Entry[],
  measuring: Measuring,
): Promise<ReadonlyMap<Contender, SkippedRun>> {
  const { options, signal, say } = measuring;
  const failed = new Map<Contender, SkippedRun>();
  // Compilers need thousands of requests; where PostgreSQL alone takes the time there are none to win.
  const warmUpSeconds = options.warmUpSeconds / (screen.connectionsMax === undefined ? 1 : 3);
  for (let round = 0; round <= options.rounds; round += 1) {
    for (const entry of entries) {
      const { contender, turns } = entry;
      if (failed.has(contender)) continue;
      try {
        if (round === 0) {
          await takeTurn(screen, entry, warmUpSeconds, measuring);
          continue;
        }
        const turn = await profiled(entry, measuring, () =>
          takeTurn(screen, entry, options.seconds, measuring),
        );
        turns.push(turn);
        say(`${screen.name}, round ${String(round)}: ${contender.title}: ${inWords(turn)}`);
      } catch (error) {
        signal.throwIfAborted();
        const skipped = error instanceof Error ? error.message : String(error);
        say(`${screen.name}: ${contender.title} is left out: ${skipped}\n${contender.lastWords()}`);
        const { name, title } = contender;
        failed.set(contender, { screen: screen.name, contender: name, title, skipped });
      }
    }
  }
  return failed;
}

const inWords = ({ requestsPerSecond, cpuMs, p50Ms }: Turn): string =>
  `${requestsPerSecond.toFixed(1)} req/s, ${cpuMs.total.toFixed(2)} ms of CPU a request, p50 ${p50Ms.toFixed(1)} ms`;

const runOf = (screen: BenchScreen, { contender, turns, answerBytes }: Entry): Run => ({
  ...{ screen: screen.name, contender: contender.name, title: contender.title },
  ...medianTurn(turns),
  peakMemoryMb: rounded(contender.peakBytes() / 1_048_576, 0),
  ...{ answerBytes, turns },
});

/** Rejects where a request failed, or an answer was not the right one. */
async function takeTurn(
  screen: BenchScreen,
  entry: Entry,
  seconds: number,
  { options, stack, signal }: Measuring,
): Promise<Turn> {
  const { contender, target } = entry;
  const connections = Math.min(options.connections, screen.connectionsMax ?? options.connections);
  const load = {
    connections,
    durationMs: Math.ceil(seconds * 1_000),
    requestsMin: 1,
    compareEach,
    signal,
  };
  const before = usedBy(contender, stack);
  const loadBefore = process.cpuUsage();
  const result = await runLoad(target, load);
  const { user, system } = process.cpuUsage(loadBefore);
  const used = difference(usedBy(contender, stack), before);
  const { requests, elapsedMs } = result;
  entry.answerBytes = result.answerBytes;
  return {
    requests,
    requestsPerSecond: rounded(result.requestsPerSecond, 2),
    p50Ms: rounded(result.p50Ms, 2),
    p99Ms: rounded(result.p99Ms, 2),
    cpuMs: cpuPerRequest(used, requests),
    machineUse: rounded(sumOf(used) / elapsedMs / availableParallelism(), 2),
    loadCoreUse: rounded((user + system) / 1_000 / elapsedMs, 2),
  };
}

const usedBy = (contender: Contender, { postgresPid }: Stack): CpuMs => ({
  ...contender.used(),
  postgresql: usageOf(postgresPid).cpuMs,
});

const difference = (after: CpuMs, before: CpuMs): CpuMs => ({
  gateway: after.gateway - before.gateway,
  stores: after.stores - before.stores,
  postgresql: after.postgresql - before.postgresql,
  other: after.other - before.other,
});

const sumOf = ({ gateway, stores, postgresql, other }: CpuMs): number =>
  gateway + stores + postgresql + other;

const productPids = ({ run }: Stack): readonly number[] =>
  ['gateway', ...run.stores].flatMap((name) => run.processes[name]?.pid ?? []);

async function profiled(
  { contender }: Entry,
  { profiler, stack }: Measuring,
  turn: () => Promise<Turn>,
): Promise<Turn> {
  if (profiler === undefined || contender.name !== 'referent') return turn();
  profiler.toggle(productPids(stack));
  try {
    return await turn();
  } finally {
    profiler.toggle(productPids(stack));
  }
}

async function sayProfiles(screen: BenchScreen, measuring: Measuring): Promise<void> {
  const { profiler, stack, options, say } = measuring;
  if (profiler === undefined) return;
  const lines = await profiler.collect(screen.name, productPids(stack).length * options.rounds);
  say(lines.join('\n'));
}
