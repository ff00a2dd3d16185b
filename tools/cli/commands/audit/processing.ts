import { writeFileSync } from 'node:fs';
import { z } from 'zod';
import { projectFile } from '../../../../lib/projectRoot.ts';
import { processingRecord } from '../../../../policies/processing/processingRecord.ts';
import { recordCsv } from '../../../../policies/processing/recordCsv.ts';
import type { ProcessingRecord } from '../../../../policies/processing/recordFormat.ts';
import { recordPage } from '../../../../policies/processing/recordPage.ts';
import { english } from '../../../../policies/processing/wordsEnglish.ts';
import { french } from '../../../../policies/processing/wordsFrench.ts';
import { readPolicyLock } from '../../../../policies/readLock.ts';
import { observedUses, policiesOf } from '../../../audit/observe.ts';
import { policiesIn } from '../../../audit/policies.ts';
import { logFolder, openLog } from '../../../audit/readLog.ts';
import { defineCommand, type CommandContext } from '../../command.ts';
import { count, daysOption, json, logOption, noWords, outOption } from '../../options.ts';
import { textTable } from '../../textTable.ts';
import { askingInput, askingOptions, askScreen } from './asking.ts';
import { controllerOption, readController } from './controller.ts';

const formats = ['text', 'json', 'csv', 'html'] as const;
const input = z.object({
  words: noWords,
  json,
  format: z.enum(formats, { message: 'must be text, json, csv or html' }).default('text'),
  language: z.enum(['en', 'fr'], { message: 'must be en or fr' }).default('en'),
  days: count('days', 3_650).default(30),
  log: z.string().min(1).optional(),
  declared: z.boolean().default(false),
  controller: z.string().min(1).optional(),
  out: z.string().min(1).optional(),
  ...askingInput,
});
type Input = z.output<typeof input>;

export const command = defineCommand({
  name: 'audit processing',
  summary: 'The record of processing activities (GDPR Art. 30), declared against observed.',
  details: [
    'Each purpose with its basis, roles, recipients, persons, data, retention and safeguards; what',
    'the audit log saw of it, rights that nobody used, and use that is not declared.',
  ],
  options: {
    format: { type: 'string', value: 'FORMAT', says: 'text, json, csv or html; text unless said.' },
    language: { type: 'string', value: 'LANGUAGE', says: 'en or fr; en unless said.' },
    days: daysOption,
    log: logOption,
    declared: { type: 'boolean', says: 'The declared side alone; no log is read.' },
    controller: controllerOption,
    out: outOption,
    ...askingOptions,
  },
  input,
  run,
});

async function run(given: Input, context: CommandContext): Promise<void> {
  const controller = readController(given.controller);
  const record = { ...(await recordOf(given, context)), controller: controller ?? null };
  const format = given.json ? 'json' : given.format;
  const text = textOf(record, format, given.language);
  if (given.out === undefined) {
    context.print(text);
    return;
  }
  writeFileSync(given.out, text);
  context.print(summaryOf(record));
  context.print(`Written to ${given.out}.`);
}

async function recordOf(given: Input, context: CommandContext): Promise<ProcessingRecord> {
  const madeAt = context.clock.now();
  const lock = readPolicyLock(projectFile('policies', 'policy.lock.json'));
  if (given.declared) return processingRecord({ lock, version: null, madeAt });
  if (given.log === undefined) return remoteRecord(given, context);
  const read = logFolder(given.log);
  const period = {
    from: new Date(madeAt.getTime() - given.days * 86_400_000).toISOString(),
    to: madeAt.toISOString(),
  };
  const uses = await observedUses(await openLog(read), period);
  const earlier = await policiesIn(read, policiesOf(uses));
  return processingRecord({
    lock,
    version: null,
    madeAt,
    earlier,
    observation: { ...period, uses },
  });
}

const Answer = z.object({ recordOfProcessing: z.string() });

/** Governance makes the record, over the policy in force and the whole log. */
async function remoteRecord(given: Input, context: CommandContext): Promise<ProcessingRecord> {
  const { recordOfProcessing } = await askScreen(given, context, {
    screen: 'record-of-processing',
    variables: { days: given.days },
    answer: Answer,
  });
  return JSON.parse(recordOfProcessing) as ProcessingRecord;
}

function textOf(
  record: ProcessingRecord,
  format: (typeof formats)[number],
  language: Input['language'],
): string {
  const words = language === 'fr' ? french : english;
  switch (format) {
    case 'json':
      return JSON.stringify(record, null, 2);
    case 'csv':
      return recordCsv(record, words);
    case 'html':
      return recordPage(record, words);
    case 'text':
      return [summaryOf(record), '', ...tableOf(record)].join('\n');
  }
}

function summaryOf({ activities, observation, undeclared }: ProcessingRecord): string {
  const active = activities.filter((activity) => activity.active).length;
  const declared = `${String(activities.length)} purposes, ${String(active)} of them in use.`;
  if (observation === null) return declared;
  const strays = undeclared.map(
    ({ kind, subject, purpose, releases }) =>
      `Not declared: ${kind.toLowerCase()} ${subject} for ${purpose}, ${String(releases)} answers.`,
  );
  const none = 'Everything that the log saw is declared.';
  return [
    `${declared} ${String(observation.releases)} answers observed.`,
    ...(strays.length > 0 ? strays : [none]),
  ].join('\n');
}

const tableOf = ({ activities }: ProcessingRecord): readonly string[] =>
  textTable(
    ['PURPOSE', 'BASIS', 'ANSWERS', 'FIELDS', 'NEVER USED', 'ROLES'],
    activities.map(({ purpose, legalBasis, observed, data, neverUsed, roles }) => [
      purpose,
      legalBasis,
      observed === null ? '—' : String(observed.releases),
      String(data.reduce((sum, { fields }) => sum + fields.length, 0)),
      neverUsed === null ? '—' : String(neverUsed.fields.length),
      roles.join(', '),
    ]),
  );
