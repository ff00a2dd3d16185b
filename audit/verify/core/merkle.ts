import { joined } from './bytes.ts';
import type { Crypto } from './crypto.ts';

/** RFC 6962, section 2.1, with SHA-256. */

export const hashBytes = 32;
/** Hashes of a tile, and entries of a bundle (C2SP tlog-tiles, height 8). */
export const tileWidth = 256;

const leafPrefix = Uint8Array.of(0);
const nodePrefix = Uint8Array.of(1);

export const leafHash = ({ sha256 }: Pick<Crypto, 'sha256'>, leaf: Uint8Array): Uint8Array =>
  sha256(joined(leafPrefix, leaf));

export const nodeHash = (
  { sha256 }: Pick<Crypto, 'sha256'>,
  left: Uint8Array,
  right: Uint8Array,
): Uint8Array => sha256(joined(nodePrefix, left, right));

/** A tree that grows leaf by leaf and keeps the roots of its full subtrees alone. */
export interface Frontier {
  readonly add: (leaf: Uint8Array) => void;
  /** Root over all leaves so far. */
  readonly root: () => Uint8Array;
}

export function createFrontier(crypto: Pick<Crypto, 'sha256'>): Frontier {
  /** By height: the root of a full subtree that waits for its right sibling. */
  const waiting: (Uint8Array | undefined)[] = [];
  return {
    add: (leaf) => {
      let hash = leaf;
      let height = 0;
      for (let left = waiting[0]; left !== undefined; left = waiting[height]) {
        hash = nodeHash(crypto, left, hash);
        waiting[height] = undefined;
        height += 1;
      }
      waiting[height] = hash;
    },
    root: () => {
      let root: Uint8Array | undefined;
      for (const left of waiting) {
        if (left === undefined) continue;
        root = root === undefined ? left : nodeHash(crypto, left, root);
      }
      return root ?? crypto.sha256(new Uint8Array());
    },
  };
}

/** Root over hashes of subtrees of equal size; their number need not be a power of two. */
export function rootOver(
  crypto: Pick<Crypto, 'sha256'>,
  hashes: readonly Uint8Array[],
): Uint8Array {
  const tree = createFrontier(crypto);
  for (const hash of hashes) tree.add(hash);
  return tree.root();
}

/** RFC 9162, section 2.1.3.2: whether a leaf's hash is at its place under the root. */
export function isIncluded(
  crypto: Pick<Crypto, 'sha256'>,
  leaf: { readonly index: number; readonly size: number; readonly hash: Uint8Array },
  proof: readonly Uint8Array[],
): Uint8Array | undefined {
  let [node, last] = [leaf.index, leaf.size - 1];
  let root = leaf.hash;
  for (const sibling of proof) {
    if (last === 0) return undefined;
    if (node % 2 === 1 || node === last) {
      root = nodeHash(crypto, sibling, root);
      while (node % 2 === 0 && node !== 0) [node, last] = [node / 2, Math.floor(last / 2)];
    } else {
      root = nodeHash(crypto, root, sibling);
    }
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  return last === 0 ? root : undefined;
}
