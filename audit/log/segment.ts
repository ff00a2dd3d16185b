import { canonicalJson } from '../../lib/canonicalJson.ts';
import { sha256Hex } from '../../lib/hash.ts';
import { commitment } from '../entry.ts';
import { MalformedError } from '../malformed.ts';
import { parseCheckpointNote, type Checkpoint } from '../note/checkpoint.ts';
import { decodeBundle } from '../tree/entryBundle.ts';
import { leafHash, sameHash } from '../tree/hashing.ts';
import { createProver } from '../tree/prover.ts';
import {
  createTileReader,
  entriesPath,
  tileHashes,
  tilePath,
  tilesOf,
  tileWidth,
  widthAt,
} from '../tree/tiles.ts';
import { bodyPath } from './files.ts';
import type { LogFolder } from './folder.ts';

/** What an exported segment says of itself (docs/audit-format.md). */
export interface SegmentManifest {
  readonly format: 1;
  readonly origin: string;
  readonly from: number;
  readonly to: number;
  /** Of the checkpoint beside it. */
  readonly size: number;
  /** Hex of the checkpoint's root. */
  readonly checkpoint: string;
  readonly files: readonly { readonly path: string; readonly sha256: string }[];
}

export interface ExportedSegment {
  readonly manifest: SegmentManifest;
  /** Hex SHA-256 of `segment.json`. */
  readonly hash: string;
}

export interface SegmentInput {
  readonly log: Pick<LogFolder, 'read'>;
  readonly out: LogFolder;
  readonly from: number;
  readonly to: number;
  /** Further files to take along: locks. */
  readonly beside: readonly string[];
}

const triesMax = 5;

/**
 * Copies the whole bundles that hold these entries, and verifies the copy before it says so. A log that
 * grows meanwhile takes partial files away: then it is begun anew, from the newer checkpoint.
 */
export async function exportSegment(input: SegmentInput): Promise<ExportedSegment> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await exportOnce(input);
    } catch (error) {
      if (!(error instanceof FileGone) || tries === triesMax) throw error;
    }
  }
}

class FileGone extends MalformedError {}

async function exportOnce(input: SegmentInput): Promise<ExportedSegment> {
  const { log, out } = input;
  const { checkpoint } = parseCheckpointNote(await needed(log, 'checkpoint'));
  const { size } = checkpoint;
  if (input.from > input.to || input.to >= size) {
    throw new MalformedError(`the log holds entries 0 to ${String(size - 1)}`);
  }
  const first = Math.floor(input.from / tileWidth);
  const last = Math.floor(input.to / tileWidth);
  const paths = new Set(['checkpoint', ...input.beside]);
  for (const tile of tilesOf(size)) {
    const isAsked = tile.level > 0 || (tile.index >= first && tile.index <= last);
    // The last tile of leaves is part of what the root is computed from.
    if (isAsked || tile.width < tileWidth) paths.add(tilePath(tile));
  }
  for (let index = first; index <= last; index += 1) {
    const width = widthAt(size, 0, index);
    paths.add(entriesPath(index, width)).add(bodyPath(index, width));
  }
  const files = [];
  for (const path of [...paths].sort()) {
    const bytes = await needed(log, path);
    await out.put(path, bytes);
    files.push({ path, sha256: sha256Hex(bytes) });
  }
  await out.settle();
  await verifyCopy(out, files, checkpoint, { first, last });
  const manifest: SegmentManifest = {
    ...{ format: 1, origin: checkpoint.origin, size, files },
    checkpoint: Buffer.from(checkpoint.root).toString('hex'),
    from: first * tileWidth,
    to: Math.min(size, (last + 1) * tileWidth) - 1,
  };
  const text = canonicalJson(manifest);
  await out.put('segment.json', text);
  await out.settle();
  return { manifest, hash: sha256Hex(text) };
}

async function needed(folder: Pick<LogFolder, 'read'>, path: string): Promise<Buffer> {
  const bytes = await folder.read(path);
  if (bytes === undefined) throw new FileGone(`the log lacks ${path}`);
  return bytes;
}

async function verifyCopy(
  out: LogFolder,
  files: SegmentManifest['files'],
  { size, root }: Checkpoint,
  { first, last }: { readonly first: number; readonly last: number },
): Promise<void> {
  for (const { path, sha256 } of files) {
    if (sha256Hex(await needed(out, path)) !== sha256) throw differs(path);
  }
  const readTile = createTileReader(out.read);
  if (!sameHash(await createProver(size, readTile).root(size), root)) throw differs('the tiles');
  for (let index = first; index <= last; index += 1) {
    const width = widthAt(size, 0, index);
    const leaves = decodeBundle(await needed(out, entriesPath(index, width)), width);
    const hashes = tileHashes(await readTile({ level: 0, index, width }), width);
    if (!leaves.every((leaf, at) => sameHash(leafHash(leaf), hashes[at] ?? new Uint8Array()))) {
      throw differs(entriesPath(index, width));
    }
    const lines = (await needed(out, bodyPath(index, width))).toString('utf8').split('\n');
    if (
      lines.length !== width + 1 ||
      !leaves.every((leaf, at) => isBodyOf(leaf, lines[at] ?? ''))
    ) {
      throw differs(bodyPath(index, width));
    }
  }
}

const differs = (what: string): MalformedError =>
  new MalformedError(`${what} is not what the log committed to`);

interface Committed {
  readonly decisionCommit: string;
  readonly subjectCommit: string | null;
  readonly entryId: string;
}
interface Body {
  readonly entryId: string;
  readonly decision: unknown;
  readonly decisionSalt: string | null;
  readonly subject: unknown;
  readonly subjectSalt: string | null;
}

/** Bodies that were lawfully taken away are null. */
function isBodyOf(leaf: Uint8Array, line: string): boolean {
  const header = JSON.parse(Buffer.from(leaf).toString('utf8')) as Committed;
  const body = JSON.parse(line) as Body;
  return (
    body.entryId === header.entryId &&
    isCommitted(body.decision, body.decisionSalt, header.decisionCommit) &&
    isCommitted(body.subject, body.subjectSalt, header.subjectCommit)
  );
}

const isCommitted = (value: unknown, salt: string | null, commit: string | null): boolean =>
  value === null
    ? salt === null
    : salt !== null && commitment(Buffer.from(salt, 'hex'), canonicalJson(value)) === commit;
