import { availableParallelism, cpus } from 'node:os';
import { writeSection } from '../shared/reportSection.ts';
import { markdown } from '../shared/textTable.ts';
import type { ScreensBenchOptions } from './options.ts';
import { isMeasured, type ScreensBenchResult } from './results.ts';
import { leftOut, rowsOf, screensOf, titleOf } from './table.ts';

/** Writes the result into the page. */
export const writeReport = (
  file: string,
  result: ScreensBenchResult,
  options: ScreensBenchOptions,
): void => {
  const text = sectionOf(result, options);
  if (!options.clear) writeSection(file, 'bench:screens', text);
  else writeSection(file, 'bench:screens in clear', text, 'its options --clear --report');
};

/** A contender that asks as fast as it can leaves little of a machine of its own. */
const ownMachine = 0.6;

/** Requests a second say little where other work took the machine; CPU time says more. */
function otherWork({ runs }: ScreensBenchResult): readonly string[] {
  const uses = runs.filter(isMeasured).map(({ machineUse }) => machineUse);
  const least = Math.min(...uses);
  if (least >= ownMachine) return [];
  return [
    '',
    `**Other work ran on the machine** while this was measured: contenders got down to ${String(Math.round(least * 100))} % of it. Requests a`,
    'second, and ratios of them, are worth little here; ratios of CPU time are the ones to read, and their absolute',
    'values are above those of a machine at rest.',
  ];
}

const sectionOf = (result: ScreensBenchResult, options: ScreensBenchOptions): string =>
  [
    ...(options.clear
      ? clearIntroduction(options)
      : ['## The four screens on real databases', '', ...introduction(options)]),
    ...otherWork(result),
    ...screensOf(result.runs).flatMap((screen) => [
      '',
      `### ${titleOf(result.runs, screen)}`,
      '',
      ...markdown(rowsOf(result, screen)),
      ...leftOut(result.runs, screen).map((line) => `\n${line}`),
    ]),
    '',
  ].join('\n');

const clearIntroduction = ({ rounds, seconds }: ScreensBenchOptions): readonly string[] => [
  '## The same, where the others read values in clear',
  '',
  `By \`npm run bench:screens -- --clear\`, ${String(rounds)} rounds of ${String(seconds)} s: the others read persons’ values from a twin of`,
  'customer-pii’s database in which nothing is sealed, the product opens sealed ones. What differs from the figures',
  'above is what encryption costs them.',
];

function introduction({
  size,
  rounds,
  seconds,
  connections,
}: ScreensBenchOptions): readonly string[] {
  const [cpu] = cpus();
  return [
    `Data of size ${size} in PostgreSQL, everything on ${String(availableParallelism())} cores (${cpu?.model.trim() ?? 'unknown'}), Node ${process.version}, load included.`,
    `${String(connections)} connections at most, ${String(rounds)} rounds of ${String(seconds)} s in which all take turns; figures are medians over`,
    'the rounds, ratios medians of the rounds’ ratios. Customers, orders and days vary from request to request.',
    '',
    '- **Referent, everything on**: `npx referent start`; tokens of its own issuer, masks, purpose tokens, the policy in',
    '  every store, logs.',
    '- **Apollo**: the same SDL files under stock Apollo Server (standalone) with `@apollo/subgraph`, behind stock Apollo',
    '  Gateway, a process each. Resolvers are written for the fields that the four screens show, with DataLoader; rows',
    '  are read by TypeORM’s repositories as its documentation shows, computed values by the stores’ own statements',
    '  through its `query`. TypeORM prepares no statement: PostgreSQL parses and plans each one it is sent. Pages of',
    '  several parents, which its finders do not know, are read by SQL. No tokens, no policy.',
    '- **Written by hand**: one Node process that runs the product’s statements, naming the columns that the screen shows',
    '  and no others, prepared, on all four databases at once, and puts the JSON together. No graph, no tokens, no policy.',
    '',
    'All three ask one server, whose settings are the product’s; what a store tells its own sessions (to keep one plan for',
    'a prepared statement) the others leave at PostgreSQL’s default. Answers are compared with the product’s before they are',
    'timed, and every hundredth while they are. What the policy changes is applied to the others’ answers first: the',
    'date of birth that Customer 360 withholds, and the form `domain-only` of e-mail addresses on Collections. The pipeline',
    'board leaves natural persons’ deals out; in the others a condition of the same statements does.',
    'Persons’ values are sealed, and all three open them: the others fetch the wrapped keys from the key database, one',
    'statement for all rows of a batch, unwrap them and open the values by `node:crypto`; a request keeps no key for the',
    'next. (`--clear` lets them read a twin database in which nothing is sealed.)',
    'Collections asks for each legal entity in turn, four at a time.',
    'The share of deliveries on time looks back from the very moment, so it is compared before the timing alone.',
    '',
    'CPU time comes from `/proc`, children included; PostgreSQL’s is that of all backends. *Other* is the supervisor,',
    'which writes the logs, and the issuer. The first *ours is* compares requests a second, the second CPU time a request',
    '(above 1: ours needs less). `npm run bench:screens` repeats all of it.',
  ];
}
