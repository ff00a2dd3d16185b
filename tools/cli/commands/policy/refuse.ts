import { z } from 'zod';
import { defineCommand, type CommandContext } from '../../command.ts';
import { officerInput, officerOptions, openOffice } from '../../controls/office.ts';
import { findProposal, policyState, proposalLines, statementOf } from '../../controls/proposals.ts';
import { dataFolderText, dataOption, json, oneWord } from '../../options.ts';

const input = z.object({
  words: oneWord('the proposal'),
  json,
  ...officerInput,
  reason: z.string({ error: 'say why' }).min(3).max(2_000),
  data: dataFolderText,
});

export const command = defineCommand({
  name: 'policy refuse',
  summary: 'Refuses a proposal for good.',
  positionals: 'PROPOSAL',
  options: {
    reason: { type: 'string', says: 'Why; it names no person.' },
    ...officerOptions,
    data: dataOption,
  },
  input,
  run,
});

/** What is signed is made of the differences that are printed here. */
async function run(given: z.output<typeof input>, context: CommandContext): Promise<void> {
  const office = openOffice(given, context);
  const proposal = findProposal(await policyState(office), given.words[0]);
  if (!given.json) for (const line of proposalLines(proposal)) context.print(line);
  const statement = statementOf(proposal);
  const answer = z
    .object({ proposal: z.string(), missing: z.array(z.string()), entryId: z.string() })
    .parse(
      await office.perform({
        act: 'policy.refuse',
        proposal: proposal.id,
        statement,
        reason: given.reason,
      }),
    );
  if (given.json) context.print(JSON.stringify(answer, null, 2));
  else context.print('Refused.');
}
