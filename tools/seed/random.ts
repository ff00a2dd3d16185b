import { createHash } from 'node:crypto';

/** A repeatable source of numbers: the same seed and name give the same sequence on every machine. */
export interface Random {
  /** Uniform in [0, 1). */
  readonly next: () => number;
  /** Whole number, both ends included. */
  readonly between: (min: number, max: number) => number;
  readonly pick: <T>(items: readonly T[]) => T;
  /** True with this probability. */
  readonly chance: (probability: number) => boolean;
}

/** Mulberry32, seeded from the hash of its name, so that adding a draw in one place moves no other. */
export function randomFor(seed: number, ...name: readonly (string | number)[]): Random {
  let state = createHash('sha256')
    .update(`${String(seed)}:${name.join(':')}`)
    .digest()
    .readUInt32LE(0);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const between = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));
  return {
    next,
    between,
    pick: (items) => {
      const item = items[between(0, items.length - 1)];
      if (item === undefined) throw new TypeError('pick needs at least one item');
      return item;
    },
    chance: (probability) => next() < probability,
  };
}

/** A UUID (RFC 9562, version 8) made of the seed and a name: opaque, and the same on every run. */
export function seededId(
  seed: number,
  kind: string,
  ...parts: readonly (string | number)[]
): string {
  const bytes = createHash('sha256')
    .update(`${String(seed)}/${kind}/${parts.join('/')}`)
    .digest()
    .subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [8, 12, 16, 20, 32]
    .map((end, index, ends) => hex.slice(ends[index - 1] ?? 0, end))
    .join('-');
}
