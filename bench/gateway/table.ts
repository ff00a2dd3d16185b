import { aligned, percent } from '../shared/textTable.ts';
import type { GatewayName } from './gateways/gateway.ts';
import type { Workload } from './graphs/benchGraph.ts';
import {
  isMeasured,
  type BenchResult,
  type MeasuredRun,
  type Ratios,
  type Run,
} from './results.ts';

/** One row a gateway, as people read it; `marks` are the strings between and around the cells. */
export function rowsOf(
  runs: readonly Run[],
  workload: Workload,
  ratios: Ratios | undefined,
): readonly (readonly string[])[] {
  const measured = runs.filter(isMeasured).filter((run) => run.workload === workload);
  return [head, ...measured.map((run) => rowOf(run, ratios))];
}

const head = [
  'gateway',
  'req/s',
  'ours is',
  'p50 ms',
  'p99 ms',
  'CPU ms a request',
  'its core',
  'load core',
  'peak MB',
  'sub-requests',
];

function rowOf(run: MeasuredRun, ratios: Ratios | undefined): readonly string[] {
  return [
    run.title,
    run.requestsPerSecond.toFixed(0),
    ratioText(run, ratios),
    run.p50Ms.toFixed(2),
    run.p99Ms.toFixed(2),
    run.cpuMsPerRequest.toFixed(2),
    percent(run.coreUse),
    percent(run.loadCoreUse),
    run.peakMemoryMb.toFixed(0),
    run.subRequestsPerRequest.toFixed(1),
  ];
}

function ratioText({ gateway }: MeasuredRun, ratios: Ratios | undefined): string {
  if (gateway === 'ours' || ratios === undefined) return '';
  const ratio = ratios[gateway];
  if (ratio === null) return '';
  return isPartOfOurs(gateway) ? `(${ratio.toFixed(2)} of ours)` : `${ratio.toFixed(2)} times`;
}

/** Ratios of these are theirs to general mode, and their answers hold one key more. */
const isPartOfOurs = (gateway: GatewayName): boolean =>
  gateway === 'everythingOn' || gateway === 'released';

/** The whole result as text for a terminal. */
export function textTable(result: BenchResult): string {
  const workloads = [...new Set(result.runs.map(({ workload }) => workload))];
  return workloads
    .flatMap((workload) => [
      '',
      titleOf(result.runs, workload),
      ...aligned(rowsOf(result.runs, workload, result.ratios[workload])),
      ...leftOut(result.runs, workload),
    ])
    .join('\n');
}

export function titleOf(runs: readonly Run[], workload: Workload): string {
  const measured = runs.filter(isMeasured).filter((run) => run.workload === workload);
  // With everything on the answer also says what was withheld.
  const run = measured.find(({ gateway }) => !isPartOfOurs(gateway)) ?? measured[0];
  const size = run === undefined ? '' : `, an answer of ${String(run.answerBytes)} bytes`;
  return `${workload}${size}`;
}

export const leftOut = (runs: readonly Run[], workload: Workload): readonly string[] =>
  runs
    .filter((run) => run.workload === workload && !isMeasured(run))
    .map((run) => `${run.title} was left out: ${'skipped' in run ? run.skipped : ''}`);
