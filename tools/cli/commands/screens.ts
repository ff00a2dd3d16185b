import { z } from 'zod';
import { defineCommand, UsageError, type CommandContext } from '../command.ts';
import { dataFolderText, dataOption, json } from '../options.ts';
import { develop } from '../screens/develop.ts';
import { listScreens } from '../screens/list.ts';
import { registerVersion, retireVersion } from '../screens/versions.ts';

const input = z.object({
  words: z.array(z.string()).max(3, { message: 'takes an action, a name and a hash at most' }),
  json,
  watch: z.boolean().default(false),
  data: dataFolderText,
});
export type ScreensInput = z.output<typeof input>;

export const command = defineCommand({
  name: 'screens',
  positionals: '[register NAME | retire NAME HASH | dev [--watch]]',
  summary: 'Lists screens and commands with their valid versions, or changes them.',
  details: [
    'register NAME     keep the present version valid when its file changes',
    'retire NAME HASH  end an earlier version',
    'dev --watch       check, plan and register each screen on the running gateway when it is saved',
  ],
  options: {
    watch: { type: 'boolean', says: 'With dev: go on until Ctrl-C.' },
    data: dataOption,
  },
  input,
  run,
});

async function run(given: ScreensInput, context: CommandContext): Promise<void> {
  const [action, name, hash] = given.words;
  switch (action) {
    case undefined:
      await listScreens(given.json, given.data, context);
      return;
    case 'register':
      registerVersion(needed(name, 'register NAME'), given.json, context);
      return;
    case 'retire':
      retireVersion(
        needed(name, 'retire NAME HASH'),
        needed(hash, 'retire NAME HASH'),
        given.json,
        context,
      );
      return;
    case 'dev':
      await develop(given, context);
      return;
    default:
      throw new UsageError(`There is no action ${JSON.stringify(action)}. See screens --help`);
  }
}

function needed(word: string | undefined, usage: string): string {
  if (word === undefined) throw new UsageError(`Say: screens ${usage}`);
  return word;
}
