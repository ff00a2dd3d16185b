import { product } from '../../lib/product.ts';
import { CommandFailure, UsageError, type CommandContext } from './command.ts';
import type { Registration } from './registry.ts';

/** Runs one command line and returns the exit code: 0 done, 1 refused or failed, 2 wrong usage. */
export async function runCommandLine(
  words: readonly string[],
  context: CommandContext,
  registrations: readonly Registration[],
): Promise<number> {
  const [name, ...rest] = words;
  if (name === undefined || name === '--help' || name === 'help') {
    context.print(generalHelp(registrations));
    return name === undefined ? 2 : 0;
  }
  const registration = registrations.find((candidate) => candidate.name === name);
  try {
    if (registration === undefined) {
      throw new UsageError(`There is no command ${JSON.stringify(name)}. See ${product} --help`);
    }
    const { command } = await registration.load();
    await command.run(rest, context);
    return 0;
  } catch (error) {
    return report(error, rest.includes('--json'), context);
  }
}

function report(error: unknown, json: boolean, context: CommandContext): number {
  const message = error instanceof Error ? error.message : String(error);
  const usage = error instanceof UsageError;
  if (json) {
    const answer = error instanceof CommandFailure ? error.answer : undefined;
    context.print(JSON.stringify(answer ?? { error: message }, null, 2));
  }
  context.remark(message);
  return usage ? 2 : 1;
}

function generalHelp(registrations: readonly Registration[]): string {
  const width = Math.max(...registrations.map(({ name }) => name.length));
  return [
    `${product} COMMAND [options]`,
    '',
    'Every value from its one authoritative source.',
    '',
    'Commands:',
    ...registrations.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    `${product} COMMAND --help shows a command's options; --json answers in JSON.`,
    'Exit codes: 0 done, 1 refused or failed (the first line says why), 2 wrong usage.',
  ].join('\n');
}
