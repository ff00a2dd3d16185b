import { z } from 'zod';
import { officialReason } from '../../../../lib/controlActs.ts';
import { defineCommand, type CommandContext } from '../../command.ts';
import { officerInput, officerOptions, openOffice } from '../../controls/office.ts';
import { Judged, proposalToJudge } from '../../controls/proposals.ts';
import { dataFolderText, dataOption, json, oneWord } from '../../options.ts';

const input = z.object({
  words: oneWord('the proposal'),
  json,
  ...officerInput,
  reason: officialReason,
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
  const judging = await proposalToJudge(office, given.words[0], given, context.print);
  const { reason } = given;
  const answer = Judged.parse(await office.perform({ act: 'policy.refuse', ...judging, reason }));
  if (given.json) context.print(JSON.stringify(answer, null, 2));
  else context.print('Refused.');
}
