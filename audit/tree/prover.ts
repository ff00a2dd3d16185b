import { emptyRoot, nodeHash, rootOver, splitOf } from './hashing.ts';
import { tileHashes, tileWidth, widthAt } from './tiles.ts';
import type { ReadTile } from './tiles.ts';

/** Computes roots and proofs of a log from its tiles. */
export interface Prover {
  root(size: number): Promise<Uint8Array>;
  /** PATH(index, D[size]) of RFC 6962, section 2.1.1. */
  inclusionProof(index: number, size: number): Promise<Uint8Array[]>;
  /** PROOF(oldSize, D[size]) of RFC 6962, section 2.1.2; empty from the empty tree. */
  consistencyProof(oldSize: number, size: number): Promise<Uint8Array[]>;
}

/** `size` is the tree's whose tiles are read; proofs go up to it. Each tile is read once. */
export function createProver(size: number, readTile: ReadTile): Prover {
  const tiles = new Map<string, Promise<Uint8Array[]>>();

  const hashesOf = (level: number, index: number): Promise<Uint8Array[]> => {
    const name = `${String(level)}/${String(index)}`;
    const known = tiles.get(name);
    if (known !== undefined) return known;
    const width = widthAt(size, level, index);
    const hashes = readTile({ level, index, width }).then((bytes) => tileHashes(bytes, width));
    tiles.set(name, hashes);
    return hashes;
  };

  /** MTH(D[from:to]), where `from` is a multiple of the largest subtree in the range. */
  const rangeHash = async (from: number, to: number): Promise<Uint8Array> => {
    const count = to - from;
    if (count === 0) return emptyRoot;
    const perfect = placeOf(from, count);
    if (perfect !== undefined) {
      const hashes = await hashesOf(perfect.level, perfect.index);
      return rootOver(hashes.slice(perfect.at, perfect.at + perfect.count));
    }
    const middle = from + splitOf(count);
    const [left, right] = await Promise.all([rangeHash(from, middle), rangeHash(middle, to)]);
    return nodeHash(left, right);
  };

  const pathOf = async (index: number, from: number, to: number): Promise<Uint8Array[]> => {
    if (to - from === 1) return [];
    const middle = from + splitOf(to - from);
    return index < middle
      ? [...(await pathOf(index, from, middle)), await rangeHash(middle, to)]
      : [...(await pathOf(index, middle, to)), await rangeHash(from, middle)];
  };

  const subProof = async (
    oldEnd: number,
    from: number,
    to: number,
    whole: boolean,
  ): Promise<Uint8Array[]> => {
    if (oldEnd === to) return whole ? [] : [await rangeHash(from, to)];
    const middle = from + splitOf(to - from);
    return oldEnd <= middle
      ? [...(await subProof(oldEnd, from, middle, whole)), await rangeHash(middle, to)]
      : [...(await subProof(oldEnd, middle, to, false)), await rangeHash(from, middle)];
  };

  return {
    async root(of) {
      bounded(of, size);
      return await rangeHash(0, of);
    },
    async inclusionProof(index, of) {
      bounded(index, of - 1, size - 1);
      return await pathOf(index, 0, of);
    },
    async consistencyProof(oldSize, of) {
      bounded(oldSize, of, size);
      return oldSize === 0 ? [] : await subProof(oldSize, 0, of, true);
    },
  };
}

/** Whole numbers, none over the next. */
function bounded(...sizes: readonly number[]): void {
  if (!sizes.every((each, at) => Number.isSafeInteger(each) && each >= (sizes[at - 1] ?? 0))) {
    throw new TypeError('sizes and indexes must be whole numbers within the tree');
  }
}

interface Place {
  readonly level: number;
  readonly index: number;
  readonly at: number;
  readonly count: number;
}

/** Where the hashes of a perfect subtree stand, or undefined unless its size is a power of two. */
function placeOf(from: number, size: number): Place | undefined {
  let level = 0;
  let count = size;
  while (count % tileWidth === 0) {
    count /= tileWidth;
    level += 1;
  }
  if (count >= tileWidth || (count & (count - 1)) !== 0) return undefined;
  const first = from / tileWidth ** level;
  return { level, index: Math.floor(first / tileWidth), at: first % tileWidth, count };
}
