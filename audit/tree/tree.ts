import { MalformedError } from '../malformed.ts';
import { hashBytes, rootOver } from './hashing.ts';
import { hashesAtLevel, tileHashes, tileWidth, widthAt } from './tiles.ts';
import type { ReadTile, TileId } from './tiles.ts';

/** A tree as its writer keeps it: how many leaves, and the hashes of its right edge. */
export interface Tree {
  readonly size: number;
  /** Hashes of each level's partial tile, leaf level first; empty where the last tile is full. */
  readonly edge: readonly (readonly Uint8Array[])[];
}

export interface TileContent extends TileId {
  readonly bytes: Uint8Array;
}

export interface Appended {
  readonly tree: Tree;
  /** Tiles to be written: those that became full, and the partial ones of the new size. */
  readonly tiles: readonly TileContent[];
}

export const emptyTree: Tree = { size: 0, edge: [] };

/** Root at the tree's size. */
export function rootOf({ edge }: Tree): Uint8Array {
  let below: readonly Uint8Array[] = [];
  for (const level of edge) {
    const hashes = [...level, ...below];
    below = hashes.length === 0 ? [] : [rootOver(hashes)];
  }
  return rootOver(below);
}

/** Adds leaves, given by their hashes; costs as much as the leaves, not as the tree. */
export function appendLeaves(tree: Tree, leafHashes: readonly Uint8Array[]): Appended {
  const edge = [...tree.edge];
  const tiles: TileContent[] = [];
  let fresh = leafHashes;
  for (let level = 0; fresh.length > 0; level += 1) {
    const first = Math.floor(hashesAtLevel(tree.size, level) / tileWidth);
    const hashes = [...(edge[level] ?? []), ...fresh];
    const full: Uint8Array[] = [];
    let at = 0;
    for (; at + tileWidth <= hashes.length; at += tileWidth) {
      const inTile = hashes.slice(at, at + tileWidth);
      tiles.push(content({ level, index: first + full.length, width: tileWidth }, inTile));
      full.push(rootOver(inTile));
    }
    const rest = hashes.slice(at);
    edge[level] = rest;
    if (rest.length > 0) {
      tiles.push(content({ level, index: first + full.length, width: rest.length }, rest));
    }
    fresh = full;
  }
  return { tree: { size: tree.size + leafHashes.length, edge }, tiles };
}

const content = (tile: TileId, hashes: readonly Uint8Array[]): TileContent => ({
  ...tile,
  bytes: Buffer.concat(hashes),
});

/** The tree of `size` leaves as its tiles hold it. Compare its root before building on it. */
export async function treeFromTiles(size: number, readTile: ReadTile): Promise<Tree> {
  const edge: Uint8Array[][] = [];
  for (let level = 0; hashesAtLevel(size, level) > 0; level += 1) {
    const index = Math.floor(hashesAtLevel(size, level) / tileWidth);
    const width = widthAt(size, level, index);
    edge.push(width === 0 ? [] : tileHashes(await readTile({ level, index, width }), width));
  }
  return { size, edge };
}

/** A tree as bytes, for a row beside the leaves that it counts. */
export const encodeEdge = ({ edge }: Tree): Uint8Array => Buffer.concat(edge.flat());

export function decodeEdge(size: number, bytes: Uint8Array): Tree {
  const edge: Uint8Array[][] = [];
  let at = 0;
  for (let level = 0; hashesAtLevel(size, level) > 0; level += 1) {
    const width = hashesAtLevel(size, level) % tileWidth;
    edge.push(tileHashes(bytes.subarray(at, at + width * hashBytes), width));
    at += width * hashBytes;
  }
  if (at !== bytes.length)
    throw new MalformedError('an edge has another length than its size says');
  return { size, edge };
}
