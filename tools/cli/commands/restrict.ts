import { z } from 'zod';
import { ControlAct, lockdownLevels } from '../../../lib/controlActs.ts';
import { scopeSentence } from '../../../policies/lockdown.ts';
import { CommandFailure, defineCommand, type CommandContext } from '../command.ts';
import {
  previewLines,
  previewOf,
  scopeInput,
  scopeOf,
  scopeOptions,
  type LosingScreen,
} from '../controls/lockdowns.ts';
import { writeStatement, type WrittenStatement } from '../controls/lockdownStatement.ts';
import { officerInput, officerOptions, openOffice, type Office } from '../controls/office.ts';
import { dataFolderText, dataOption, json } from '../options.ts';

const input = z.object({
  words: z.array(z.string().min(1)),
  json,
  ...officerInput,
  ...scopeInput,
  level: z.enum(lockdownLevels).default('withhold'),
  reason: z.string({ error: 'say why: --reason' }).min(3).max(2_000),
  yes: z.boolean().default(false),
  preview: z.boolean().default(false),
  out: z.string().min(1).optional(),
  data: dataFolderText,
});
type Given = z.output<typeof input>;

export const command = defineCommand({
  name: 'restrict',
  summary:
    'Cuts access in under a second: says which screens lose what, signs, and writes a statement.',
  positionals: '[FIELD…]',
  options: {
    ...scopeOptions,
    level: {
      type: 'string',
      value: 'LEVEL',
      says: `${lockdownLevels.join(', ')}; withhold unless said.`,
    },
    reason: { type: 'string', says: 'Why; it names no person.' },
    preview: { type: 'boolean', says: 'Say what would be lost, and change nothing.' },
    yes: { type: 'boolean', says: 'Do not ask whether it is meant.' },
    out: { type: 'string', value: 'DIR', says: 'Where the statement is written.' },
    ...officerOptions,
    data: dataOption,
  },
  details: [
    'Fields are words such as Person.birthDate or PostalAddress.*; options narrow further, all together.',
    'It goes straight to governance and works while the gateway is down. One officer restricts, two lift.',
  ],
  input,
  run,
});

const Restricted = z.object({
  lockdown: z.string(),
  inForce: z.boolean(),
  version: z.number().optional(),
  entryId: z.string().optional(),
  effectiveAt: z.string().nullish(),
  lastRelease: z.string().nullish(),
});

async function run(given: Given, context: CommandContext): Promise<void> {
  const office = openOffice(given, context);
  const scope = scopeOf(given);
  const { level, reason } = given;
  const sentence = scopeSentence({ level, scope });
  const screens = await previewOf(office, level, scope);
  show(given, context, { sentence, screens });
  if (given.preview) return;
  await confirmed(given, context);
  const signed = office.prepare({ act: 'restrict', level, scope, reason });
  const answer = Restricted.parse(await office.send(signed));
  const written = statementOf(office, given, { answer, signed, sentence, screens });
  const told = {
    ...answer,
    sentence,
    screens,
    ...(written === undefined ? {} : { statement: written }),
  };
  if (given.json) context.print(JSON.stringify(told, null, 2));
  else for (const line of linesOf(answer, written)) context.print(line);
}

function show(
  { json: asJson, preview }: Given,
  { print }: CommandContext,
  shown: Pick<Done, 'sentence' | 'screens'>,
): void {
  if (!asJson)
    for (const line of [shown.sentence, '', ...previewLines(shown.screens), '']) print(line);
  else if (preview) print(JSON.stringify(shown, null, 2));
}

async function confirmed({ yes }: Given, { confirm }: CommandContext): Promise<void> {
  if (yes || (await confirm?.('Restrict this now?')) === true) return;
  throw new CommandFailure('Nothing was restricted: say yes, or give --yes.');
}

interface Done {
  readonly answer: z.output<typeof Restricted>;
  readonly signed: { readonly payload: string; readonly signature: string };
  readonly sentence: string;
  readonly screens: readonly LosingScreen[];
}

/** There is nothing to state of an order that waits for a second signature. */
function statementOf(
  office: Office,
  { level, reason, out }: Given,
  { answer, signed: { payload, signature }, sentence, screens }: Done,
): WrittenStatement | undefined {
  const { lockdown, version, entryId: entry } = answer;
  if (version === undefined || entry === undefined) return undefined;
  const act = ControlAct.parse(JSON.parse(payload));
  if (act.act !== 'restrict') throw new TypeError('another act was signed');
  const facts = {
    ...{ about: 'referent restriction' as const, installation: act.installation, lockdown },
    ...{ level, scope: act.scope, sentence, reason, orderedBy: office.person, orderedAt: act.at },
    ...{ version, effectiveAt: answer.effectiveAt ?? null, entry },
    lastRelease: answer.lastRelease ?? null,
    screens: screens.map(({ screen, roles, fields }) => ({
      ...{ screen, roles: [...roles], fields: [...fields] },
    })),
    act: { payload, signature },
  };
  return writeStatement(office, facts, out);
}

function linesOf(
  { lockdown, inForce, effectiveAt, lastRelease }: Done['answer'],
  written: WrittenStatement | undefined,
): readonly string[] {
  if (!inForce) {
    return [
      `${lockdown}: signed. A second officer signs it: npx referent restrictions --agree ${lockdown}`,
    ];
  }
  return [
    `${lockdown}: restricted${effectiveAt == null ? '; not every process has confirmed it yet' : `, in effect since ${effectiveAt}`}`,
    `Last release before it: ${lastRelease ?? 'none among the newest releases'}`,
    ...(written === undefined ? [] : [`Statement: ${written.html}`, `           ${written.json}`]),
  ];
}
