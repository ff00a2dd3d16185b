import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parseCheckpointNote, type Checkpoint } from '../../audit/note/checkpoint.ts';
import { decodeBundle, encodeBundle } from '../../audit/tree/entryBundle.ts';
import {
  createTileReader,
  entriesPath,
  numberedPath,
  tilePath,
  tilesOf,
  tileWidth,
  widthAt,
  type ReadFile,
} from '../../audit/tree/tiles.ts';
import { CommandFailure } from '../cli/command.ts';

export interface LogSource {
  readonly read: ReadFile;
  /** Paths of checkpoints, receipts and locks, which no size tells. */
  readonly list: () => Promise<readonly string[]>;
}

/** The files of a folder that its checkpoint does not tell of. */
export const listedIn =
  (folder: string): LogSource['list'] =>
  () =>
    Promise.resolve(
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((item) => item.isFile())
        .map((item) => relative(folder, join(item.parentPath, item.name)))
        .filter((path) => /^(checkpoints|receipts|locks)\//.test(path)),
    );

/**
 * Copies the log up to its newest checkpoint, and nothing behind it, though it may grow meanwhile:
 * files that grew are cut to the checkpoint's size.
 */
export async function copyLog({ read, list }: LogSource, folder: string): Promise<Checkpoint> {
  const write = (path: string, bytes: Uint8Array): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  };
  const needed = async (path: string): Promise<Uint8Array> => {
    const bytes = await read(path);
    if (bytes === undefined) throw new CommandFailure(`The log lacks ${path}.`);
    return bytes;
  };
  const note = await needed('checkpoint');
  const { checkpoint } = parseCheckpointNote(note);
  write('checkpoint', note);
  const readTile = createTileReader(read);
  for (const tile of tilesOf(checkpoint.size)) write(tilePath(tile), await readTile(tile));
  for (let index = 0; index * tileWidth < checkpoint.size; index += 1) {
    const width = widthAt(checkpoint.size, 0, index);
    const leaves = await read(entriesPath(index, width));
    write(
      entriesPath(index, width),
      leaves ?? cutBundle(await needed(entriesPath(index, tileWidth)), width),
    );
    const lines = await read(bodyPath(index, width));
    write(
      bodyPath(index, width),
      lines ?? cutLines(await needed(bodyPath(index, tileWidth)), width),
    );
  }
  for (const path of await list()) {
    if (isBehind(path, checkpoint)) continue;
    const bytes = await read(path);
    if (bytes !== undefined) write(path, bytes);
  }
  return checkpoint;
}

const bodyPath = (index: number, width: number): string =>
  `body/${numberedPath(index, width)}.jsonl`;

const cutBundle = (bytes: Uint8Array, width: number): Uint8Array =>
  encodeBundle(decodeBundle(bytes, tileWidth).slice(0, width));

function cutLines(bytes: Uint8Array, width: number): Uint8Array {
  const lines = Buffer.from(bytes).toString('utf8').split('\n').slice(0, width);
  return Buffer.from(lines.map((line) => `${line}\n`).join(''));
}

function isBehind(path: string, { size }: Checkpoint): boolean {
  const [, stated] = /^checkpoints\/(\d+)$/.exec(path) ?? [];
  return stated !== undefined && Number(stated) > size;
}
