import { z } from 'zod';
import { defineCommand } from '../../command.ts';
import { officerInput, officerOptions, openOffice } from '../../controls/office.ts';
import { policyState, stateWords } from '../../controls/proposals.ts';
import { dataFolderText, dataOption, json, noWords } from '../../options.ts';

export const command = defineCommand({
  name: 'policy list',
  summary: 'Lists the policy in force and all proposals, the newest first.',
  options: { ...officerOptions, data: dataOption },
  input: z.object({ words: noWords, json, ...officerInput, data: dataFolderText }),
  run: async (given, context) => {
    const { inForce, proposals } = await policyState(openOffice(given, context));
    const { epoch, lock } = inForce;
    if (given.json) {
      context.print(JSON.stringify({ epoch, policy: lock.hash, proposals }, null, 2));
      return;
    }
    context.print(`In force: epoch ${String(epoch)}, policy ${lock.hash}`);
    for (const proposal of proposals) {
      context.print(`${proposal.id}  ${stateWords(proposal)} (${proposal.proposedBy})`);
    }
  },
});
