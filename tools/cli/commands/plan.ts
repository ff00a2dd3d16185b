import { parse, print } from 'graphql';
import { z } from 'zod';
import { defineCommand, type CommandContext } from '../command.ts';
import { json, oneWord } from '../options.ts';
import type { PlannedFetch } from '../../../gateway/plan/plannedFetches.ts';
import { anyDocument, createLocalPlanner } from '../planOf.ts';
import { textTable } from '../textTable.ts';

const input = z.object({
  words: oneWord('a screen or command'),
  json,
  texts: z.boolean().default(false),
  planner: z.enum(['native', 'apollo'], { message: 'must be native or apollo' }).optional(),
});

export const command = defineCommand({
  name: 'plan',
  positionals: 'NAME',
  summary: 'Shows which stores a screen or command asks, and for what.',
  options: {
    planner: {
      type: 'string',
      value: 'PLANNER',
      says: 'native or apollo; native unless said, where this machine has it.',
    },
    texts: { type: 'boolean', says: 'Show what is sent to each store, too.' },
  },
  input,
  run,
});

async function run(given: z.output<typeof input>, context: CommandContext): Promise<void> {
  const plan = await createLocalPlanner(given.planner ?? 'auto');
  const fetches = await plan(anyDocument(given.words[0]));
  if (given.json) {
    context.print(JSON.stringify({ fetches, requests: fetches.length }, null, 2));
    return;
  }
  const rows = fetches.map((fetch) => [
    String(fetch.round),
    ...[fetch.store, fetch.kind, fetch.entities.join(', '), placesOf(fetch)],
  ]);
  const heads = ['ROUND', 'STORE', 'KIND', 'TYPES', 'PLACES'];
  for (const line of textTable(heads, rows)) context.print(line);
  context.print(`${String(fetches.length)} sub-requests`);
  if (!given.texts) return;
  for (const { store, text } of fetches) context.print(`\n# ${store}\n${print(parse(text))}`);
}

const placesOf = ({ places }: PlannedFetch): string =>
  places.filter((place) => place !== '').join(', ');
