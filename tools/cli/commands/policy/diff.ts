import { existsSync } from 'node:fs';
import { z } from 'zod';
import { projectFile } from '../../../../lib/projectRoot.ts';
import { policyDiff, sentencesOf, type PolicyDiff } from '../../../../policies/diff/policyDiff.ts';
import { PolicyLockError, readPolicyLock } from '../../../../policies/readLock.ts';
import type { PolicyLock } from '../../../../policies/lock.ts';
import { askedByDocument } from '../../../audit/policies.ts';
import { CommandFailure, defineCommand, UsageError, type CommandContext } from '../../command.ts';
import { json, noWords } from '../../options.ts';

const published = projectFile('policies', 'policy.lock.json');

const input = z.object({
  words: noWords,
  json,
  from: z.string({ error: 'say which policy lock it is compared with' }).min(1),
  to: z.string().min(1).default(published),
});
type Input = z.output<typeof input>;

export const command = defineCommand({
  name: 'policy diff',
  summary: 'Compares every decision of two published policies, and every clause beside them.',
  details: ['+ somebody may see, keep or do more; - less; ~ neither, only the words changed.'],
  options: {
    from: { type: 'string', value: 'LOCK', says: 'The policy lock before the change.' },
    to: {
      type: 'string',
      value: 'LOCK',
      says: "The policy lock after it; this project's own unless said.",
    },
  },
  input,
  run,
});

function run(given: Input, context: CommandContext): void {
  const asked = askedByDocument();
  const diff = policyDiff(
    lockIn('from', given.from),
    lockIn('to', given.to),
    (hash) => asked(hash)?.fields,
  );
  if (given.json) context.print(JSON.stringify(diff, null, 2));
  else for (const line of [...sentencesOf(diff), summary(diff)]) context.print(line);
}

function lockIn(option: string, path: string): PolicyLock {
  if (!existsSync(path)) throw new UsageError(`--${option}: there is no file ${path}`);
  try {
    return readPolicyLock(path);
  } catch (error) {
    if (error instanceof PolicyLockError) throw new CommandFailure(`--${option}: ${error.message}`);
    throw error;
  }
}

function summary({ changes, widens, narrows, cells }: PolicyDiff): string {
  const compared = `${String(cells)} decisions compared`;
  if (changes.length === 0) return `No difference; ${compared}.`;
  const directions = [...(widens ? ['widens'] : []), ...(narrows ? ['narrows'] : [])];
  const how = directions.length === 0 ? 'neither widens nor narrows' : directions.join(' and ');
  return `${String(changes.length)} differences; the change ${how}; ${compared}.`;
}
