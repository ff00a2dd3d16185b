import type { LogKeys } from '../logKeys.ts';
import { MalformedError } from '../malformed.ts';
import { parseCheckpointNote } from '../note/checkpoint.ts';
import { verifyNote } from '../note/signedNote.ts';
import { leafHash } from '../tree/hashing.ts';
import { createProver } from '../tree/prover.ts';
import { createTileReader, tileHashes, tileWidth, widthAt } from '../tree/tiles.ts';
import { appendLeaves, emptyTree, rootOf, treeFromTiles, type Tree } from '../tree/tree.ts';
import { bundleStart } from './files.ts';
import type { LogFolder } from './folder.ts';
import type { Connection } from './ledger.ts';
import { headersBetween, newestCheckpoint, type CheckpointRow } from './published.ts';
import { LogRefused } from './state.ts';

export interface StartCheckInput {
  readonly db: Connection;
  readonly folder: LogFolder;
  readonly keys: LogKeys;
  readonly quorum: number;
}

/** Where publishing goes on. */
export interface PublishedState {
  readonly tree: Tree;
  /** Whether files are missing that have to be written again from the first on. */
  readonly isIncomplete: boolean;
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const chunk = 4_096;

/**
 * Throws `LogRefused` unless database and folder hold the log that was published: nothing is sequenced
 * behind entries that were changed or rolled back.
 */
export async function checkStart(input: StartCheckInput, tree: Tree): Promise<PublishedState> {
  const published = await folderCheckpoint(input);
  const kept = await newestCheckpoint(input.db);
  const witnessed = await newestCheckpoint(input.db, input.quorum);
  const size = published?.size ?? 0;
  refuseRollback(tree.size, kept?.size ?? 0, size);
  const fromFolder = await treeOfFolder(input, size, published?.root);
  await checkRoots(input, {
    ...{ start: fromFolder ?? emptyTree, tree },
    known: [kept, witnessed, published].filter((each) => each !== undefined),
  });
  return { tree: fromFolder ?? emptyTree, isIncomplete: fromFolder === undefined };
}

function refuseRollback(size: number, kept: number, published: number): void {
  if (size >= Math.max(kept, published) && kept >= published) return;
  throw new LogRefused(
    `the database holds ${String(size)} entries and knows checkpoints up to ${String(kept)}, and one of ${String(published)} was published: it was rolled back`,
  );
}

type Known = Pick<CheckpointRow, 'size' | 'root'>;

async function folderCheckpoint({ folder, keys }: StartCheckInput): Promise<Known | undefined> {
  const bytes = await folder.read('checkpoint');
  if (bytes === undefined) return undefined;
  try {
    const { checkpoint, note } = parseCheckpointNote(bytes);
    if (checkpoint.origin === keys.origin && verifyNote(note, keys.log).length > 0) {
      return { size: checkpoint.size, root: hex(checkpoint.root) };
    }
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
  }
  throw new LogRefused("the checkpoint in the log's folder is not signed by this log");
}

/** The tree by its tiles; undefined where some are missing or cut off, so that rows have to say it. */
async function treeOfFolder(
  { db, folder }: StartCheckInput,
  size: number,
  root: string | undefined,
): Promise<Tree | undefined> {
  if (root === undefined) return undefined;
  const readTile = createTileReader(folder.read);
  try {
    const tree = await treeFromTiles(size, readTile);
    if (hex(rootOf(tree)) !== root) throw new LogRefused(otherEntries('folder', size));
    // The last two tiles of leaves, entry by entry.
    for (let at = Math.max(0, bundleStart(size) - tileWidth); at < size; at += tileWidth) {
      const index = at / tileWidth;
      const width = widthAt(size, 0, index);
      const hashes = tileHashes(await readTile({ level: 0, index, width }), width);
      const headers = await headersBetween(db, at, at + width);
      const same = headers.every((header, place) =>
        Buffer.from(leafHash(Buffer.from(header))).equals(hashes[place] ?? Buffer.alloc(0)),
      );
      if (!same) throw new LogRefused(otherEntries('database', size));
    }
    return tree;
  } catch (error) {
    if (error instanceof MalformedError) return undefined;
    throw error;
  }
}

const otherEntries = (where: string, size: number): string =>
  `the log's ${where} does not hold the entries of its checkpoint of ${String(size)}: somebody changed it`;

/** Recomputes the root at each known size, and at the database's own. */
async function checkRoots(
  { db, folder }: StartCheckInput,
  { start, tree, known }: { start: Tree; tree: Tree; known: readonly Known[] },
): Promise<void> {
  const prover = createProver(start.size, createTileReader(folder.read));
  const later: Known[] = [{ size: tree.size, root: hex(rootOf(tree)) }];
  for (const each of known) {
    if (each.size > start.size) later.push(each);
    else if (hex(await prover.root(each.size)) !== each.root) {
      throw new LogRefused(otherEntries('folder', each.size));
    }
  }
  later.sort((left, right) => left.size - right.size);
  let grown = start;
  for (const { size, root } of later) {
    while (grown.size < size) {
      const headers = await headersBetween(db, grown.size, Math.min(size, grown.size + chunk));
      const hashes = headers.map((header) => leafHash(Buffer.from(header)));
      grown = appendLeaves(grown, hashes).tree;
    }
    if (hex(rootOf(grown)) !== root) throw new LogRefused(otherEntries('database', size));
  }
}
