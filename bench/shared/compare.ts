/** Where two JSON values part, as a path such as `data.users.0.name`; undefined where they are equal. */
export function firstDifference(left: unknown, right: unknown, path = 'data'): string | undefined {
  if (left === right) return undefined;
  if (!isComposite(left) || !isComposite(right) || Array.isArray(left) !== Array.isArray(right)) {
    return path;
  }
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  for (const name of names) {
    if (!Object.hasOwn(left, name) || !Object.hasOwn(right, name)) return `${path}.${name}`;
    const found = firstDifference(left[name], right[name], `${path}.${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

const isComposite = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
