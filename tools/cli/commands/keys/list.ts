import { z } from 'zod';
import { defineCommand, type CommandContext } from '../../command.ts';
import { dataFolderText, dataOption, json, noWords } from '../../options.ts';
import { textTable } from '../../textTable.ts';
import { generations, onKeys } from './keySite.ts';

const input = z.object({ words: noWords, json, data: dataFolderText });

export const command = defineCommand({
  name: 'keys list',
  summary:
    'Lists the generations of keys: since when, how many keys each wraps, when it was destroyed.',
  options: { data: dataOption },
  input,
  run,
});

async function run(given: z.output<typeof input>, context: CommandContext): Promise<void> {
  const known = await onKeys(given.data, context, generations);
  if (given.json) {
    context.print(JSON.stringify({ generations: known }, null, 2));
    return;
  }
  const rows = known.map(({ kind, number, createdAt, destroyedAt, keys }) => [
    `${kind} ${String(number)}`,
    createdAt,
    kind === 'wrapping' ? String(keys) : '',
    destroyedAt ?? 'in use',
  ]);
  for (const line of textTable(['GENERATION', 'MADE', 'KEYS', 'DESTROYED'], rows)) {
    context.print(line);
  }
}
