/** A set of 128-bit ids with a number each, at about 40 bytes an id. */
export interface IdTable {
  /** The number under which the id is known; undefined where it was not, and now is. */
  readonly add: (id: Id, number: number) => number | undefined;
  readonly get: (id: Id) => number | undefined;
}

export type Id = readonly [number, number, number, number];

const words = 5;
const firstSlots = 1024;

export function createIdTable(): IdTable {
  let slots = firstSlots;
  let used = 0;
  /** Four words an id, then its number plus one; 0 is an empty slot. */
  let table = new Uint32Array(slots * words);
  const slotOf = (id: Id): number => {
    let slot = (id[0] ^ Math.imul(id[1], 0x9e3779b1) ^ Math.imul(id[3], 0x85ebca6b)) & (slots - 1);
    while (table[slot * words + 4] !== 0 && !isAt(table, slot * words, id)) {
      slot = (slot + 1) & (slots - 1);
    }
    return slot * words;
  };
  const put = (id: Id, stored: number): void => {
    const from = slotOf(id);
    table.set(id, from);
    table[from + 4] = stored;
  };
  const grow = (): void => {
    const before = table;
    slots *= 2;
    table = new Uint32Array(slots * words);
    for (let from = 0; from < before.length; from += words) {
      const [a = 0, b = 0, c = 0, d = 0, stored = 0] = before.subarray(from, from + words);
      if (stored !== 0) put([a, b, c, d], stored);
    }
  };
  const get = (id: Id): number | undefined => {
    const stored = table[slotOf(id) + 4] ?? 0;
    return stored === 0 ? undefined : stored - 1;
  };
  return {
    get,
    add: (id, number) => {
      const known = get(id);
      if (known !== undefined) return known;
      used += 1;
      if (used * 2 > slots) grow();
      put(id, number + 1);
      return undefined;
    },
  };
}

const isAt = (table: Uint32Array, from: number, id: Id): boolean =>
  table[from] === id[0] >>> 0 &&
  table[from + 1] === id[1] >>> 0 &&
  table[from + 2] === id[2] >>> 0 &&
  table[from + 3] === id[3] >>> 0;

/** The first 128 bits of a hash. */
export function idOfHash(hash: Uint8Array): Id {
  const view = new DataView(hash.buffer, hash.byteOffset, hash.byteLength);
  return [view.getUint32(0), view.getUint32(4), view.getUint32(8), view.getUint32(12)];
}

export function idOfHex(hex: string): Id {
  const word = (at: number): number => Number.parseInt(hex.slice(at, at + 8), 16) >>> 0;
  return [word(0), word(8), word(16), word(24)];
}

const ulidDigits = new Map(
  Array.from('0123456789ABCDEFGHJKMNPQRSTVWXYZ', (digit, at) => [digit, at] as const),
);

/** The 128 bits of a ULID. */
export function idOfUlid(ulid: string): Id {
  const digits = (from: number, to: number): number => {
    let value = 0;
    for (let at = from; at < to; at += 1)
      value = value * 32 + (ulidDigits.get(ulid[at] ?? '') ?? 0);
    return value;
  };
  const rest = digits(24, 26);
  const with2 = (value: number, shift: number): number => value * 4 + ((rest >> shift) & 3);
  return [
    digits(0, 6) * 16 + (rest >> 6),
    with2(digits(6, 12), 4),
    with2(digits(12, 18), 2),
    with2(digits(18, 24), 0),
  ];
}
