import { parseArgs } from 'node:util';
import type { z } from 'zod';
import type { Clock } from '../../lib/clock.ts';
import { product } from '../../lib/product.ts';

/** What a command may use of the world; only main.ts touches the process itself. */
export interface CommandContext {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Results, one call a line. */
  readonly print: (line: string) => void;
  /** Remarks and failures, beside the results. */
  readonly remark: (line: string) => void;
  /** The terminal itself, where progress is drawn; undefined where output goes to a file or a pipe. */
  readonly terminal: { readonly write: (text: string) => void } | undefined;
  /** Asks the person at the terminal; absent where nobody sits there. */
  readonly confirm?: (question: string) => Promise<boolean>;
  readonly clock: Clock;
  /** This process's own id. */
  readonly pid: number;
  /** Calls back at each Ctrl-C or request to end. */
  readonly onInterrupt: (listener: () => void) => void;
}

export interface OptionSpec {
  readonly type: 'string' | 'boolean';
  readonly multiple?: boolean;
  /** What stands behind the option in the help, for example `N`. */
  readonly value?: string;
  readonly says: string;
}

export interface CommandSpec<Input> {
  readonly name: string;
  readonly summary: string;
  /** Words behind the name, for example `NAME`. */
  readonly positionals?: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** Further lines of help. */
  readonly details?: readonly string[];
  /** Parses `{...options, words}`; its problems are wrong usage. */
  readonly input: z.ZodType<Input>;
  readonly run: (input: Input, context: CommandContext) => Promise<void> | void;
}

export interface Command {
  readonly help: () => string;
  readonly run: (words: readonly string[], context: CommandContext) => Promise<void>;
}

/** Wrong usage: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Refused or failed: exit code 1. The message's first line says why. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
  /** The refusal for programs, where there is more to say than the message. */
  readonly answer: unknown;

  constructor(message: string, options: { answer?: unknown; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.answer = options.answer;
  }
}

const commonOptions: Readonly<Record<string, OptionSpec>> = {
  json: { type: 'boolean', says: 'Answer in JSON, for programs.' },
  help: { type: 'boolean', says: 'Show this help.' },
};

export function defineCommand<Input>(spec: CommandSpec<Input>): Command {
  const options = { ...spec.options, ...commonOptions };
  const help = (): string => helpOf({ ...spec, options });
  return {
    help,
    run: async (words, context) => {
      const { values, positionals } = parseWords(words, options, spec.name);
      if (values.help === true) {
        context.print(help());
        return;
      }
      const input = spec.input.safeParse({ json: false, ...values, words: positionals });
      if (!input.success) {
        throw new UsageError(
          `${input.error.issues.map(sentenceOf).join('; ')}. See ${product} ${spec.name} --help`,
        );
      }
      await spec.run(input.data, context);
    },
  };
}

function parseWords(
  words: readonly string[],
  options: Readonly<Record<string, OptionSpec>>,
  name: string,
): { values: Readonly<Record<string, unknown>>; positionals: readonly string[] } {
  try {
    return parseArgs({
      args: [...words],
      options: Object.fromEntries(
        Object.entries(options).map(([option, { type, multiple = false }]) => [
          option,
          { type, multiple },
        ]),
      ),
      allowPositionals: true,
      strict: true,
    });
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('. ')[0] ?? '') : '';
    throw new UsageError(`${reason}. See ${product} ${name} --help`);
  }
}

function sentenceOf(issue: z.core.$ZodIssue): string {
  const [first] = issue.path;
  return first === undefined || first === 'words'
    ? issue.message
    : `--${String(first)}: ${issue.message}`;
}

function helpOf(spec: Omit<CommandSpec<never>, 'input' | 'run'>): string {
  const words = spec.positionals === undefined ? '' : ` ${spec.positionals}`;
  const rows = Object.entries(spec.options).map(([option, { type, value = 'TEXT', says }]) => [
    type === 'string' ? `--${option} ${value}` : `--${option}`,
    says,
  ]);
  const width = Math.max(...rows.map(([left = '']) => left.length));
  return [
    `${product} ${spec.name}${words} [options]`,
    '',
    spec.summary,
    ...(spec.details ?? []),
    '',
    'Options:',
    ...rows.map(([left = '', right = '']) => `  ${left.padEnd(width)}  ${right}`),
  ].join('\n');
}
