import { emptyRoot, hashBytes, nodeHash, sameHash, splitOf } from './hashing.ts';

type Hashes = readonly Uint8Array[];

export interface InclusionClaim {
  readonly index: number;
  readonly size: number;
  readonly leaf: Uint8Array;
  readonly root: Uint8Array;
  /** From the leaf's sibling up to the root's child (RFC 6962, section 2.1.1). */
  readonly proof: Hashes;
}

export interface ConsistencyClaim {
  readonly oldSize: number;
  readonly oldRoot: Uint8Array;
  readonly size: number;
  readonly root: Uint8Array;
  /** RFC 6962, section 2.1.2; empty where the sizes are equal, and from the empty tree. */
  readonly proof: Hashes;
}

const isSize = (size: number): boolean => Number.isSafeInteger(size) && size >= 0;

const areHashes = (hashes: Hashes): boolean => hashes.every(({ length }) => length === hashBytes);

/** Whether the leaf stands at its index in the tree; a proof too short or too long proves nothing. */
export function verifyInclusion({ index, size, leaf, root, proof }: InclusionClaim): boolean {
  if (!isSize(size) || !isSize(index) || index >= size) return false;
  if (!areHashes([leaf, root, ...proof])) return false;
  const found = rootFromPath(index, size, leaf, proof);
  return found !== undefined && sameHash(found, root);
}

/** Follows PATH(m, D[n]) from the root down, taking the proof's hashes from its end. */
function rootFromPath(
  index: number,
  size: number,
  leaf: Uint8Array,
  proof: Hashes,
): Uint8Array | undefined {
  if (size === 1) return proof.length === 0 ? leaf : undefined;
  const sibling = proof.at(-1);
  if (sibling === undefined) return undefined;
  const rest = proof.slice(0, -1);
  const split = splitOf(size);
  if (index < split) {
    const left = rootFromPath(index, split, leaf, rest);
    return left === undefined ? undefined : nodeHash(left, sibling);
  }
  const right = rootFromPath(index - split, size - split, leaf, rest);
  return right === undefined ? undefined : nodeHash(sibling, right);
}

/** Whether the tree of `size` begins with the very leaves of the tree of `oldSize`. */
export function verifyConsistency(claim: ConsistencyClaim): boolean {
  const { oldSize, oldRoot, size, root, proof } = claim;
  if (!areInBounds(claim)) return false;
  if (oldSize === size) return proof.length === 0 && sameHash(oldRoot, root);
  if (oldSize === 0) return proof.length === 0;
  const roots = rootsFromProof({ oldSize, size, known: oldRoot, proof });
  return roots !== undefined && sameHash(roots.old, oldRoot) && sameHash(roots.current, root);
}

const areInBounds = ({ oldSize, oldRoot, size, root, proof }: ConsistencyClaim): boolean =>
  isSize(oldSize) &&
  isSize(size) &&
  oldSize <= size &&
  areHashes([oldRoot, root, ...proof]) &&
  (oldSize > 0 || sameHash(oldRoot, emptyRoot));

interface SubProof {
  readonly oldSize: number;
  readonly size: number;
  /** The old root, while the subtree still is the whole old tree; SUBPROOF's `b`. */
  readonly known: Uint8Array | undefined;
  readonly proof: Hashes;
}

interface Roots {
  readonly old: Uint8Array;
  readonly current: Uint8Array;
}

/** Follows SUBPROOF(m, D[n], b) from the root down and computes both roots of the subtree. */
function rootsFromProof({ oldSize, size, known, proof }: SubProof): Roots | undefined {
  if (oldSize === size) {
    const [hash] = known === undefined ? proof : [known];
    const taken = known === undefined ? 1 : 0;
    return hash === undefined || proof.length !== taken ? undefined : { old: hash, current: hash };
  }
  const sibling = proof.at(-1);
  if (sibling === undefined) return undefined;
  const rest = proof.slice(0, -1);
  const split = splitOf(size);
  if (oldSize <= split) {
    const left = rootsFromProof({ oldSize, size: split, known, proof: rest });
    return left && { old: left.old, current: nodeHash(left.current, sibling) };
  }
  const right = rootsFromProof({
    ...{ oldSize: oldSize - split, size: size - split, known: undefined, proof: rest },
  });
  return right && { old: nodeHash(sibling, right.old), current: nodeHash(sibling, right.current) };
}
