/**
 * JSON Canonicalization Scheme (RFC 8785): keys sorted by UTF-16 code units, no white space,
 * numbers and strings as ECMAScript writes them. `undefined` members are left out.
 */
export function canonicalJson(value: unknown): string {
  // Most values are made with their keys in order: of those the engine's own writer says the same.
  if (isInOrder(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
    return `{${members.join(',')}}`;
  }
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined || (typeof value === 'number' && !Number.isFinite(value))) {
    throw new TypeError('canonicalJson takes JSON values only');
  }
  return text;
}

/** Whether it is of JSON values alone, in plain objects whose keys come sorted. */
function isInOrder(value: unknown): boolean {
  if (typeof value === 'object') {
    if (value === null) return true;
    return Array.isArray(value) ? areInOrder(value) : isSorted(value);
  }
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}

function areInOrder(values: readonly unknown[]): boolean {
  // Not `every`, which passes over the holes of an array.
  for (const value of values) if (!isInOrder(value)) return false;
  return true;
}

function isSorted(value: object): boolean {
  // Anything that is more than its members may write itself in a way of its own.
  if (Object.getPrototypeOf(value) !== Object.prototype) return false;
  let last: string | undefined;
  for (const key of Object.keys(value)) {
    if (last !== undefined && key < last) return false;
    const member = (value as Readonly<Record<string, unknown>>)[key];
    if (member !== undefined && !isInOrder(member)) return false;
    last = key;
  }
  return true;
}
