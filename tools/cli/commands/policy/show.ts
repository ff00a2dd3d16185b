import { z } from 'zod';
import { defineCommand } from '../../command.ts';
import { officerInput, officerOptions, openOffice } from '../../controls/office.ts';
import { findProposal, policyState, proposalLines } from '../../controls/proposals.ts';
import { dataFolderText, dataOption, json, oneWord } from '../../options.ts';

export const command = defineCommand({
  name: 'policy show',
  summary: 'Shows what a proposal changes, who signed it and who is missing.',
  positionals: 'PROPOSAL',
  options: { ...officerOptions, data: dataOption },
  input: z.object({
    words: oneWord('the proposal'),
    json,
    ...officerInput,
    data: dataFolderText,
  }),
  run: async (given, context) => {
    const proposal = findProposal(await policyState(openOffice(given, context)), given.words[0]);
    if (given.json) context.print(JSON.stringify(proposal, null, 2));
    else for (const line of proposalLines(proposal)) context.print(line);
  },
});
