// It is asked for every letter of every value: no global is looked up for each.
const { imul } = Math;

/** Scatters text over 32 bits; the same parts give the same number, whoever asks. */
export function hashOf(...parts: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const part of parts) {
    const text = String(part);
    for (let index = 0; index < text.length; index += 1) {
      hash = imul(hash ^ text.charCodeAt(index), 0x01000193);
    }
    hash = imul(hash ^ 0x1f, 0x01000193);
  }
  hash = imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** True for this share (0 to 1) of all hashes. */
export const isChosen = (share: number, ...parts: readonly (string | number)[]): boolean =>
  hashOf(...parts) / 2 ** 32 < share;

/** The item of a list that a hash falls on; the list must not be empty. */
export function chosen<T>(items: readonly T[], ...parts: readonly (string | number)[]): T {
  const item = items[hashOf(...parts) % items.length];
  if (item === undefined) throw new TypeError('nothing to choose from');
  return item;
}

/** JSON with sorted members: equal values give equal text. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`);
  return `{${members.join(',')}}`;
}
