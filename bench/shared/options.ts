/** Thrown for a command line that says nothing sensible. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** `--profile` may stand alone, which `parseArgs` has no word for; then it means `folder`. */
export function withProfileFolder(words: readonly string[], folder: string): string[] {
  return words.flatMap((word, index) => {
    const next = words[index + 1];
    const alone = word === '--profile' && (next === undefined || next.startsWith('--'));
    return alone ? ['--profile', folder] : [word];
  });
}

export function count(name: string, text: string | undefined, preset: number): number {
  if (text === undefined) return preset;
  const value = Number(text);
  if (Number.isInteger(value) && value > 0 && value <= 3_600) return value;
  throw new UsageError(`--${name} must be a whole number from 1 to 3600`);
}

/** The named ones of those that are known, in the order of these; all where none is named. */
export function names<Name extends string>(
  option: string,
  text: string | undefined,
  known: readonly Name[],
): readonly Name[] {
  if (text === undefined) return known;
  const wanted = text.split(',');
  const unknown = wanted.filter((word) => !(known as readonly string[]).includes(word));
  if (unknown.length === 0) return known.filter((name) => wanted.includes(name));
  throw new UsageError(`--${option}: ${unknown.join(', ')}; there are: ${known.join(', ')}`);
}
