import { bodyText, headerText, type Entry } from '../../../audit/entry.ts';
import { logOrigin, witnessName } from '../../../audit/logKeys.ts';
import { checkpointText } from '../../../audit/note/checkpoint.ts';
import { noteCosigner, noteSigner, noteText } from '../../../audit/note/signedNote.ts';
import { encodeBundle } from '../../../audit/tree/entryBundle.ts';
import { leafHash } from '../../../audit/tree/hashing.ts';
import { entriesPath, numberedPath, tilePath, tileWidth } from '../../../audit/tree/tiles.ts';
import { appendLeaves, emptyTree, rootOf } from '../../../audit/tree/tree.ts';
import { witnessKey, witnessStores } from '../../../lib/processNames.ts';
import { keysOf, type SyntheticKeys } from './syntheticKeys.ts';

export interface FolderInput {
  readonly keys: SyntheticKeys;
  readonly genesis: string;
  readonly entries: readonly Entry[];
  /** Entries between two checkpoints. */
  readonly every: number;
}

/** The files of a log as its publisher writes them, partial ones and every checkpoint included. */
export function folderOf({ keys, genesis, entries, every }: FolderInput): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const leaves = entries.map((entry, seq) => Buffer.from(headerText(entry, seq)));
  const bodies = entries.map((entry) => `${bodyText(entry)}\n`);
  let tree = emptyTree;
  for (let from = 0; from < entries.length; from += every) {
    const to = Math.min(entries.length, from + every);
    const grown = appendLeaves(tree, leaves.slice(from, to).map(leafHash));
    for (const { bytes, ...tile } of grown.tiles) {
      files.set(tilePath(tile), bytes);
      if (tile.level > 0) continue;
      const first = tile.index * tileWidth;
      const end = first + tile.width;
      files.set(entriesPath(tile.index, tile.width), encodeBundle(leaves.slice(first, end)));
      const lines = bodies.slice(first, end).join('');
      files.set(`body/${numberedPath(tile.index, tile.width)}.jsonl`, Buffer.from(lines));
    }
    tree = grown.tree;
    const note = checkpointOf(keys, genesis, to, rootOf(tree), timeOf(entries[to - 1]));
    files.set(`checkpoints/${String(to)}`, note);
    files.set('checkpoint', note);
  }
  return files;
}

const timeOf = (entry: Entry | undefined): number =>
  Math.floor(Date.parse(entry?.at ?? '2026-11-24T12:00:00.000Z') / 1_000);

/** A checkpoint that the log signed and every witness cosigned. */
export function checkpointOf(
  keys: SyntheticKeys,
  genesis: string,
  size: number,
  root: Uint8Array,
  time: number,
): Uint8Array {
  const origin = logOrigin(genesis);
  const text = checkpointText({ origin, size, root, extensions: [] });
  const cosignatures = witnessStores.map((store) =>
    noteCosigner(keysOf(keys, witnessKey(store)), witnessName(origin, store)).cosign(text, time),
  );
  const own = noteSigner(keysOf(keys, 'log'), origin).sign(text);
  return Buffer.from(noteText(text, [own, ...cosignatures]));
}
