import { z } from 'zod';
import { eventually } from '../../../start/processes.ts';
import { CommandFailure, defineCommand, type CommandContext } from '../../command.ts';
import { dataFolderText, dataOption, json, noWords } from '../../options.ts';
import { generations, onKeys, type Generation } from './keySite.ts';

const input = z.object({ words: noWords, json, data: dataFolderText });

export const command = defineCommand({
  name: 'keys rotate',
  summary: 'Has the running store move everything to new keys and destroy the ones before.',
  details: [
    'It is done each week by itself. Reads and writes go on beside it; it takes about a minute, since',
    'what was told the old keys may still be using them. Afterwards no backup from before can be read',
    'with the keys that are left.',
  ],
  options: { data: dataOption },
  input,
  run,
});

const patienceMs = 300_000;
const lookEveryMs = 1_000;

async function run(given: z.output<typeof input>, context: CommandContext): Promise<void> {
  await onKeys(given.data, context, async (client) => {
    const before = await generations(client);
    const live = new Set(before.filter(isLive).map(nameOf));
    await client.query('insert into rotation_order default values');
    if (!given.json)
      context.remark('Asked for; the generations before are destroyed when nobody uses them.');
    let known = before;
    const isDone = await eventually(
      async () => {
        const next = await generations(client);
        if (!given.json) tell(known, next, context);
        known = next;
        return !known.some((row) => isLive(row) && live.has(nameOf(row)));
      },
      patienceMs,
      lookEveryMs,
    );
    if (!isDone) {
      throw new CommandFailure(
        'Not done yet: the store of personal data does not run, or its log says keys.rotation.failed. It goes on by itself.',
      );
    }
    const ended = known.filter((row) => !isLive(row) && live.has(nameOf(row))).map(nameOf);
    if (given.json) context.print(JSON.stringify({ ended, inUse: known.filter(isLive) }, null, 2));
  });
}

const nameOf = ({ kind, number }: Generation): string => `${kind} ${String(number)}`;
const isLive = ({ destroyedAt }: Generation): boolean => destroyedAt === null;

function tell(
  before: readonly Generation[],
  next: readonly Generation[],
  context: CommandContext,
): void {
  const known = new Map(before.map((row) => [nameOf(row), isLive(row)]));
  for (const row of next) {
    const name = nameOf(row);
    if (!known.has(name)) context.print(`Made: ${name}.`);
    else if (known.get(name) === true && !isLive(row)) context.print(`Destroyed: ${name}.`);
  }
}
