import { hashOf } from '../world/hash.ts';

/** A source of random choices. */
export interface Draw {
  /** A whole number from 0 to one below the limit. */
  readonly below: (limit: number) => number;
  /** True with this probability. */
  readonly chance: (probability: number) => boolean;
  /** One of these; the list must not be empty. */
  readonly pick: <T>(items: readonly T[]) => T;
}

interface IntegerSource {
  readonly nextInt: (min: number, max: number) => number;
}

const fine = 1_000_000;

export function drawFrom(source: IntegerSource): Draw {
  const below = (limit: number): number => source.nextInt(0, limit - 1);
  return {
    below,
    chance: (probability) => below(fine) < probability * fine,
    pick: (items) => {
      const item = items[below(items.length)];
      if (item === undefined) throw new TypeError('nothing to pick from');
      return item;
    },
  };
}

/** The same choices for the same number. */
export function drawOf(seed: number): Draw {
  let count = 0;
  return drawFrom({
    nextInt: (min, max) => {
      count += 1;
      return min + (hashOf(seed, count) % (max - min + 1));
    },
  });
}
