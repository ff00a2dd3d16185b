import { leafHash } from '../../../../audit/tree/hashing.ts';
import { createProver, type Prover } from '../../../../audit/tree/prover.ts';
import { createTileReader, tilePath, type ReadTile } from '../../../../audit/tree/tiles.ts';
import { appendLeaves, emptyTree, rootOf, type Tree } from '../../../../audit/tree/tree.ts';

/** A log in memory: its tiles as files, and its root at every size. */
export interface SampleLog {
  readonly leaves: readonly Uint8Array[];
  readonly roots: readonly Uint8Array[];
  readonly tree: Tree;
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly readTile: ReadTile;
  readonly prover: Prover;
}

/** Grows leaf by leaf, as a log with a checkpoint at every size. */
export function sampleLog(size: number, leafAt = (at: number) => `leaf ${String(at)}`): SampleLog {
  const files = new Map<string, Uint8Array>();
  const leaves: Uint8Array[] = [];
  const roots: Uint8Array[] = [rootOf(emptyTree)];
  let tree = emptyTree;
  for (let at = 0; at < size; at += 1) {
    const leaf = leafHash(Buffer.from(leafAt(at)));
    const appended = appendLeaves(tree, [leaf]);
    tree = appended.tree;
    for (const tile of appended.tiles) files.set(tilePath(tile), tile.bytes);
    leaves.push(leaf);
    roots.push(rootOf(tree));
  }
  const readTile = createTileReader((path) => Promise.resolve(files.get(path)));
  return { leaves, roots, tree, files, readTile, prover: createProver(size, readTile) };
}
