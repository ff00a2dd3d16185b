import { existsSync } from 'node:fs';
import { z } from 'zod';
import { readPolicyLock } from '../../../../policies/readLock.ts';
import { replay, type Replay } from '../../../../policies/replay/replay.ts';
import type { ObservedUse } from '../../../../policies/processing/observedUse.ts';
import { observedUses, policiesOf, type Period } from '../../../audit/observe.ts';
import { askedByDocument, policiesIn } from '../../../audit/policies.ts';
import { openLog } from '../../../audit/readLog.ts';
import { CommandFailure, defineCommand, UsageError, type CommandContext } from '../../command.ts';
import { count, daysOption, json, logOption, noWords } from '../../options.ts';
import { textTable } from '../../textTable.ts';
import { askingInput, askingOptions, askScreen, logSource, ShownField } from './asking.ts';

const input = z.object({
  words: noWords,
  json,
  lock: z.string().min(1).optional(),
  proposal: z.string().min(1).optional(),
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
    proposal: { type: 'string', value: 'ID', says: 'A change that was proposed, in its place.' },
    days: daysOption,
    log: logOption,
    ...askingOptions,
  },
  input,
  run,
});

async function run(given: Input, context: CommandContext): Promise<void> {
  const result =
    given.proposal === undefined
      ? await replayOfFile(given, context)
      : await replayOfProposal(given, given.proposal, context);
  if (given.json) context.print(JSON.stringify(result, null, 2));
  else for (const line of linesOf(result)) context.print(line);
}

async function replayOfFile(given: Input, context: CommandContext): Promise<Replay> {
  const { lock } = given;
  if (lock === undefined)
    throw new UsageError('say which policy is proposed: --lock or --proposal');
  if (!existsSync(lock)) throw new UsageError(`--lock: there is no file ${lock}`);
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
  return replay({
    uses,
    proposed: readPolicyLock(lock),
    earlier: await policiesIn(read, policiesOf(uses)),
    asked: askedByDocument(),
  });
}

const Counts = z.array(z.object({ name: z.string(), releases: z.number(), wouldDeny: z.number() }));
const form = z.string().nullable();
const Replayed = z.object({
  policyReplay: z
    .object({
      ...{ releases: z.number(), wouldDeny: z.number(), newlyAllowedValues: z.number() },
      ...{ sentence: z.string(), screens: Counts, roles: Counts },
      losses: z.array(
        z.object({
          ...{ subject: z.string(), screen: z.string(), form, proposed: form },
          ...{ reason: z.string(), releases: z.number() },
        }),
      ),
      gains: z.array(
        z.object({
          ...{ field: z.string(), screen: z.string(), form, proposed: z.string() },
          releases: z.number(),
        }),
      ),
      unknownDocuments: z.array(z.string()),
    })
    .nullable(),
});
/** A replay as the graph tells it: reasons are words of whatever policy it was. */
type Shown = Omit<Replay, 'losses'> & {
  readonly losses: readonly (Omit<Replay['losses'][number], 'reason'> & {
    readonly reason: string;
  })[];
};

async function replayOfProposal(
  given: Input,
  proposal: string,
  context: CommandContext,
): Promise<Shown> {
  if (given.lock !== undefined || given.log !== undefined) {
    throw new UsageError('--proposal: it is decided where it lies; leave --lock and --log out');
  }
  const { policyReplay } = await askScreen(given, context, {
    screen: 'policy-replay',
    variables: { proposal, days: given.days },
    answer: Replayed,
  });
  if (policyReplay === null) throw new CommandFailure(`There is no proposal ${proposal}.`);
  return policyReplay;
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

function linesOf(result: Shown): readonly string[] {
  const { losses, gains, screens, roles, unknownDocuments } = result;
  const counts = (head: string, rows: Shown['screens']): readonly string[] =>
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
