import { median, medianRatio, rounded } from '../shared/statistics.ts';
import type { ContenderName, CpuMs } from './contenders/contender.ts';
import type { ScreenName } from './screens/benchScreen.ts';

/** One turn of one contender. */
export interface Turn {
  readonly requests: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Milliseconds of CPU a request, by where they were spent. */
  readonly cpuMs: CpuMs & { readonly total: number };
  /** How much of the machine all that belongs to the contender used. */
  readonly machineUse: number;
  /** How much of a core the load used. */
  readonly loadCoreUse: number;
}

/** What one contender did on one screen: medians over its turns. */
export interface MeasuredRun extends Turn {
  readonly screen: ScreenName;
  readonly contender: ContenderName;
  readonly title: string;
  readonly peakMemoryMb: number;
  readonly answerBytes: number;
  readonly turns: readonly Turn[];
}

/** A contender that was not measured on a screen, and why. */
export interface SkippedRun {
  readonly screen: ScreenName;
  readonly contender: ContenderName;
  readonly title: string;
  readonly skipped: string;
}

export type Run = MeasuredRun | SkippedRun;

export const isMeasured = (run: Run): run is MeasuredRun => !('skipped' in run);

/** Ours by each alternative; null where one of the two was not measured. */
export interface Ratios {
  readonly apollo: number | null;
  readonly handWritten: number | null;
}

export type RatiosByScreen = Readonly<Partial<Record<ScreenName, Ratios>>>;

export interface ScreensBenchResult {
  /** Our requests a second divided by the alternative's. */
  readonly ratios: RatiosByScreen;
  /** The alternative's CPU time a request divided by ours: says the same where the machine is not at rest. */
  readonly cpuRatios: RatiosByScreen;
  readonly runs: readonly Run[];
}

const cpuParts = ['gateway', 'stores', 'postgresql', 'other', 'total'] as const;

/** CPU time of a turn, told a request. */
export function cpuPerRequest(used: CpuMs, requests: number): Turn['cpuMs'] {
  const { gateway, stores, postgresql, other } = used;
  const part = (ms: number): number => rounded(ms / requests, 3);
  return {
    gateway: part(gateway),
    stores: part(stores),
    postgresql: part(postgresql),
    other: part(other),
    total: part(gateway + stores + postgresql + other),
  };
}

/** The median of each figure by itself. */
export function medianTurn(turns: readonly Turn[]): Turn {
  const of = (figure: (turn: Turn) => number): number => rounded(median(turns.map(figure)), 3);
  const [gateway, stores, postgresql, other, total] = cpuParts.map((part) =>
    of(({ cpuMs }) => cpuMs[part]),
  ) as [number, number, number, number, number];
  return {
    requests: of((turn) => turn.requests),
    requestsPerSecond: of((turn) => turn.requestsPerSecond),
    p50Ms: of((turn) => turn.p50Ms),
    p99Ms: of((turn) => turn.p99Ms),
    cpuMs: { gateway, stores, postgresql, other, total },
    machineUse: of((turn) => turn.machineUse),
    loadCoreUse: of((turn) => turn.loadCoreUse),
  };
}

export function resultOf(runs: readonly Run[]): ScreensBenchResult {
  const screens = [...new Set(runs.map(({ screen }) => screen))];
  const speeds = (turn: Turn): number => turn.requestsPerSecond;
  // Less CPU time is better, so ours stands below.
  const thrift = (turn: Turn): number => 1 / turn.cpuMs.total;
  const of = (figure: (turn: Turn) => number): RatiosByScreen =>
    Object.fromEntries(screens.map((screen) => [screen, ratiosOf(runs, screen, figure)]));
  return { ratios: of(speeds), cpuRatios: of(thrift), runs };
}

function ratiosOf(
  runs: readonly Run[],
  screen: ScreenName,
  figure: (turn: Turn) => number,
): Ratios {
  const figuresOf = (name: ContenderName): readonly number[] =>
    runs
      .filter(isMeasured)
      .find((run) => run.screen === screen && run.contender === name)
      ?.turns.map(figure) ?? [];
  const ours = figuresOf('referent');
  return {
    apollo: medianRatio(ours, figuresOf('apollo')),
    handWritten: medianRatio(ours, figuresOf('handWritten')),
  };
}
