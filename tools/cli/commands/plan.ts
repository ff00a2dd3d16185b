import { z } from 'zod';
import { defineCommand, type CommandContext } from '../command.ts';
import { json, oneWord } from '../options.ts';
import { anyDocument, createLocalPlanner } from '../planOf.ts';
import { textTable } from '../textTable.ts';

const input = z.object({ words: oneWord('a screen or command'), json });

export const command = defineCommand({
  name: 'plan',
  positionals: 'NAME',
  summary: 'Shows which stores a screen or command asks, and for what.',
  options: {},
  input,
  run,
});

async function run(given: z.output<typeof input>, context: CommandContext): Promise<void> {
  const fetches = await createLocalPlanner()(anyDocument(given.words[0]));
  if (given.json) {
    context.print(JSON.stringify({ fetches, requests: fetches.length }, null, 2));
    return;
  }
  const rows = fetches.map(({ store, kind, entities }) => [store, kind, entities.join(', ')]);
  for (const line of textTable(['STORE', 'KIND', 'TYPES'], rows)) context.print(line);
  context.print(`${String(fetches.length)} sub-requests`);
}
