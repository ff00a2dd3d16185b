import { MalformedError } from '../malformed.ts';
import { hashBytes } from './hashing.ts';

/** Files of a log as C2SP tlog-tiles names them, tile height 8. */

export const tileWidth = 256;

export interface TileId {
  /** 0: leaf hashes; above, each hash is the root of a full tile of the level below. */
  readonly level: number;
  readonly index: number;
  /** 256, or fewer for a partial tile. */
  readonly width: number;
}

/** `x001/x234/067` */
export function indexPath(index: number): string {
  let path = threeDigits(index % 1000);
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    path = `x${threeDigits(rest % 1000)}/${path}`;
  }
  return path;
}

const threeDigits = (part: number): string => String(part).padStart(3, '0');

/** Path of a file that holds up to 256 items: `067`, or `067.p/5` while it is partial. */
export const numberedPath = (index: number, width: number): string =>
  width === tileWidth ? indexPath(index) : `${indexPath(index)}.p/${String(width)}`;

export const tilePath = ({ level, index, width }: TileId): string =>
  `tile/${String(level)}/${numberedPath(index, width)}`;

export const entriesPath = (index: number, width: number): string =>
  `tile/entries/${numberedPath(index, width)}`;

export type LogPath =
  | ({ readonly kind: 'tile' } & TileId)
  | { readonly kind: 'entries'; readonly index: number; readonly width: number };

const shape = /^tile\/(0|[1-9]\d?|entries)\/((?:x\d{3}\/)*\d{3})(?:\.p\/([1-9]\d{0,2}))?$/;
const levelMax = 63;

/** What a path names, or undefined unless it is written in the one way that the format allows. */
export function parseLogPath(path: string): LogPath | undefined {
  const [, first, digits, partial] = shape.exec(path) ?? [];
  if (first === undefined || digits === undefined) return undefined;
  const index = Number(digits.replaceAll(/[x/]/g, ''));
  const width = partial === undefined ? tileWidth : Number(partial);
  const named: LogPath =
    first === 'entries'
      ? { kind: 'entries', index, width }
      : { kind: 'tile', level: Number(first), index, width };
  return isWithinBounds(named) && pathOf(named) === path ? named : undefined;
}

const isWithinBounds = (named: LogPath): boolean =>
  Number.isSafeInteger(named.index) &&
  named.width <= tileWidth &&
  (named.kind === 'entries' || named.level <= levelMax);

const pathOf = (named: LogPath): string =>
  named.kind === 'entries' ? entriesPath(named.index, named.width) : tilePath(named);

/** How many hashes a level holds in a tree of `size` leaves. */
export const hashesAtLevel = (size: number, level: number): number =>
  Math.floor(size / tileWidth ** level);

/** Width of a tile in a tree of `size` leaves; 0 where the tree has no such tile. */
export const widthAt = (size: number, level: number, index: number): number =>
  Math.max(0, Math.min(tileWidth, hashesAtLevel(size, level) - index * tileWidth));

/** Every tile of a tree of `size` leaves, level by level. */
export function* tilesOf(size: number): Generator<TileId> {
  for (let level = 0; hashesAtLevel(size, level) > 0; level += 1) {
    const count = Math.ceil(hashesAtLevel(size, level) / tileWidth);
    for (let index = 0; index < count; index += 1) {
      yield { level, index, width: widthAt(size, level, index) };
    }
  }
}

/** The hashes of a tile file. */
export function tileHashes(bytes: Uint8Array, width: number): Uint8Array[] {
  if (bytes.length !== width * hashBytes) {
    throw new MalformedError('a tile has another length than its width says');
  }
  return Array.from({ length: width }, (_, at) =>
    bytes.subarray(at * hashBytes, (at + 1) * hashBytes),
  );
}

/** Bytes of a file of the log; undefined where there is none. */
export type ReadFile = (path: string) => Promise<Uint8Array | undefined>;

/** The bytes of a tile, exactly `width` hashes. */
export type ReadTile = (tile: TileId) => Promise<Uint8Array>;

/**
 * Reads tiles from the log's files. Where a partial tile is gone, the full one that took its
 * place holds the same hashes first.
 */
export const createTileReader =
  (read: ReadFile): ReadTile =>
  async (tile) => {
    const exact = await read(tilePath(tile));
    if (exact !== undefined) return exact;
    const full = await read(tilePath({ ...tile, width: tileWidth }));
    if (full?.length === tileWidth * hashBytes) return full.subarray(0, tile.width * hashBytes);
    throw new MalformedError(`the log lacks ${tilePath(tile)}`);
  };
