import type { ReferenceAnswer, ResponsePath } from '../world/reference.ts';

export interface GivenError {
  /** Undefined where the gateway names none. */
  readonly path: ResponsePath | undefined;
  readonly code: string;
}

export interface GivenAnswer {
  /** JSON text. */
  readonly data: string;
  readonly errors: readonly GivenError[];
}

/**
 * Tells in what an answer differs from the reference; nothing where it is right.
 *
 * Data must be the same JSON, order of members included. Errors are compared in a normal form, for a
 * null may swallow failing fields below it, and of those a server may report any that it saw (GraphQL,
 * section 6.4.4). Every error rests at the null at which its path ends in the data. The reference
 * knows every field that fails and whether it can have sent that null up. Then
 *  1. each error of ours is at a field that fails, with its code;
 *  2. ours rest at the same places as the reference's;
 *  3. at each of these places one of ours can have sent the null up.
 */
export function differencesFrom(reference: ReferenceAnswer, given: GivenAnswer): readonly string[] {
  const data: unknown = JSON.parse(given.data);
  if (JSON.stringify(data) !== JSON.stringify(reference.data)) {
    return [`data: ${firstDifference(reference.data, data, [])}`];
  }
  const known = new Map(reference.errors.map((error) => [textOf(error.path), error]));
  const explained = new Set<string>();
  const found: string[] = [];
  for (const { path, code } of given.errors) {
    const text = path === undefined ? '(no path)' : textOf(path);
    const expected = path === undefined ? undefined : known.get(text);
    if (expected === undefined) {
      found.push(`error: ${code} at ${text}, where no field fails`);
      continue;
    }
    if (expected.isCause) explained.add(textOf(expected.restsAt));
    if (expected.code !== undefined && expected.code !== code) {
      found.push(`error: ${code} at ${text} instead of ${expected.code}`);
    }
  }
  const places = new Set(reference.errors.map(({ restsAt }) => textOf(restsAt)));
  for (const place of places) {
    if (!explained.has(place)) found.push(`error: none that explains the null at ${place}`);
  }
  return found;
}

export const textOf = (path: ResponsePath): string =>
  path.length === 0 ? '(data)' : path.join('.');

/** Says where two JSON values begin to differ. */
export function firstDifference(expected: unknown, given: unknown, path: ResponsePath): string {
  if (isBranch(expected) && isBranch(given) && Array.isArray(expected) === Array.isArray(given)) {
    const keys = Object.keys(expected);
    const others = Object.keys(given);
    if (keys.join() !== others.join()) {
      return `${textOf(path)} has the members ${others.join()} instead of ${keys.join()}`;
    }
    for (const key of keys) {
      if (JSON.stringify(expected[key]) !== JSON.stringify(given[key])) {
        return firstDifference(expected[key], given[key], [...path, key]);
      }
    }
  }
  const text = (value: unknown): string => JSON.stringify(value).slice(0, 200);
  return `${textOf(path)} is ${text(given)} instead of ${text(expected)}`;
}

const isBranch = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
