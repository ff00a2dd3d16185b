import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { LocatedFinding } from '../../scan/gathered.ts';
import { scanForPeople } from '../../scan/people.ts';
import type { InstallationScan } from '../../scan/scanInstallation.ts';
import { scanRunning } from '../../scan/scanRunning.ts';
import { dataFolder } from '../../start/dataFolder.ts';
import { CommandFailure, defineCommand, type CommandContext } from '../command.ts';
import { dataFolderText, dataOption, json, noWords, outOption } from '../options.ts';
import { runningInstallation } from '../supervisor.ts';
import { textTable } from '../textTable.ts';

const databaseUrl = z
  .string()
  .refine((text) => URL.canParse(text) && /^postgres(ql)?:$/.test(new URL(text).protocol), {
    message: 'must be an address such as postgresql://reader@host/database',
  });

const input = z
  .object({
    words: noWords,
    json,
    people: databaseUrl.optional(),
    in: z.array(databaseUrl).default([]),
    out: z.string().min(1).optional(),
    data: dataFolderText,
  })
  .refine((given) => (given.people === undefined) === (given.in.length === 0), {
    message: '--people and --in belong together',
  });
type Input = z.output<typeof input>;

export const command = defineCommand({
  name: 'scan',
  summary: 'Looks for copies of personal values in every store, and signs what it found.',
  details: [
    'Ends with 1 where a copy is found that the published policy does not list.',
    'With --people and --in it reads databases of your own, changes nothing in them, and says',
    'which columns hold which kind of personal value.',
  ],
  options: {
    people: { type: 'string', value: 'URL', says: 'The database in which your people are kept.' },
    in: {
      ...{ type: 'string', multiple: true, value: 'URL' },
      says: 'A database that may hold copies of them; once each.',
    },
    out: { ...outOption, says: 'Where to write the certificate.' },
    data: dataOption,
  },
  input,
  run,
});

function run(given: Input, context: CommandContext): Promise<void> {
  return given.people === undefined ? runInstallation(given, context) : runPeople(given, context);
}

async function runInstallation(given: Input, context: CommandContext): Promise<void> {
  const folder = dataFolder(given.data);
  const scan = await scanRunning({
    ...{ folder, run: runningInstallation(folder) },
    ...{ environment: context.environment, clock: context.clock },
    onProgress: progressOn(context),
  });
  if (given.out !== undefined) {
    writeFileSync(given.out, `${JSON.stringify(scan.certificate, null, 2)}\n`);
  }
  const answer = answerOf(scan);
  if (scan.findings.length > 0) {
    if (!given.json) printFindings(scan.findings, context);
    throw new CommandFailure(
      `Copies that the published policy does not list were found in ${String(scan.findings.length)} places.`,
      { answer },
    );
  }
  if (given.json) context.print(JSON.stringify(answer, null, 2));
  else printClean(scan, context);
}

const everyMs = 2_000;

/** A remark now and then; results stay alone on the output. */
function progressOn({
  clock,
  remark,
}: CommandContext): (at: { store: string; table: string; cells: number }) => void {
  let latest = clock.now().getTime();
  return ({ store, table, cells }) => {
    const now = clock.now().getTime();
    if (now - latest < everyMs) return;
    latest = now;
    remark(`${store} ${table}: ${cells.toLocaleString('en')} cells`);
  };
}

function answerOf({ findings, declared, opened, summary, certificate }: InstallationScan): object {
  const { cells, columns, cellsPerSecond, stores, notRead } = summary;
  return {
    ...{ findings, declared, cells, columns, cellsPerSecond, stores, notRead },
    leftOut: { ...opened.leftOut, fields: opened.fieldsLeftOut },
    certificate,
  };
}

const findingRow = (finding: LocatedFinding): string[] => [
  `${finding.store} ${finding.table}.${finding.column}`,
  finding.coordinate,
  finding.variant,
  String(finding.rows),
  finding.keys.slice(0, 3).join(' '),
];

function printFindings(findings: readonly LocatedFinding[], context: CommandContext): void {
  const rows = findings.map(findingRow);
  for (const line of textTable(['where', 'of', 'as', 'rows', 'first keys'], rows)) {
    context.print(line);
  }
}

function printClean(
  { declared, opened, summary }: InstallationScan,
  context: CommandContext,
): void {
  const { cells, columns, stores, cellsPerSecond } = summary;
  const { category, shape, shared } = opened.leftOut;
  context.print(
    `No undeclared copy in ${cells.toLocaleString('en')} cells of ${String(columns)} columns in ${stores.join(', ')}; ${String(cellsPerSecond)} cells a second.`,
  );
  context.print(
    `Looked for ${String(opened.values)} values; left out ${String(category)} of small categories, ${String(shape)} too short, ${String(shared)} shared by more than five.`,
  );
  if (declared.length > 0) {
    context.print('Copies that the published policy lists:');
    printFindings(declared, context);
  }
}

async function runPeople(given: Input, context: CommandContext): Promise<void> {
  const progress = progressOn(context);
  const found = await scanForPeople({
    people: given.people ?? '',
    systems: given.in,
    key: randomBytes(32),
    onProgress: (store, table, cells) => {
      progress({ store, table, cells });
    },
  });
  if (given.json) {
    context.print(JSON.stringify(found, null, 2));
    return;
  }
  for (const { kind, systems, columns } of found.kinds) {
    context.print(`${kind}: in ${String(systems)} of ${String(given.in.length)} systems`);
    for (const column of columns) context.print(`  ${column}`);
  }
  if (found.kinds.length === 0) context.print('No personal value was found in any of them.');
}
