import { aligned, percent } from '../shared/textTable.ts';
import type { ContenderName } from './contenders/contender.ts';
import {
  isMeasured,
  type MeasuredRun,
  type RatiosByScreen,
  type Run,
  type ScreensBenchResult,
} from './results.ts';
import type { ScreenName } from './screens/benchScreen.ts';

const head = [
  'contender',
  'req/s',
  'ours is',
  'p50 ms',
  'p99 ms',
  'CPU ms a request',
  'ours is',
  'of it gateway',
  'stores',
  'PostgreSQL',
  'other',
  'machine',
  'load core',
  'peak MB',
];

/** One row a contender, as people read it. */
export function rowsOf(
  { runs, ratios, cpuRatios }: ScreensBenchResult,
  screen: ScreenName,
): readonly (readonly string[])[] {
  const rowOf = (run: MeasuredRun): readonly string[] => [
    run.title,
    run.requestsPerSecond.toFixed(1),
    times(ratios, screen, run.contender),
    run.p50Ms.toFixed(1),
    run.p99Ms.toFixed(1),
    run.cpuMs.total.toFixed(2),
    times(cpuRatios, screen, run.contender),
    ...[run.cpuMs.gateway, run.cpuMs.stores, run.cpuMs.postgresql, run.cpuMs.other].map((ms) =>
      ms.toFixed(2),
    ),
    percent(run.machineUse),
    percent(run.loadCoreUse),
    run.peakMemoryMb.toFixed(0),
  ];
  return [head, ...measuredOf(runs, screen).map(rowOf)];
}

const measuredOf = (runs: readonly Run[], screen: ScreenName): readonly MeasuredRun[] =>
  runs.filter(isMeasured).filter((run) => run.screen === screen);

function times(ratios: RatiosByScreen, screen: ScreenName, contender: ContenderName): string {
  const ratio = contender === 'referent' ? undefined : ratios[screen]?.[contender];
  return ratio === undefined || ratio === null ? '' : `${ratio.toFixed(2)} times`;
}

export const screensOf = (runs: readonly Run[]): readonly ScreenName[] => [
  ...new Set(runs.map(({ screen }) => screen)),
];

export function titleOf(runs: readonly Run[], screen: ScreenName): string {
  const plain = measuredOf(runs, screen).find(({ contender }) => contender !== 'referent');
  const run = plain ?? measuredOf(runs, screen)[0];
  return run === undefined ? screen : `${screen}, an answer of ${String(run.answerBytes)} bytes`;
}

export const leftOut = (runs: readonly Run[], screen: ScreenName): readonly string[] =>
  runs.flatMap((run) =>
    run.screen === screen && !isMeasured(run) ? [`${run.title} was left out: ${run.skipped}`] : [],
  );

/** The whole result as text for a terminal. */
export const textTable = (result: ScreensBenchResult): string =>
  screensOf(result.runs)
    .flatMap((screen) => [
      '',
      titleOf(result.runs, screen),
      ...aligned(rowsOf(result, screen)),
      ...leftOut(result.runs, screen),
    ])
    .join('\n');
