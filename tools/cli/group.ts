import { product } from '../../lib/product.ts';
import { UsageError, type Command } from './command.ts';
import type { Registration } from './registry.ts';

/** `audit WORD …`: each word is a command of its own, with its own options. */
export function commandGroup(
  group: string,
  lead: string,
  registrations: readonly Registration[],
): Command {
  const help = (): string => helpOf(group, lead, registrations);
  return {
    help,
    run: async (words, context) => {
      const [name, ...rest] = words;
      if (name === '--help') {
        context.print(help());
        return;
      }
      const registration = registrations.find((candidate) => candidate.name === name);
      if (registration === undefined) {
        const what =
          name === undefined ? 'say which' : `there is no ${group} ${JSON.stringify(name)}`;
        const names = registrations.map((candidate) => candidate.name).join(', ');
        throw new UsageError(`${group}: ${what}: ${names}. See ${product} ${group} --help`);
      }
      const { command: chosen } = await registration.load();
      await chosen.run(rest, context);
    },
  };
}

function helpOf(group: string, lead: string, registrations: readonly Registration[]): string {
  const width = Math.max(...registrations.map(({ name }) => name.length));
  return [
    `${product} ${group} COMMAND [options]`,
    '',
    lead,
    '',
    'Commands:',
    ...registrations.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    `${product} ${group} COMMAND --help shows a command's options; --json answers in JSON.`,
  ].join('\n');
}
