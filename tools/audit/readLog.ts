import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { MalformedError } from '../../audit/malformed.ts';
import { parseCheckpointNote, type Checkpoint } from '../../audit/note/checkpoint.ts';
import { decodeBundle } from '../../audit/tree/entryBundle.ts';
import {
  createTileReader,
  entriesPath,
  numberedPath,
  tileWidth,
  widthAt,
  type ReadFile,
} from '../../audit/tree/tiles.ts';
import { createProver, type Prover } from '../../audit/tree/prover.ts';

const Header = z.object({
  at: z.string(),
  decisionCommit: z.string(),
  entryId: z.string(),
  incarnation: z.string(),
  node: z.string(),
  nodeSeq: z.number(),
  seq: z.number(),
  subjectCommit: z.string().nullable(),
  type: z.string(),
});
export type LogHeader = Readonly<z.output<typeof Header>>;

const Subject = z.object({
  actor: z.string(),
  subjects: z.array(z.object({ store: z.string(), refs: z.array(z.string()) })),
});
const Body = z.object({
  /** Null once its retention is over. */
  decision: z.record(z.string(), z.unknown()).nullable(),
  decisionSalt: z.string().nullable(),
  entryId: z.string(),
  subject: Subject.loose().nullable(),
  subjectSalt: z.string().nullable(),
});
export type LogBody = Readonly<z.output<typeof Body>>;

/** An entry as the log's files hold it; `leaf` is the bytes under the tree. */
export interface LoggedEntry {
  readonly header: LogHeader;
  readonly leaf: Uint8Array;
  readonly body: LogBody;
}

export interface LogReader {
  readonly checkpoint: Checkpoint;
  /** The checkpoint's note, verbatim. */
  readonly note: string;
  readonly prover: Prover;
  /** Entries from a place in the log up to its checkpoint, in order. */
  readonly entry: (seq: number) => Promise<LoggedEntry>;
  readonly entries: (from?: number) => AsyncGenerator<LoggedEntry>;
}

/** Files of a copy of the log. */
export const logFolder =
  (folder: string): ReadFile =>
  async (path) => {
    try {
      return await readFile(join(folder, path));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw error;
    }
  };

/** Reads a log up to its newest checkpoint. It trusts what it reads: to verify is another program's work. */
export async function openLog(read: ReadFile): Promise<LogReader> {
  const note = await needed(read, 'checkpoint');
  const { checkpoint } = parseCheckpointNote(note);
  const { size } = checkpoint;
  const part = (index: number): Promise<readonly LoggedEntry[]> =>
    partOf(read, index, widthAt(size, 0, index));
  return {
    checkpoint,
    note: Buffer.from(note).toString('utf8'),
    prover: createProver(size, createTileReader(read)),
    entry: async (seq) => {
      const found = (await part(Math.floor(seq / tileWidth)))[seq % tileWidth];
      if (found === undefined) throw new MalformedError(`the log has no entry ${String(seq)}`);
      return found;
    },
    entries: async function* (from = 0) {
      for (let index = Math.floor(from / tileWidth); index * tileWidth < size; index += 1) {
        for (const entry of await part(index)) if (entry.header.seq >= from) yield entry;
      }
    },
  };
}

/** The entries of one file of leaves, each with its body. */
async function partOf(
  read: ReadFile,
  index: number,
  width: number,
): Promise<readonly LoggedEntry[]> {
  const [leaves, bodies] = await Promise.all([
    leavesOf(read, index, width),
    bodiesOf(read, index, width),
  ]);
  return leaves.map((leaf, at) => {
    const header = Header.parse(JSON.parse(Buffer.from(leaf).toString('utf8')));
    const body = bodies[at];
    if (body?.entryId !== header.entryId) {
      throw new MalformedError(`the body of entry ${String(header.seq)} is not in its place`);
    }
    return { header, leaf, body };
  });
}

async function needed(read: ReadFile, path: string): Promise<Uint8Array> {
  const bytes = await read(path);
  if (bytes === undefined) throw new MalformedError(`the log lacks ${path}`);
  return bytes;
}

/** A partial file may have gone once the full one was there. */
async function leavesOf(
  read: ReadFile,
  index: number,
  width: number,
): Promise<readonly Uint8Array[]> {
  const exact = await read(entriesPath(index, width));
  if (exact !== undefined) return decodeBundle(exact, width);
  const full = await needed(read, entriesPath(index, tileWidth));
  return decodeBundle(full, tileWidth).slice(0, width);
}

const bodyPath = (index: number, width: number): string =>
  `body/${numberedPath(index, width)}.jsonl`;

async function bodiesOf(read: ReadFile, index: number, width: number): Promise<readonly LogBody[]> {
  const bytes =
    (await read(bodyPath(index, width))) ?? (await needed(read, bodyPath(index, tileWidth)));
  return Buffer.from(bytes)
    .toString('utf8')
    .split('\n')
    .slice(0, width)
    .map((line) => Body.parse(JSON.parse(line)));
}
