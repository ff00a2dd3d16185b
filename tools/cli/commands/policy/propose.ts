import { existsSync } from 'node:fs';
import { z } from 'zod';
import { projectFile } from '../../../../lib/projectRoot.ts';
import { readPolicyLock } from '../../../../policies/readLock.ts';
import { officialReason } from '../../../../lib/controlActs.ts';
import { defineCommand, UsageError, type CommandContext } from '../../command.ts';
import { officerInput, officerOptions, openOffice } from '../../controls/office.ts';
import { findProposal, policyState, proposalLines } from '../../controls/proposals.ts';
import { documentTexts } from '../../documents.ts';
import { dataFolderText, dataOption, json, noWords } from '../../options.ts';

const input = z.object({
  words: noWords,
  json,
  ...officerInput,
  as: z.string().min(1).default('steward'),
  reason: officialReason,
  lock: z.string().min(1).default(projectFile('policies', 'policy.lock.json')),
  data: dataFolderText,
});

export const command = defineCommand({
  name: 'policy propose',
  summary: 'Proposes a published policy against the one in force; governance says what it changes.',
  options: {
    lock: { type: 'string', value: 'LOCK', says: "The policy lock; this project's unless said." },
    reason: { type: 'string', says: 'Why; it names no person.' },
    ...officerOptions,
    data: dataOption,
  },
  input,
  run,
});

async function run(given: z.output<typeof input>, context: CommandContext): Promise<void> {
  if (!existsSync(given.lock)) throw new UsageError(`--lock: there is no file ${given.lock}`);
  const lock = readPolicyLock(given.lock);
  const office = openOffice(given, context);
  const { inForce } = await policyState(office);
  const answer = z
    .object({ proposal: z.string() })
    .parse(
      await office.perform(
        { act: 'policy.propose', base: inForce.lock.hash, lock: lock.hash, reason: given.reason },
        { lock: JSON.stringify(lock), documents: [...documentTexts()] },
      ),
    );
  if (given.json) context.print(JSON.stringify(answer, null, 2));
  else {
    const proposal = findProposal(await policyState(office), answer.proposal);
    for (const line of proposalLines(proposal)) context.print(line);
  }
}
