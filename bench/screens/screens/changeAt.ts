type Members = Readonly<Record<string, unknown>>;

/**
 * A copy of a JSON value with each value at a path changed; lists on the way are gone through. Throws
 * where the path leads nowhere in an object that is there: a screen that changed must be noticed.
 */
export function changeAt(
  value: unknown,
  path: readonly string[],
  change: (value: unknown) => unknown,
): unknown {
  if (Array.isArray(value)) return value.map((item) => changeAt(item, path, change));
  const [name, ...rest] = path;
  if (name === undefined) return change(value);
  if (value === null) return null;
  if (!isMembers(value) || !Object.hasOwn(value, name)) {
    throw new TypeError(`there is no ${name} on the way to what the policy changes`);
  }
  return { ...value, [name]: changeAt(value[name], rest, change) };
}

const isMembers = (value: unknown): value is Members => typeof value === 'object' && value !== null;
