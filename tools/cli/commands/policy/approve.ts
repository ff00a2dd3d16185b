import { z } from 'zod';
import { defineCommand, type CommandContext } from '../../command.ts';
import { officerInput, officerOptions, openOffice } from '../../controls/office.ts';
import { Judged, proposalToJudge } from '../../controls/proposals.ts';
import { dataFolderText, dataOption, json, oneWord } from '../../options.ts';

const input = z.object({
  words: oneWord('the proposal'),
  json,
  ...officerInput,
  data: dataFolderText,
});

export const command = defineCommand({
  name: 'policy approve',
  summary: 'Signs a proposal: its locks and every difference between them.',
  positionals: 'PROPOSAL',
  options: {
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
  const answer = Judged.parse(await office.perform({ act: 'policy.approve', ...judging }));
  if (given.json) context.print(JSON.stringify(answer, null, 2));
  else context.print(words(answer.missing));
}

const words = (missing: readonly string[]): string =>
  missing.length === 0
    ? 'Approved; it can be activated.'
    : `Approved; it still needs the approval of ${missing.join(' and ')}.`;
