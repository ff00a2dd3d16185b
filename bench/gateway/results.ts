import { median, medianRatio, rounded } from '../shared/statistics.ts';
import type { Workload } from './graphs/benchGraph.ts';
import type { GatewayName } from './gateways/gateway.ts';

/** One turn of one gateway. */
export interface Turn {
  readonly requests: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuMsPerRequest: number;
  /** How much of a core the gateway used; well below 1 on one core, something else was the limit. */
  readonly coreUse: number;
  /** The same of load and stand-ins together: near 1 they were the limit, not the gateway. */
  readonly loadCoreUse: number;
  readonly subRequestsPerRequest: number;
}

/** What one gateway did on one workload: medians over its turns. */
export interface MeasuredRun extends Turn {
  readonly workload: Workload;
  readonly gateway: GatewayName;
  readonly title: string;
  readonly peakMemoryMb: number;
  readonly answerBytes: number;
  readonly turns: readonly Turn[];
}

/** A gateway that was not measured, and why. */
export interface SkippedRun {
  readonly workload: Workload;
  readonly gateway: GatewayName;
  readonly title: string;
  readonly skipped: string;
}

export type Run = MeasuredRun | SkippedRun;

export const isMeasured = (run: Run): run is MeasuredRun => !('skipped' in run);

type RatioName = Exclude<GatewayName, 'ours'>;
/** Null where one of the two was not measured. */
export type Ratios = Readonly<Record<RatioName, number | null>>;

export interface BenchResult {
  readonly ratios: Readonly<Partial<Record<Workload, Ratios>>>;
  readonly runs: readonly Run[];
}

/** The median of each figure by itself. */
export function medianTurn(turns: readonly Turn[]): Turn {
  const of = (figure: keyof Turn): number => rounded(median(turns.map((turn) => turn[figure])), 3);
  return {
    requests: of('requests'),
    requestsPerSecond: of('requestsPerSecond'),
    p50Ms: of('p50Ms'),
    p99Ms: of('p99Ms'),
    cpuMsPerRequest: of('cpuMsPerRequest'),
    coreUse: of('coreUse'),
    loadCoreUse: of('loadCoreUse'),
    subRequestsPerRequest: of('subRequestsPerRequest'),
  };
}

/** Ours in general mode divided by each gateway; everything on, and that with persons' values, divided by general mode. */
export function ratiosOf(runs: readonly Run[]): Ratios {
  const turnsOf = (name: GatewayName): readonly Turn[] =>
    runs.filter(isMeasured).find(({ gateway }) => gateway === name)?.turns ?? [];
  const ours = turnsOf('ours');
  const oursBy = (name: RatioName): number | null => ratio(ours, turnsOf(name));
  return {
    apollo: oursBy('apollo'),
    hive: oursBy('hive'),
    hiveRust: oursBy('hiveRust'),
    aggregator: oursBy('aggregator'),
    grafbase: oursBy('grafbase'),
    everythingOn: ratio(turnsOf('everythingOn'), ours),
    released: ratio(turnsOf('released'), ours),
  };
}

const ratio = (above: readonly Turn[], below: readonly Turn[]): number | null =>
  medianRatio(
    above.map(({ requestsPerSecond }) => requestsPerSecond),
    below.map(({ requestsPerSecond }) => requestsPerSecond),
  );
