import { z } from 'zod';

/** Thrown before a process starts; its message lists every problem at once. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Variables of the environment, options of the command line, or both. */
type Environment = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/** Parses an environment with one schema. Unset and empty variables are alike. */
export function parseConfig<Schema extends z.ZodType>(
  schema: Schema,
  environment: Environment,
): z.output<Schema> {
  const given = Object.fromEntries(Object.entries(environment).filter(([, text]) => text !== ''));
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const problems = problemsOf(result.error, given);
  const count = problems.length === 1 ? '1 problem' : `${String(problems.length)} problems`;
  throw new ConfigError(`The configuration has ${count}:\n${problems.join('\n')}`);
}

/** A rule over several variables is checked even where one of them is wrong: all is said at once. */
export const besideOtherProblems = { when: () => true };

/** One line a variable; what was given is never repeated. */
function problemsOf(error: z.ZodError, given: Environment): readonly string[] {
  const lines = new Map<string, string>();
  for (const { path, code, message } of error.issues) {
    const name = path.join('.') || 'configuration';
    const isUnset = code === 'invalid_type' && given[name] === undefined;
    if (!lines.has(name)) lines.set(name, `  ${name}: ${isUnset ? 'must be set' : message}`);
  }
  return [...lines.values()];
}

const loopbackHosts = new Set(['127.0.0.1', '[::1]', 'localhost']);

export const isLoopbackUrl = (text: string): boolean =>
  URL.canParse(text) && loopbackHosts.has(new URL(text).hostname);

/** A URL of a process: https, or http on loopback alone. Anything else would put values on a wire in clear. */
export const processUrl = z
  .url()
  .refine(
    (text) => text.startsWith('https://') || (text.startsWith('http://') && isLoopbackUrl(text)),
    {
      message: 'must be https, or http on loopback',
    },
  )
  .transform((text) => text.replace(/\/$/, ''));

/** A PostgreSQL URL: on loopback, or with `sslmode=verify-full`. */
export const databaseUrl = z.string().refine(
  (text) => {
    if (!/^postgres(ql)?:\/\//.test(text) || !URL.canParse(text)) return false;
    const url = new URL(text);
    return loopbackHosts.has(url.hostname) || url.searchParams.get('sslmode') === 'verify-full';
  },
  { message: 'must be a postgresql:// URL, on loopback or with sslmode=verify-full' },
);

export const port = z.coerce.number().int().min(0).max(65_535);
export const mode = z.enum(['development', 'production']);
export type Mode = z.output<typeof mode>;
