import { createHash } from 'node:crypto';

/** RFC 6962, section 2.1, with SHA-256. */

export const hashBytes = 32;

const leafPrefix = Uint8Array.of(0);
const nodePrefix = Uint8Array.of(1);

export const leafHash = (leaf: Uint8Array): Uint8Array =>
  createHash('sha256').update(leafPrefix).update(leaf).digest();

export const nodeHash = (left: Uint8Array, right: Uint8Array): Uint8Array =>
  createHash('sha256').update(nodePrefix).update(left).update(right).digest();

/** Root of the tree without leaves. */
export const emptyRoot: Uint8Array = createHash('sha256').digest();

export const sameHash = (left: Uint8Array, right: Uint8Array): boolean =>
  left.length === hashBytes && Buffer.compare(left, right) === 0;

/** The largest power of two smaller than `count`, at which a tree of `count` leaves is split. */
export function splitOf(count: number): number {
  let split = 1;
  while (split * 2 < count) split *= 2;
  return split;
}

/** The root over hashes that stand for subtrees of equal size, the last of which may be smaller. */
export function rootOver(hashes: readonly Uint8Array[]): Uint8Array {
  const [first] = hashes;
  if (first === undefined) return emptyRoot;
  if (hashes.length === 1) return first;
  const split = splitOf(hashes.length);
  return nodeHash(rootOver(hashes.slice(0, split)), rootOver(hashes.slice(split)));
}
