import { bodyText } from '../entry.ts';
import { encodeBundle } from '../tree/entryBundle.ts';
import { leafHash } from '../tree/hashing.ts';
import { entriesPath, numberedPath, tilePath, tileWidth } from '../tree/tiles.ts';
import { appendLeaves, type Tree } from '../tree/tree.ts';
import type { PublishedRow } from './published.ts';

export interface LogFile {
  readonly path: string;
  readonly bytes: Uint8Array | string;
  /** Once it is there whole it may not become another. */
  readonly isFinal: boolean;
}

export const bodyPath = (bundle: number, width: number): string =>
  `body/${numberedPath(bundle, width)}.jsonl`;

/** Where the file begins of which the entry is part. */
export const bundleStart = (seq: number): number => seq - (seq % tileWidth);

/** The files that a log gets when it grows from `tree`; `rows` begin at the tree's last bundle. */
export function filesOf(
  tree: Tree,
  rows: readonly PublishedRow[],
): { readonly tree: Tree; readonly files: readonly LogFile[] } {
  const first = bundleStart(tree.size);
  const leaves = rows.map(({ header }) => Buffer.from(header));
  const fresh = leaves.slice(tree.size - first).map(leafHash);
  const appended = appendLeaves(tree, fresh);
  const tiles = appended.tiles.map(({ bytes, ...tile }) => ({
    ...{ path: tilePath(tile), bytes, isFinal: tile.width === tileWidth },
  }));
  const bundles: LogFile[] = [];
  for (let at = 0; at < rows.length; at += tileWidth) {
    const part = rows.slice(at, at + tileWidth);
    const index = (first + at) / tileWidth;
    const bytes = encodeBundle(leaves.slice(at, at + tileWidth));
    const isFinal = part.length === tileWidth;
    bundles.push({ path: entriesPath(index, part.length), bytes, isFinal });
    bundles.push(bodyFile(index, part));
  }
  return { tree: appended.tree, files: [...bundles, ...tiles] };
}

/** The bodies of one bundle, a line each. */
export const bodyFile = (index: number, rows: readonly PublishedRow[]): LogFile => ({
  path: bodyPath(index, rows.length),
  bytes: rows.map((row) => `${bodyText(row)}\n`).join(''),
  isFinal: false,
});
