import { textOf } from './bytes.ts';
import type { Crypto } from './crypto.ts';
import { parseHeader, readBody, type Body, type Header } from './entry.ts';
import type { FindingCode, Spot } from './findings.ts';
import type { Version, Versions } from './inventory.ts';
import { hashBytes, leafHash } from './merkle.ts';

/** An entry as far as it could be read. */
export interface Entry {
  readonly index: number;
  readonly header: Header | undefined;
  readonly body: Body | undefined;
}

export interface Fault {
  readonly code: FindingCode;
  readonly spot: Partial<Spot>;
}

/** Up to 256 entries with their bodies, worked out of their files alone. */
export interface Bundle {
  /** Hash of each leaf; those of the tile where the entries can't be read. */
  readonly hashes: readonly Uint8Array[];
  /** The same as the tile file has them. */
  readonly tileHashes: readonly Uint8Array[];
  readonly entries: readonly Entry[];
  readonly faults: readonly Fault[];
  /** Entries of which a file that was replaced still holds the subject. */
  readonly keptSubjects: readonly number[];
  /** The body file is not there at all. */
  readonly lacksBodies: boolean;
  /** Files that hold more than the checkpoint covers. */
  readonly beyond: readonly string[];
}

export interface BundleInput {
  readonly crypto: Crypto;
  readonly index: number;
  /** How many of its entries the checkpoint covers. */
  readonly width: number;
  readonly entries: Versions;
  readonly bodies: Versions;
  readonly tile: Versions;
}

export function readBundle(input: BundleInput): Bundle {
  const { crypto, index, width, tile } = input;
  const first = index * 256;
  const faults: Fault[] = [];
  const leaves = leavesOf(input, faults);
  const own = leaves?.map((leaf) => leafHash(crypto, leaf));
  const stated = tileHashesOf(tile.main, width);
  const headers = Array.from({ length: width }, (_, at) => {
    const leaf = leaves?.[at];
    const header = leaf === undefined ? undefined : parseHeader(leaf);
    const isInPlace = header?.seq === first + at;
    if (leaf !== undefined && header === undefined) fault('entry.malformed', first + at);
    if (header !== undefined && !isInPlace) fault('entry.seq', first + at);
    return isInPlace ? header : undefined;
  });
  function fault(code: FindingCode, place: number): void {
    faults.push({ code, spot: { index: place } });
  }
  const bodies = bodiesOf(input, headers, faults);
  const none: readonly Uint8Array[] = [];
  return {
    hashes: own ?? stated ?? none,
    tileHashes: stated ?? own ?? none,
    entries: headers.map((header, at) => ({ index: first + at, header, body: bodies.read[at] })),
    faults,
    keptSubjects: bodies.kept,
    lacksBodies: input.bodies.main === undefined,
    beyond: [input.entries, input.bodies].flatMap(({ main, others }) =>
      [main, ...others].flatMap((version) =>
        version !== undefined && version.width > width ? [version.path] : [],
      ),
    ),
  };
}

/** The first `width` hashes of a tile file, where it is as long as its name says. */
export const tileHashesOf = (
  version: Version | undefined,
  width: number,
): readonly Uint8Array[] | undefined =>
  version?.bytes.length === (version?.width ?? 0) * hashBytes
    ? Array.from({ length: width }, (_, at) =>
        version.bytes.subarray(at * hashBytes, (at + 1) * hashBytes),
      )
    : undefined;

function leavesOf(
  { entries, index, width }: BundleInput,
  faults: Fault[],
): readonly Uint8Array[] | undefined {
  const { main, others } = entries;
  const spot = { index: index * 256, where: main?.path ?? null };
  if (main === undefined) {
    faults.push({ code: 'tree.entries-missing', spot });
    return undefined;
  }
  const leaves = leavesIn(main.bytes);
  if (leaves?.length !== main.width) {
    faults.push({ code: 'tree.entries-malformed', spot });
    return undefined;
  }
  const ends = endsOf(leaves);
  for (const other of others) {
    if (isPartOf(other, main, ends)) continue;
    faults.push({ code: 'tree.entries-differ', spot: { ...spot, where: other.path } });
  }
  return leaves.slice(0, width);
}

/** Files of one bundle hold the same entries, as far as both go. */
function isPartOf(other: Version, main: Version, ends: readonly number[]): boolean {
  const shared = ends[Math.min(other.width, main.width)] ?? 0;
  const isWhole = other.width > main.width || other.bytes.length === shared;
  return isWhole && startsAlike(other.bytes, main.bytes, shared);
}

/** Entries of a bundle, each after its length as a big-endian uint16; undefined where it is cut off. */
function leavesIn(bytes: Uint8Array): Uint8Array[] | undefined {
  const leaves: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = at + 2 + (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0);
    if (end > bytes.length) return undefined;
    leaves.push(bytes.subarray(at + 2, end));
    at = end;
  }
  return leaves;
}

/** Where the first n entries end, by n. */
function endsOf(leaves: readonly Uint8Array[]): readonly number[] {
  const ends = [0];
  for (const leaf of leaves) ends.push((ends.at(-1) ?? 0) + 2 + leaf.length);
  return ends;
}

export function startsAlike(left: Uint8Array, right: Uint8Array, length: number): boolean {
  if (left.length < length || right.length < length) return false;
  for (let at = 0; at < length; at += 1) if (left[at] !== right[at]) return false;
  return true;
}

interface Bodies {
  readonly read: readonly (Body | undefined)[];
  readonly kept: readonly number[];
}

function bodiesOf(
  { crypto, index, width, bodies }: BundleInput,
  headers: readonly (Header | undefined)[],
  faults: Fault[],
): Bodies {
  const { main, others } = bodies;
  const first = index * 256;
  const inMain = main === undefined ? undefined : linesOf(main, first, faults);
  const read = headers.map((header, at) => {
    const line = inMain?.[at];
    if (header === undefined || line === undefined) return undefined;
    const body = readBody(crypto, line, header);
    if (typeof body === 'object') return body;
    const code = body === 'malformed' ? 'body.malformed' : 'body.altered';
    faults.push({ code, spot: { index: first + at, where: main?.path ?? null } });
    return undefined;
  });
  const kept: number[] = [];
  for (const other of others) {
    linesOf(other, first, faults)
      .slice(0, width)
      .forEach((line, at) => {
        if (line === inMain?.[at]) return;
        const header = headers[at];
        const body = header === undefined ? 'altered' : readBody(crypto, line, header);
        // A body that was removed may be left over in a file that the newer one replaced.
        if (typeof body === 'object') kept.push(first + at);
        else faults.push({ code: 'body.altered', spot: { index: first + at, where: other.path } });
      });
  }
  return { read, kept };
}

function linesOf({ bytes, width, path }: Version, first: number, faults: Fault[]): string[] {
  const text = textOf(bytes);
  const lines = text?.split('\n') ?? [];
  const isWhole = lines.length === width + 1 && lines.at(-1) === '';
  if (!isWhole) faults.push({ code: 'body.malformed', spot: { index: first, where: path } });
  return isWhole ? lines.slice(0, -1) : [];
}
