import { sameBytes } from './bytes.ts';
import { readBundle, tileHashesOf } from './bundle.ts';
import type { Crypto, LogFiles } from './crypto.ts';
import { createFindings, type Findings } from './findings.ts';
import { readVersions, type Inventory } from './inventory.ts';
import { isIncluded, nodeHash, rootOver, tileWidth } from './merkle.ts';

/** Numbers that look random and are the same for the same seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface SampleInput {
  readonly crypto: Crypto;
  readonly files: LogFiles;
  readonly inventory: Inventory;
  readonly findings: Findings;
  readonly size: number;
  readonly root: Uint8Array;
  readonly seed: number;
  readonly count: number;
}

/** Check 10, the proofs: for entries drawn at random, as a client would that has the tiles alone. */
export async function sampleProofs(input: SampleInput): Promise<readonly number[]> {
  const { size, seed, count, findings } = input;
  if (size === 0) return [];
  const random = createRandom(seed);
  const drawn = Array.from({ length: count }, () => Math.floor(random() * size));
  const indexes = [...new Set(drawn)].sort((left, right) => left - right);
  for (const index of indexes) {
    const { isProven } = await proveEntry(input, index);
    if (!isProven) findings.add('proof.inclusion', { index });
  }
  return indexes;
}

/** That an entry is in the log, made of the tiles alone. */
export interface EntryProof {
  readonly isProven: boolean;
  readonly leafHash: Uint8Array | undefined;
  /** From the leaf up. */
  readonly siblings: readonly Uint8Array[];
}

export type ProofInput = Pick<SampleInput, 'crypto' | 'files' | 'inventory' | 'size' | 'root'>;

export async function proveEntry(input: ProofInput, index: number): Promise<EntryProof> {
  const { crypto, size, root } = input;
  const leafHash = await leafAt(input, index);
  const siblings = await pathOfLeaf(input, index, 0, size);
  const found =
    leafHash === undefined || siblings === undefined
      ? undefined
      : isIncluded(crypto, { index, size, hash: leafHash }, siblings);
  const isProven = found !== undefined && sameBytes(found, root);
  return { isProven, leafHash, siblings: siblings ?? [] };
}

async function leafAt(input: ProofInput, place: number): Promise<Uint8Array | undefined> {
  const { crypto, files, inventory, size } = input;
  const index = Math.floor(place / tileWidth);
  const width = Math.min(tileWidth, size - index * tileWidth);
  const wanted = { kind: 'entries', level: 0, index, width } as const;
  const none = { main: undefined, others: [] };
  const entries = await readVersions(files, inventory, wanted, createFindings());
  const alone = { main: entries.main, others: [] };
  const bundle = readBundle({ crypto, index, width, entries: alone, bodies: none, tile: none });
  return bundle.hashes[place - index * tileWidth];
}

/** RFC 6962, section 2.1.1: PATH(m, D[from:to]). */
async function pathOfLeaf(
  input: ProofInput,
  index: number,
  from: number,
  to: number,
): Promise<Uint8Array[] | undefined> {
  if (to - from === 1) return [];
  const split = from + splitOf(to - from);
  const isLeft = index < split;
  const inner = isLeft
    ? await pathOfLeaf(input, index, from, split)
    : await pathOfLeaf(input, index, split, to);
  const sibling = isLeft
    ? await rootOfRange(input, split, to)
    : await rootOfRange(input, from, split);
  return inner === undefined || sibling === undefined ? undefined : [...inner, sibling];
}

/** The largest power of two smaller than `count`. */
function splitOf(count: number): number {
  let split = 1;
  while (split * 2 < count) split *= 2;
  return split;
}

async function rootOfRange(
  input: ProofInput,
  from: number,
  to: number,
): Promise<Uint8Array | undefined> {
  const count = to - from;
  const height = Math.log2(count);
  if (Number.isInteger(height)) return rootFromTile(input, from, height);
  const split = from + splitOf(count);
  const left = await rootOfRange(input, from, split);
  const right = await rootOfRange(input, split, to);
  return left === undefined || right === undefined
    ? undefined
    : nodeHash(input.crypto, left, right);
}

/** Root of a full subtree: over some hashes of one tile. */
async function rootFromTile(
  { crypto, files, inventory, size }: ProofInput,
  from: number,
  height: number,
): Promise<Uint8Array | undefined> {
  const level = Math.floor(height / 8);
  const span = tileWidth ** level;
  const first = from / span;
  const index = Math.floor(first / tileWidth);
  const width = Math.min(tileWidth, Math.floor(size / span) - index * tileWidth);
  const wanted = { kind: 'tile', level, index, width } as const;
  const { main } = await readVersions(files, inventory, wanted, createFindings());
  const at = first - index * tileWidth;
  const hashes = tileHashesOf(main, width)?.slice(at, at + 2 ** (height % 8));
  return hashes === undefined || hashes.length === 0 ? undefined : rootOver(crypto, hashes);
}
