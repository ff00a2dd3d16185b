import { existsSync } from 'node:fs';
import { z } from 'zod';
import type { CheckResult } from '../../check/check.ts';
import { CommandFailure, defineCommand, UsageError, type CommandContext } from '../command.ts';
import { json, noWords } from '../options.ts';
import { violationCount, violationLines } from '../violations.ts';

const input = z.object({ words: noWords, json, against: z.string().min(1).optional() });

export const command = defineCommand({
  name: 'check',
  summary:
    'Checks that every field has its one source, owner and rule, and every screen its right.',
  options: {
    against: {
      type: 'string',
      value: 'LOCK',
      says: 'Another policy lock: names each screen that the change from it breaks.',
    },
  },
  input,
  run,
});

async function run(given: z.output<typeof input>, context: CommandContext): Promise<void> {
  if (given.against !== undefined && !existsSync(given.against)) {
    throw new UsageError(`--against: there is no file ${given.against}`);
  }
  const { runCheck } = await import('../../check/check.ts');
  const { against } = given;
  const result = runCheck(against === undefined ? {} : { against });
  refuse(result);
  if (given.json) {
    context.print(JSON.stringify(result, null, 2));
    return;
  }
  const { coordinates, mapped, stores, notYet, notRun } = result;
  context.print(
    `${String(mapped)} of ${String(coordinates)} fields and arguments have their rule; ${String(stores.length)} stores.`,
  );
  for (const clause of notYet) context.print(`Not yet: ${clause}`);
  for (const reason of notRun) context.print(`Not run: ${reason}`);
}

function refuse(result: CheckResult): void {
  const breaks = result.breaks ?? [];
  const problems = [
    ...(result.violations.length > 0 ? [violationCount(result.violations)] : []),
    ...(breaks.length > 0 ? [`${String(breaks.length)} broken screens`] : []),
  ];
  const lines = [
    ...violationLines(result.violations),
    ...breaks.map(({ screen, sentence }) => `${screen}: ${sentence}`),
  ];
  if (problems.length > 0) {
    throw new CommandFailure([`${problems.join(', ')}.`, ...lines].join('\n'), { answer: result });
  }
}
