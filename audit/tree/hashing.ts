import { hash } from 'node:crypto';

/** RFC 6962, section 2.1, with SHA-256. */

export const hashBytes = 32;

const leafPrefix = Uint8Array.of(0);
const nodePrefix = Uint8Array.of(1);

/** One call of the library: to begin a hash and add to it costs more than to put its parts together. */
const sha256 = (...parts: readonly Uint8Array[]): Uint8Array =>
  hash('sha256', Buffer.concat(parts), 'buffer');

export const leafHash = (leaf: Uint8Array): Uint8Array => sha256(leafPrefix, leaf);

export const nodeHash = (left: Uint8Array, right: Uint8Array): Uint8Array =>
  sha256(nodePrefix, left, right);

/** Root of the tree without leaves. */
export const emptyRoot: Uint8Array = sha256();

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
