import { existsSync } from 'node:fs';
import { z } from 'zod';
import { readPolicyLock } from '../../../../policies/readLock.ts';
import { replay, type Replay } from '../../../../policies/replay/replay.ts';
import type { ObservedUse } from '../../../../policies/processing/observedUse.ts';
import { observedUses, policiesOf, type Period } from '../../../audit/observe.ts';
import { askedByDocument, policiesIn } from '../../../audit/policies.ts';
import { openLog } from '../../../audit/readLog.ts';
import { defineCommand, UsageError, type CommandContext } from '../../command.ts';
import { count, daysOption, json, logOption, noWords } from '../../options.ts';
import { textTable } from '../../textTable.ts';
import { askingInput, askingOptions, askScreen, logSource, ShownField } from './asking.ts';

const input = z.object({
  words: noWords,
  json,
  lock: z.string({ error: 'say which policy is proposed' }).min(1),
  days: count('days', 3_650).default(30),
  log: z.string().min(1).optional(),
  ...askingInput,
});
type Input = z.output<typeof input>;

export const command = defineCommand({
  name: 'audit replay',
  summary: 'Decides recorded answers again under a proposed policy.',
  details: [
    'Which answers would have lacked a value, and which values would newly have been shown.',
  ],
  options: {
    lock: { type: 'string', value: 'FILE', says: 'The proposed policy lock.' },
    days: daysOption,
    log: logOption,
    ...askingOptions,
  },
  input,
  run,
});

async function run(given: Input, context: CommandContext): Promise<void> {
  if (!existsSync(given.lock)) throw new UsageError(`--lock: there is no file ${given.lock}`);
  const now = context.clock.now();
  const period = {
    from: new Date(now.getTime() - given.days * 86_400_000).toISOString(),
    to: now.toISOString(),
  };
  const { read } = await logSource(given, context);
  const uses =
    given.log === undefined
      ? await remoteUses(given, context, period)
      : await observedUses(await openLog(read), period);
  const result = replay({
    uses,
    proposed: readPolicyLock(given.lock),
    earlier: await policiesIn(read, policiesOf(uses)),
    asked: askedByDocument(),
  });
  if (given.json) context.print(JSON.stringify(result, null, 2));
  else for (const line of linesOf(result)) context.print(line);
}

const Answer = z.object({
  observedUses: z.array(
    z
      .object({ releases: z.number(), fields: z.array(ShownField) })
      .extend({ purpose: z.string(), screen: z.string(), document: z.string() })
      .extend({ roles: z.array(z.string()), region: z.string(), policy: z.string() })
      .extend({ firstAt: z.string(), lastAt: z.string() }),
  ),
});

async function remoteUses(
  given: Input,
  context: CommandContext,
  period: Period,
): Promise<readonly ObservedUse[]> {
  const { observedUses: uses } = await askScreen(given, context, {
    screen: 'observed-uses',
    variables: { ...period },
    answer: Answer,
  });
  return uses.map(({ fields, ...use }) => {
    const forms: Record<string, string[]> = {};
    for (const { coordinate, form } of fields) (forms[form] ??= []).push(coordinate);
    return { ...use, forms };
  });
}

const linesMax = 50;

function linesOf(result: Replay): readonly string[] {
  const { losses, gains, screens, roles, unknownDocuments } = result;
  const counts = (head: string, rows: Replay['screens']): readonly string[] =>
    textTable(
      [head, 'ANSWERS', 'WOULD DENY'],
      rows.map(({ name, releases, wouldDeny }) => [name, String(releases), String(wouldDeny)]),
    );
  const lossRows = losses
    .slice(0, linesMax)
    .map(({ subject, screen, reason, form, proposed, releases }) => [
      ...[subject, screen, formChange(form, proposed), String(releases), reason],
    ]);
  const gainRows = gains
    .slice(0, linesMax)
    .map(({ field, screen, form, proposed, releases }) => [
      ...[field, screen, formChange(form, proposed), String(releases)],
    ]);
  return [
    `${result.sentence}.`,
    ...['', ...counts('SCREEN', screens), '', ...counts('ROLE', roles)],
    ...(lossRows.length === 0
      ? []
      : ['', ...textTable(['DENIED', 'SCREEN', 'SHOWN AS', 'ANSWERS', 'WHY'], lossRows)]),
    ...(gainRows.length === 0
      ? []
      : ['', ...textTable(['NEWLY ALLOWED', 'SCREEN', 'SHOWN AS', 'ANSWERS'], gainRows)]),
    ...unknownDocuments.map(
      (hash) => `Not known: what document ${hash} asks for; its text is not in this project.`,
    ),
  ];
}

const formChange = (form: string | null, proposed: string | null): string =>
  `${form ?? '—'} → ${proposed ?? 'withheld'}`;
