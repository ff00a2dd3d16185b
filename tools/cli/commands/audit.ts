import { product } from '../../../lib/product.ts';
import { UsageError, type Command } from '../command.ts';
import { auditRegistrations } from './audit/registry.ts';

/** `audit WORD …`: each word is a command of its own, with its own options. */
export const command: Command = {
  help,
  run: async (words, context) => {
    const [name, ...rest] = words;
    if (name === '--help') {
      context.print(help());
      return;
    }
    const registration = auditRegistrations.find((candidate) => candidate.name === name);
    if (registration === undefined) {
      const what = name === undefined ? 'say which' : `there is no audit ${JSON.stringify(name)}`;
      const names = auditRegistrations.map((candidate) => candidate.name).join(', ');
      throw new UsageError(`audit: ${what}: ${names}. See ${product} audit --help`);
    }
    const { command: chosen } = await registration.load();
    await chosen.run(rest, context);
  },
};

function help(): string {
  const width = Math.max(...auditRegistrations.map(({ name }) => name.length));
  return [
    `${product} audit COMMAND [options]`,
    '',
    'What an auditor or a data-protection officer asks of the audit log.',
    '',
    'Commands:',
    ...auditRegistrations.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    `${product} audit COMMAND --help shows a command's options; --json answers in JSON.`,
  ].join('\n');
}
