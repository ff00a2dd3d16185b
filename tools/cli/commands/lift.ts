import { z } from 'zod';
import { defineCommand, type CommandContext } from '../command.ts';
import { findLockdown } from '../controls/lockdowns.ts';
import { officerInput, officerOptions, openOffice } from '../controls/office.ts';
import { dataFolderText, dataOption, json, oneWord } from '../options.ts';

const input = z.object({
  words: oneWord('the id of the restriction, or its beginning'),
  json,
  ...officerInput,
  data: dataFolderText,
});

export const command = defineCommand({
  name: 'lift',
  summary: 'Agrees to lift a restriction; it is lifted when two officers have signed.',
  positionals: 'ID',
  options: { ...officerOptions, data: dataOption },
  input,
  run,
});

const Lifted = z.object({ lockdown: z.string(), lifted: z.boolean(), code: z.string().optional() });

async function run(given: z.output<typeof input>, context: CommandContext): Promise<void> {
  const office = openOffice(given, context);
  const { id, scope } = await findLockdown(office, given.words[0]);
  const answer = Lifted.parse(await office.perform({ act: 'lift', lockdown: id }));
  if (given.json) context.print(JSON.stringify(answer, null, 2));
  else if (answer.lifted) context.print(`${id}: lifted (${scope})`);
  else context.print(`${id}: still in force (${scope}); a second officer has to sign as well`);
}
