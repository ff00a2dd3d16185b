import { numberedPath } from '../../audit/verify/core/paths.ts';
import { hashBytes, tileWidth } from '../../audit/verify/core/merkle.ts';

/** The files that a checkpoint of this size covers (docs/audit-format.md, "The tree and its files"). */
export function coveredPaths(size: number): readonly string[] {
  const paths: string[] = [];
  for (let index = 0; index * tileWidth < size; index += 1) {
    const numbered = numberedPath(index, widthOf(size, index));
    paths.push(`tile/entries/${numbered}`, `body/${numbered}.jsonl`);
  }
  for (let level = 0, hashes = size; hashes > 0; level += 1) {
    for (let index = 0; index * tileWidth < hashes; index += 1) {
      paths.push(`tile/${String(level)}/${numberedPath(index, widthOf(hashes, index))}`);
    }
    hashes = Math.floor(hashes / tileWidth);
  }
  return paths;
}

export const widthOf = (count: number, index: number): number =>
  Math.min(tileWidth, count - index * tileWidth);

/** Checkpoints behind the one that is looked at are of no concern to it. */
export function isBehind(path: string, size: number): boolean {
  const [, stated] = /^checkpoints\/(\d+)$/.exec(path) ?? [];
  return stated !== undefined && Number(stated) > size;
}

const partial = /^(.+)\.p\/(\d+)((?:\.jsonl)?)$/;

/** A partial file may be gone once the whole one is there: what it held is the whole one's beginning. */
export function wholeFileOf(
  path: string,
): { readonly path: string; readonly cut: Cut } | undefined {
  const [, stem = '', width = '', end = ''] = partial.exec(path) ?? [];
  if (stem === '') return undefined;
  const count = Number(width);
  return { path: `${stem}${end}`, cut: (bytes) => cutTo(path, bytes, count) };
}

type Cut = (bytes: Uint8Array) => Uint8Array;

function cutTo(path: string, bytes: Uint8Array, count: number): Uint8Array {
  if (path.startsWith('tile/entries/')) return bytes.subarray(0, endOfEntries(bytes, count));
  if (path.startsWith('body/')) return bytes.subarray(0, endOfLines(bytes, count));
  return bytes.subarray(0, count * hashBytes);
}

/** Each entry stands after its length as a big-endian uint16. */
function endOfEntries(bytes: Uint8Array, count: number): number {
  let at = 0;
  for (let entry = 0; entry < count && at < bytes.length; entry += 1) {
    at += 2 + (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0);
  }
  return at;
}

function endOfLines(bytes: Uint8Array, count: number): number {
  let at = 0;
  for (let line = 0; line < count; line += 1) {
    const end = bytes.indexOf(10, at);
    if (end < 0) return bytes.length;
    at = end + 1;
  }
  return at;
}
