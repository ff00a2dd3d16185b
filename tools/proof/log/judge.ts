import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCheckpointNote } from '../../../audit/note/checkpoint.ts';
import { decodeBundle } from '../../../audit/tree/entryBundle.ts';
import { leafHash } from '../../../audit/tree/hashing.ts';
import { entriesPath, tileWidth } from '../../../audit/tree/tiles.ts';
import { appendLeaves, emptyTree, rootOf } from '../../../audit/tree/tree.ts';

/** What the published files say, beside what was written. */
export interface LogVerdict {
  readonly entries: number;
  readonly checkpoints: number;
  /** Written and confirmed, and not in the log. */
  readonly lost: number;
  readonly doubled: number;
  /** In the log, and nobody's confirmed write; only a write that was cut off may be there. */
  readonly strange: number;
  /** Checkpoints whose root is not that of the leaves below it. */
  readonly forks: number;
  /** Numbers of an incarnation that do not follow from the one before. */
  readonly gaps: number;
  /** Whether a quorum cosigned the newest checkpoint. */
  readonly cosignatures: number;
}

interface Header {
  readonly entryId: string;
  readonly incarnation: string;
  readonly nodeSeq: number;
  readonly seq: number;
}

export interface KnownRoot {
  readonly size: number;
  /** Hex. */
  readonly root: string;
}

/** Reads the log's files alone; `kept` are checkpoints that are known from elsewhere. */
export function judgeLog(
  folder: string,
  written: ReadonlySet<string>,
  kept: readonly KnownRoot[],
): LogVerdict {
  const read = (path: string): Buffer => readFileSync(join(folder, path));
  const newest = parseCheckpointNote(read('checkpoint'));
  const { size } = newest.checkpoint;
  const leaves: Uint8Array[] = [];
  for (let at = 0; at < size; at += tileWidth) {
    const width = Math.min(tileWidth, size - at);
    leaves.push(...decodeBundle(read(entriesPath(at / tileWidth, width)), width));
  }
  const headers = leaves.map((leaf) => JSON.parse(Buffer.from(leaf).toString('utf8')) as Header);
  // Whoever was killed may have left a draft, which is swept later.
  const names = readdirSync(join(folder, 'checkpoints')).filter((name) => /^\d+$/.test(name));
  const published = names.map((name) => {
    const { checkpoint } = parseCheckpointNote(read(join('checkpoints', name)));
    return { size: checkpoint.size, root: Buffer.from(checkpoint.root).toString('hex') };
  });
  const ids = new Set(headers.map(({ entryId }) => entryId));
  return {
    entries: size,
    checkpoints: published.length,
    lost: [...written].filter((id) => !ids.has(id)).length,
    doubled: headers.length - ids.size,
    strange: [...ids].filter((id) => !written.has(id)).length,
    forks: forksOf(leaves, [...published, ...kept]),
    gaps: gapsOf(headers),
    cosignatures: newest.note.signatures.length - 1,
  };
}

function forksOf(leaves: readonly Uint8Array[], known: readonly KnownRoot[]): number {
  const hashes = leaves.map(leafHash);
  let tree = emptyTree;
  let forks = 0;
  for (const { size, root } of [...known].sort((left, right) => left.size - right.size)) {
    if (size > hashes.length) {
      forks += 1;
      continue;
    }
    tree = appendLeaves(tree, hashes.slice(tree.size, size)).tree;
    if (Buffer.from(rootOf(tree)).toString('hex') !== root) forks += 1;
  }
  return forks;
}

function gapsOf(headers: readonly Header[]): number {
  const next = new Map<string, number>();
  let gaps = 0;
  for (const [at, { seq, incarnation, nodeSeq }] of headers.entries()) {
    if (seq !== at || nodeSeq !== (next.get(incarnation) ?? 1)) gaps += 1;
    next.set(incarnation, nodeSeq + 1);
  }
  return gaps;
}
