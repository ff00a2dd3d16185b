import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { witnessName } from '../../audit/logKeys.ts';
import { checkpointText } from '../../audit/note/checkpoint.ts';
import { noteCosigner, noteSigner, noteText } from '../../audit/note/signedNote.ts';
import { encodeBundle } from '../../audit/tree/entryBundle.ts';
import { leafHash } from '../../audit/tree/hashing.ts';
import { entriesPath, tilePath } from '../../audit/tree/tiles.ts';
import { appendLeaves, emptyTree, rootOf } from '../../audit/tree/tree.ts';
import type { ProcessKeys } from '../../lib/keys.ts';
import type { WitnessStore } from '../../lib/processNames.ts';

export interface WatchedLog {
  readonly origin: string;
  readonly log: ProcessKeys;
  readonly witnesses: Partial<Readonly<Record<WitnessStore, ProcessKeys>>>;
  /** Seconds since the epoch at which witnesses sign. */
  readonly time: number;
}

export interface Published {
  readonly size: number;
  /** The entry at this place is another one: the log has forked there. */
  readonly forgedAt?: number;
  readonly by?: readonly WitnessStore[];
}

/** The files of a log of `size` entries, as a log that is watched publishes them. */
export function filesOf(
  { origin, log, witnesses, time }: WatchedLog,
  { size, forgedAt, by = ['crm', 'finance'] }: Published,
): Map<string, Uint8Array> {
  const entries = Array.from({ length: size }, (_, at) =>
    Buffer.from(`{"seq":${String(at)}${at === forgedAt ? ',"forged":true' : ''}}`),
  );
  const { tree, tiles } = appendLeaves(emptyTree, entries.map(leafHash));
  const files = new Map(tiles.map((tile) => [tilePath(tile), tile.bytes]));
  for (const { level, index, width } of tiles) {
    if (level > 0) continue;
    const bundle = encodeBundle(entries.slice(index * 256, index * 256 + width));
    files.set(entriesPath(index, width), bundle);
  }
  const text = checkpointText({ origin, size, root: rootOf(tree), extensions: [] });
  const cosignatures = by.flatMap((store) => {
    const keys = witnesses[store];
    return keys === undefined
      ? []
      : [noteCosigner(keys, witnessName(origin, store)).cosign(text, time)];
  });
  const note = noteText(text, [noteSigner(log, origin).sign(text), ...cosignatures]);
  return files.set('checkpoint', Buffer.from(note));
}

/** Writes them, the checkpoint last, as a publisher does. */
export function publish(folder: string, log: WatchedLog, published: Published): void {
  for (const [path, bytes] of filesOf(log, published)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
}
