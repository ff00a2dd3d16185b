import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { checkpointText } from '../../../audit/note/checkpoint.ts';
import { noteCosigner, noteSigner, noteText } from '../../../audit/note/signedNote.ts';
import { verifierKeyText } from '../../../audit/note/verifierKey.ts';
import { encodeBundle } from '../../../audit/tree/entryBundle.ts';
import { leafHash } from '../../../audit/tree/hashing.ts';
import { entriesPath, tilePath } from '../../../audit/tree/tiles.ts';
import { appendLeaves, emptyTree, rootOf } from '../../../audit/tree/tree.ts';
import { generateProcessKeys } from '../../../lib/keys.ts';
import { readLog } from './independentReader.ts';

const origin = 'referent/0123456789abcdef';
const signer = noteSigner(generateProcessKeys(), origin);
const witnesses = ['crm', 'finance', 'supply-chain'].map((name) =>
  noteCosigner(generateProcessKeys(), `${origin}/witness/${name}`),
);
const log = verifierKeyText(signer.key);
const witnessKeys = witnesses.map(({ key }) => verifierKeyText(key));
const read = (folder: string) => readLog(folder, log, witnessKeys);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'referent-log-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function put(path: string, content: Uint8Array | string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

/** Writes a log in batches, as a sequencer does, and a checkpoint that two witnesses cosigned. */
function writeLog(batches: readonly number[]): Buffer[] {
  const entries: Buffer[] = [];
  let tree = emptyTree;
  for (const batch of batches) {
    const fresh = Array.from({ length: batch }, (_, at) =>
      Buffer.from(`{"seq":${String(tree.size + at)}}`),
    );
    entries.push(...fresh);
    const grown = appendLeaves(tree, fresh.map(leafHash));
    for (const tile of grown.tiles) {
      put(tilePath(tile), tile.bytes);
      if (tile.level > 0) continue;
      const from = tile.index * 256;
      const bundle = encodeBundle(entries.slice(from, from + tile.width));
      put(entriesPath(tile.index, tile.width), bundle);
    }
    tree = grown.tree;
  }
  const body = checkpointText({ origin, size: tree.size, root: rootOf(tree), extensions: [] });
  const cosignatures = witnesses.slice(0, 2).map((witness) => witness.cosign(body, 1_790_000_000));
  put('checkpoint', noteText(body, [signer.sign(body), ...cosignatures]));
  return entries;
}

describe('a reader written from the specifications alone', () => {
  test.each([[[1]], [[255]], [[256]], [[100, 156, 1]], [[3, 700, 65, 0, 1]], [[70_000]]])(
    'reads and recomputes a log written in batches of %j',
    (batches) => {
      const entries = writeLog(batches);
      const found = read(folder);
      expect(found).toMatchObject({ origin, size: entries.length });
      expect(found.entries.at(-1)).toEqual(entries.at(-1));
      expect(found.cosignedBy).toEqual(witnesses.slice(0, 2).map(({ key }) => key.name));
    },
  );

  test.each<[string, string, (bytes: Buffer) => Buffer, string]>([
    [
      'an entry',
      'tile/entries/001.p/44',
      (bytes) => Buffer.from(bytes.toString('latin1').replace('"seq":299', '"seq":298'), 'latin1'),
      'root',
    ],
    [
      'a hash of a tile',
      'tile/0/000',
      (bytes) => bytes.fill(bytes.readUInt8(320) ^ 1, 320, 321),
      'tile 0/0, hash 10',
    ],
    [
      'a tile above',
      'tile/1/000.p/1',
      (bytes) => bytes.fill(bytes.readUInt8(31) ^ 1, 31, 32),
      'tile 1/0, hash 0',
    ],
    [
      'the size of the checkpoint',
      'checkpoint',
      (bytes) => Buffer.from(bytes.toString().replace('\n300\n', '\n299\n')),
      'signature of the log',
    ],
  ])('sees that %s was altered', (_what, path, alter, expected) => {
    writeLog([120, 180]);
    expect(existsSync(join(folder, path))).toBe(true);
    put(path, alter(readFileSync(join(folder, path))));
    expect(() => read(folder)).toThrow(expected);
  });
});
