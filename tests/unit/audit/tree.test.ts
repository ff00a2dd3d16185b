import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MalformedError } from '../../../audit/malformed.ts';
import { emptyRoot, leafHash } from '../../../audit/tree/hashing.ts';
import { createProver } from '../../../audit/tree/prover.ts';
import { createTileReader, tilePath } from '../../../audit/tree/tiles.ts';
import * as trees from '../../../audit/tree/tree.ts';
import { verifyConsistency, verifyInclusion } from '../../../audit/tree/verifyProof.ts';
import { bytes, golden, hex } from './support/golden.ts';
import { sampleLog } from './support/sampleLog.ts';

interface Rfc6962 {
  readonly leaves: readonly string[];
  readonly roots: readonly string[];
  readonly inclusion: readonly { index: number; size: number; proof: string[] }[];
  readonly consistency: readonly { oldSize: number; size: number; proof: string[] }[];
}

const vectors = golden('rfc6962') as Rfc6962;
const sizeMax = 600;
const log = sampleLog(sizeMax);
const other = leafHash(Buffer.from('another leaf'));
const hashAt = (hashes: readonly Uint8Array[], at: number): Uint8Array => hashes[at] ?? emptyRoot;
const flipped = (hash: Uint8Array, bit: number): Uint8Array =>
  hash.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));

describe('the published vectors of RFC 6962', () => {
  const leaves = vectors.leaves.map((leaf) => leafHash(bytes(leaf)));

  test.each(vectors.roots.map((root, size) => ({ size, root })))(
    'the tree of $size leaves has its root',
    ({ size, root }) => {
      const { tree } = trees.appendLeaves(trees.emptyTree, leaves.slice(0, size));
      expect(hex(trees.rootOf(tree))).toBe(root);
    },
  );

  const { tiles } = trees.appendLeaves(trees.emptyTree, leaves);
  const files = new Map(tiles.map((tile) => [tilePath(tile), tile.bytes]));
  const prover = createProver(
    leaves.length,
    createTileReader((path) => Promise.resolve(files.get(path))),
  );

  test.each(vectors.inclusion)('leaf $index of $size is proved so', async (vector) => {
    const { index, size } = vector;
    expect((await prover.inclusionProof(index, size)).map(hex)).toEqual(vector.proof);
    const root = bytes(vectors.roots[size] ?? '');
    const claim = { index, size, leaf: hashAt(leaves, index), root };
    expect(verifyInclusion({ ...claim, proof: vector.proof.map(bytes) })).toBe(true);
  });

  test.each(vectors.consistency)('$size leaves begin with $oldSize, so proved', async (vector) => {
    const { oldSize, size } = vector;
    expect((await prover.consistencyProof(oldSize, size)).map(hex)).toEqual(vector.proof);
    const [oldRoot, root] = [oldSize, size].map((at) => bytes(vectors.roots[at] ?? ''));
    const claim = { oldSize, size, oldRoot: oldRoot ?? other, root: root ?? other };
    expect(verifyConsistency({ ...claim, proof: vector.proof.map(bytes) })).toBe(true);
  });
});

describe('proofs', () => {
  const place = fc
    .integer({ min: 1, max: sizeMax })
    .chain((size) => fc.record({ size: fc.constant(size), at: fc.nat({ max: size - 1 }) }));
  const bit = fc.nat({ max: 255 });

  test('an altered inclusion proof, leaf, root or place proves nothing', async () => {
    await fc.assert(
      fc.asyncProperty(place, bit, fc.nat(), async ({ size, at }, flip, pick) => {
        const proof = await log.prover.inclusionProof(at, size);
        const claim = {
          index: at,
          size,
          leaf: hashAt(log.leaves, at),
          root: hashAt(log.roots, size),
        };
        const wrong = pick % Math.max(proof.length, 1);
        const altered = proof.map((hash, step) => (step === wrong ? flipped(hash, flip) : hash));
        const bad = [
          ...(proof.length === 0
            ? []
            : [
                { ...claim, proof: altered },
                { ...claim, proof: proof.slice(1) },
              ]),
          ...(proof.length === 0 ? [] : [{ ...claim, proof: proof.slice(0, -1) }]),
          { ...claim, proof: [...proof, other] },
          { ...claim, proof: [other, ...proof] },
          { ...claim, proof, leaf: flipped(claim.leaf, flip) },
          { ...claim, proof, root: flipped(claim.root, flip) },
          { ...claim, proof, index: at + 1 },
          { ...claim, proof, index: size },
          { ...claim, proof, size: size * 2 },
          { ...claim, proof, leaf: claim.leaf.subarray(1) },
        ];
        expect(bad.map(verifyInclusion)).toEqual(bad.map(() => false));
      }),
    );
  });

  test('an altered consistency proof, root or size proves nothing', async () => {
    await fc.assert(
      fc.asyncProperty(place, bit, fc.nat(), async ({ size, at: oldSize }, flip, pick) => {
        fc.pre(oldSize > 0);
        const proof = await log.prover.consistencyProof(oldSize, size);
        const [oldRoot, root] = [hashAt(log.roots, oldSize), hashAt(log.roots, size)];
        const claim = { oldSize, size, oldRoot, root };
        const wrong = pick % proof.length;
        const altered = proof.map((hash, step) => (step === wrong ? flipped(hash, flip) : hash));
        const bad = [
          { ...claim, proof: altered },
          { ...claim, proof: proof.slice(1) },
          { ...claim, proof: proof.slice(0, -1) },
          { ...claim, proof: [...proof, other] },
          { ...claim, proof: [other, ...proof] },
          { ...claim, proof, oldRoot: flipped(oldRoot, flip) },
          { ...claim, proof, root: flipped(root, flip) },
          { ...claim, proof, oldRoot: root, root: oldRoot },
          { ...claim, proof, size: size * 2 },
          { ...claim, proof, oldSize: size, size: oldSize },
          { ...claim, proof, oldSize: 0 },
          { ...claim, proof: [] },
        ];
        expect(bad.map(verifyConsistency)).toEqual(bad.map(() => false));
      }),
    );
  });

  test('two trees that differ in an early leaf are never consistent', async () => {
    const fork = sampleLog(300, (at) => (at === 17 ? 'forged' : `leaf ${String(at)}`));
    for (const oldSize of [18, 64, 255, 256, 257, 299]) {
      const proof = await fork.prover.consistencyProof(oldSize, 300);
      const claim = { oldSize, oldRoot: hashAt(log.roots, oldSize), size: 300, proof };
      expect(verifyConsistency({ ...claim, root: hashAt(fork.roots, 300) })).toBe(false);
    }
  });

  test.each<[string, Partial<Parameters<typeof verifyConsistency>[0]>, boolean]>([
    ['the empty tree is consistent with itself alone', { size: 0, root: emptyRoot }, true],
    ['an empty tree of another root is none', { size: 0, root: other }, false],
    ['whatever grew from the empty tree is consistent with it', {}, true],
    ['and is so without a proof alone', { proof: [other] }, false],
    ['an old root that is not the empty tree’s is not size 0', { oldRoot: other }, false],
    ['equal sizes need equal roots', { oldSize: 9, oldRoot: hashAt(log.roots, 8) }, false],
    ['equal sizes need no proof', { oldSize: 9, oldRoot: hashAt(log.roots, 9) }, true],
    ['a size that is no whole number is refused', { size: 9.5 }, false],
  ])('%s', (_guarantee, change, expected) => {
    const base = { oldSize: 0, oldRoot: emptyRoot, size: 9, root: hashAt(log.roots, 9), proof: [] };
    expect(verifyConsistency({ ...base, ...change })).toBe(expected);
  });

  test('every leaf is proved in trees around each power of two', async () => {
    for (const size of [1, 2, 3, 7, 8, 9, 255, 256, 257, 511, 512, 513, sizeMax]) {
      const root = hashAt(log.roots, size);
      for (let index = 0; index < size; index += 1) {
        const proof = await log.prover.inclusionProof(index, size);
        const claim = { index, size, leaf: hashAt(log.leaves, index), root, proof };
        expect(verifyInclusion(claim)).toBe(true);
      }
    }
  });

  test('every size up to 600 is consistent with sizes before it', async () => {
    for (let size = 1; size <= sizeMax; size += 1) {
      const before = [0, 1, size >> 1, size - 1, size, (size * 7) % size, (size * 31) >> 5];
      for (const oldSize of before) {
        const proof = await log.prover.consistencyProof(oldSize, size);
        const [oldRoot, root] = [hashAt(log.roots, oldSize), hashAt(log.roots, size)];
        expect(verifyConsistency({ oldSize, oldRoot, size, root, proof })).toBe(true);
      }
      expect(await log.prover.root(size)).toEqual(hashAt(log.roots, size));
    }
  });
});

describe('a growing tree', () => {
  test('is the same however its leaves are cut into batches', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 400 }), { minLength: 1, maxLength: 6 }), (batches) => {
        const count = batches.reduce((sum, batch) => sum + batch, 0);
        const leaves = Array.from({ length: count }, (_, at) =>
          leafHash(Buffer.of(at & 255, at >> 8)),
        );
        const atOnce = trees.appendLeaves(trees.emptyTree, leaves);
        let tree = trees.emptyTree;
        const files = new Map<string, string>();
        for (const batch of batches) {
          const grown = trees.appendLeaves(tree, leaves.slice(tree.size, tree.size + batch));
          for (const tile of grown.tiles) files.set(tilePath(tile), hex(tile.bytes));
          tree = grown.tree;
        }
        expect(tree.edge.filter((level) => level.length > 0)).toEqual(
          atOnce.tree.edge.filter((level) => level.length > 0),
        );
        for (const tile of atOnce.tiles) expect(files.get(tilePath(tile))).toBe(hex(tile.bytes));
      }),
      { numRuns: 30 },
    );
  });

  test('is taken up again from its tiles, and from its stored edge', async () => {
    for (const size of [0, 1, 255, 256, 257, 512, sizeMax]) {
      const root = hashAt(log.roots, size);
      const tree = await trees.treeFromTiles(size, log.readTile);
      expect(trees.rootOf(tree)).toEqual(root);
      expect(trees.rootOf(trees.decodeEdge(size, trees.encodeEdge(tree)))).toEqual(root);
    }
  });

  test('a stored edge of another size is refused', () => {
    const edge = trees.encodeEdge(log.tree);
    expect(() => trees.decodeEdge(sizeMax + 1, edge)).toThrow(MalformedError);
    expect(() => trees.decodeEdge(sizeMax - 1, edge)).toThrow(MalformedError);
  });

  test('a prover refuses what lies outside the tree, and a tile that is gone', async () => {
    await expect(log.prover.inclusionProof(5, 5)).rejects.toThrow(TypeError);
    await expect(log.prover.inclusionProof(0, sizeMax + 1)).rejects.toThrow(TypeError);
    await expect(log.prover.consistencyProof(6, 5)).rejects.toThrow(TypeError);
    const without = createTileReader(() => Promise.resolve(undefined));
    await expect(createProver(5, without).root(5)).rejects.toThrow(MalformedError);
  });
});
