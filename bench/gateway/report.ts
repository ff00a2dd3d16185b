import { availableParallelism, cpus } from 'node:os';
import { writeSection } from '../shared/reportSection.ts';
import { markdown } from '../shared/textTable.ts';
import type { BenchOptions } from './options.ts';
import type { BenchResult } from './results.ts';
import { leftOut, rowsOf, titleOf } from './table.ts';

/** Writes the result into the page. */
export const writeReport = (file: string, result: BenchResult, options: BenchOptions): void => {
  writeSection(file, 'bench:gateway', sectionOf(result, options));
};

function sectionOf({ runs, ratios }: BenchResult, options: BenchOptions): string {
  const workloads = [...new Set(runs.map(({ workload }) => workload))];
  return [
    '## Against other gateways',
    '',
    ...introduction(options),
    ...workloads.flatMap((workload) => [
      '',
      `### ${titleOf(runs, workload)}`,
      '',
      ...markdown(rowsOf(runs, workload, ratios[workload])),
      ...leftOut(runs, workload).map((line) => `\n${line}`),
    ]),
    '',
  ].join('\n');
}

function introduction({ rounds, seconds, connections }: BenchOptions): readonly string[] {
  const [cpu] = cpus();
  const machine = `${String(availableParallelism())} cores (${cpu?.model.trim() ?? 'unknown'}), Node ${process.version}`;
  return [
    `Measured on ${machine}: each gateway alone on one core, load and stand-in stores on the other.`,
    `${String(connections)} connections, ${String(rounds)} rounds of ${String(seconds)} s in which all take turns;`,
    'figures are medians over the rounds, ratios medians of the rounds’ ratios.',
    'The stores are stand-ins that answer from memory, so what is measured is the gateway. Each request',
    'carries an authorization that no other has, and each gateway hands it on to the stores; with everything on,',
    'a thousand callers’ tokens recur, and a field is withheld; stores are asked by the client of ADR 18 then, and in',
    'general mode by undici, so the two differ by more than the policy. Where persons’ values are shown, they wait for',
    'their entry in a PostgreSQL that shares the stores’ core; the small screen shows such values alone, so it pays most.',
    'Answers are compared with the right one before and while they are timed.',
    'Read the numbers as ratios: another machine has others. *Its core* and *load core* say how much of the two',
    'cores was in use: where the first is well below 100 %, something else than the gateway was the limit.',
    '',
    'The *nested* query is that of the public federation benchmarks over accounts, inventory, products and reviews;',
    'the *screen* shows one customer from four stores. `npm run bench:gateway` repeats all of it.',
  ];
}
