import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectedAnswer } from './expected.ts';
import type { Gateway } from './gateways/gateway.ts';
import { composeBenchGraph, type BenchGraph } from './graphs/benchGraph.ts';
import { runLoad } from '../shared/load/load.ts';
import type { BenchOptions } from './options.ts';
import { profileSummary } from '../shared/profile.ts';
import { usageOf } from '../shared/processes/usage.ts';
import { rounded } from '../shared/statistics.ts';
import { percent } from '../shared/textTable.ts';
import { medianTurn, type MeasuredRun, type Run, type Turn } from './results.ts';
import type { StandIns } from './standIns/standIns.ts';
import {
  checkGateway,
  profileFolderOf,
  startGateway,
  type StartedGateway,
  type Starting,
} from './started.ts';

export interface Measuring {
  readonly options: BenchOptions;
  readonly gateways: readonly Gateway[];
  readonly standIns: StandIns;
  readonly folder: string;
  readonly benchFolder: string;
  readonly projectFolder: string;
  readonly prefix: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** Each n-th answer is read and compared while the load runs. */
const compareEach = 200;
/** Enough that each of a thousand recurring callers has been seen before the first turn. */
const warmUpRequests = 1_100;

/** A gateway that uses less of its core was held up by something else: the machine is not at rest. */
const saturated = 0.9;

/** Measures one workload: all gateways run at once, and take turns. */
export async function measureGraph(graph: BenchGraph, measuring: Measuring): Promise<Run[]> {
  const starting = await prepare(graph, measuring);
  const started: StartedGateway[] = [];
  const runs: Run[] = [];
  try {
    for (const gateway of measuring.gateways) {
      measuring.signal.throwIfAborted();
      try {
        const running = await startGateway(gateway, starting);
        started.push(running);
        await checkGateway(running, measuring.standIns);
        measuring.say(`${graph.workload}: ${gateway.title} is up and answers rightly`);
      } catch (error) {
        const skipped = error instanceof Error ? error.message : String(error);
        measuring.say(`${graph.workload}: ${gateway.title} is left out: ${skipped}`);
        const { name, title } = gateway;
        runs.push({ workload: graph.workload, gateway: name, title, skipped });
        await drop(started, name);
      }
    }
    return [...(await measureStarted(graph, started, measuring)), ...runs];
  } finally {
    await Promise.all(started.map(({ stop }) => stop()));
    sayProfiles(starting, measuring);
  }
}

/** Profiles are written when a process ends. */
function sayProfiles(starting: Starting, { gateways, say }: Measuring): void {
  for (const gateway of gateways) {
    const folder = profileFolderOf(starting, gateway);
    const lines = folder === undefined ? [] : profileSummary(folder);
    if (lines.length > 0) say([`own time, ${folder ?? ''}:`, ...lines].join('\n'));
  }
}

async function drop(started: StartedGateway[], name: string): Promise<void> {
  const index = started.findIndex(({ gateway }) => gateway.name === name);
  if (index === -1) return;
  const [dropped] = started.splice(index, 1);
  await dropped?.stop();
}

async function prepare(graph: BenchGraph, measuring: Measuring): Promise<Starting> {
  const { options, standIns, benchFolder, projectFolder, prefix, environment } = measuring;
  const urls = standIns.urls[graph.workload];
  const folder = join(measuring.folder, graph.workload);
  mkdirSync(folder);
  const supergraphFile = join(folder, 'supergraph.graphql');
  writeFileSync(supergraphFile, composeBenchGraph(graph, urls));
  return {
    ...{ graph, urls, supergraphFile, folder, benchFolder, projectFolder, prefix, environment },
    standIns,
    profiles: options.profile,
    expected: await expectedAnswer(graph, urls),
  };
}

async function measureStarted(
  graph: BenchGraph,
  started: readonly StartedGateway[],
  measuring: Measuring,
): Promise<readonly MeasuredRun[]> {
  const { options, say } = measuring;
  const turns = new Map<StartedGateway, { turns: Turn[]; answerBytes: number }>();
  for (const running of started) {
    await takeTurn(running, measuring, options.warmUpSeconds, warmUpRequests);
    turns.set(running, { turns: [], answerBytes: 0 });
  }
  for (let round = 1; round <= options.rounds; round += 1) {
    for (const [running, taken] of turns) {
      const { turn, answerBytes } = await takeTurn(running, measuring, options.seconds, 1);
      taken.turns.push(turn);
      taken.answerBytes = answerBytes;
      const speed = turn.requestsPerSecond.toFixed(0);
      const unsaturated = turn.coreUse < saturated ? `, ${percent(turn.coreUse)} of its core` : '';
      say(
        `${graph.workload}, round ${String(round)}: ${running.gateway.title}: ${speed} req/s${unsaturated}`,
      );
    }
  }
  return [...turns].map(([{ gateway, child }, taken]) => ({
    workload: graph.workload,
    gateway: gateway.name,
    title: gateway.title,
    ...medianTurn(taken.turns),
    peakMemoryMb: rounded(usageOf(child.pid).peakBytes / 1_048_576, 0),
    answerBytes: taken.answerBytes,
    turns: taken.turns,
  }));
}

async function takeTurn(
  { gateway, child, target }: StartedGateway,
  { options, standIns, signal }: Measuring,
  seconds: number,
  requestsMin: number,
): Promise<{ readonly turn: Turn; readonly answerBytes: number }> {
  const { connections } = options;
  await standIns.counts();
  const before = usageOf(child.pid).cpuMs;
  const loadBefore = loadCpuMs(standIns);
  const load = { connections, durationMs: seconds * 1_000, requestsMin, compareEach, signal };
  const result = await runLoad(target, load).catch((error: unknown) => {
    throw new Error(`${gateway.title}: ${String(error)}\n${child.lastWords()}`, { cause: error });
  });
  const cpuMs = usageOf(child.pid).cpuMs - before;
  const loadMs = loadCpuMs(standIns) - loadBefore;
  const { requests: subRequests } = await standIns.counts();
  const { requests, elapsedMs, answerBytes } = result;
  return {
    answerBytes,
    turn: {
      requests,
      requestsPerSecond: rounded(result.requestsPerSecond, 1),
      p50Ms: rounded(result.p50Ms, 2),
      p99Ms: rounded(result.p99Ms, 2),
      cpuMsPerRequest: rounded(cpuMs / requests, 3),
      coreUse: rounded(cpuMs / elapsedMs, 2),
      loadCoreUse: rounded(loadMs / elapsedMs, 2),
      subRequestsPerRequest: rounded(subRequests / requests, 2),
    },
  };
}

/** What this process, which makes the load, and the stand-ins have used so far. */
function loadCpuMs({ pid }: StandIns): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000 + usageOf(pid).cpuMs;
}
