import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeBundle, encodeBundle } from '../../../audit/tree/entryBundle.ts';
import { MalformedError } from '../../../audit/malformed.ts';
import {
  createTileReader,
  entriesPath,
  parseLogPath,
  tileHashes,
} from '../../../audit/tree/tiles.ts';
import { tilePath, tilesOf } from '../../../audit/tree/tiles.ts';
import { sampleLog } from './support/sampleLog.ts';

describe('paths of a log', () => {
  test('tlog-tiles: index 1234067 is x001/x234/067', () => {
    expect(tilePath({ level: 0, index: 1_234_067, width: 256 })).toBe('tile/0/x001/x234/067');
    expect(entriesPath(1_234_067, 112)).toBe('tile/entries/x001/x234/067.p/112');
  });

  test('tlog-tiles: the tiles of a tree of 70,000 leaves', () => {
    const tiles = [...tilesOf(70_000)];
    expect(tiles.filter(({ level, width }) => level === 0 && width === 256)).toHaveLength(273);
    expect(tiles.filter(({ level, width }) => level > 0 || width < 256)).toEqual([
      { level: 0, index: 273, width: 112 },
      { level: 1, index: 0, width: 256 },
      { level: 1, index: 1, width: 17 },
      { level: 2, index: 0, width: 1 },
    ]);
  });

  test('tlog-tiles: a tree of 256 leaves is a full tile and a partial one of width 1', () => {
    expect([...tilesOf(256)].map(tilePath)).toEqual(['tile/0/000', 'tile/1/000.p/1']);
  });

  test.each([
    'tile/0/1',
    'tile/0/0001',
    'tile/0/x000/001',
    'tile/0/123/456/078',
    'tile/0/x123/x456',
    'tile/00/001',
    'tile/-1/001',
    'tile/64/001',
    'tile/0/001.p/0',
    'tile/0/001.p/05',
    'tile/0/001.p/256',
    'tile/0/001.p/',
    'tile/0/001/',
    'tile/entries/001.p/1/2',
    'tile/data/001',
    '/tile/0/001',
    'tile/0/../0/001',
    'tile/0/001\n',
    'tile/0/x999/x999/x999/x999/x999/x999/999',
  ])('%j names nothing', (path) => {
    expect(parseLogPath(path)).toBeUndefined();
  });

  test('every path that is written is read as what it names', () => {
    const index = fc.integer({ min: 0, max: 2 ** 45 });
    const width = fc.integer({ min: 1, max: 256 });
    fc.assert(
      fc.property(index, width, fc.integer({ min: 0, max: 63 }), (at, wide, level) => {
        const tile = { level, index: at, width: wide };
        expect(parseLogPath(tilePath(tile))).toEqual({ kind: 'tile', ...tile });
        const entries = { kind: 'entries', index: at, width: wide };
        expect(parseLogPath(entriesPath(at, wide))).toEqual(entries);
      }),
    );
  });
});

describe('entry bundles', () => {
  const entry = fc.uint8Array({ maxLength: 300 });

  test('hold each entry after its length as a big-endian uint16', () => {
    const bundle = encodeBundle([Buffer.from('a'), Buffer.alloc(0x0102)]);
    expect(Buffer.from(bundle).toString('hex')).toBe(`0001610102${'00'.repeat(0x0102)}`);
  });

  test('are read as they were written, and cut off or lengthened not at all', () => {
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 20 }), (entries) => {
        const bundle = encodeBundle(entries);
        const read = decodeBundle(bundle, entries.length).map((each) => Buffer.from(each));
        expect(read).toEqual(entries.map((each) => Buffer.from(each)));
        const wrong: [Uint8Array, number][] = [
          [bundle, entries.length + 1],
          [bundle, entries.length - 1],
          [bundle.subarray(0, -1), entries.length],
          [Buffer.concat([bundle, Buffer.of(0)]), entries.length],
          [Buffer.concat([bundle, Buffer.of(0, 0)]), entries.length],
        ];
        for (const [data, width] of wrong) {
          expect(() => decodeBundle(data, width)).toThrow(MalformedError);
        }
      }),
    );
  });

  test('take no entry over 65,535 bytes and no 257th', () => {
    expect(() => encodeBundle([Buffer.alloc(65_536)])).toThrow(TypeError);
    expect(() => encodeBundle(Array.from({ length: 257 }, () => Buffer.of(1)))).toThrow(TypeError);
  });
});

describe('tiles', () => {
  test('a tile of another length than its width is refused', () => {
    expect(() => tileHashes(Buffer.alloc(63), 2)).toThrow(MalformedError);
    expect(() => tileHashes(Buffer.alloc(96), 2)).toThrow(MalformedError);
  });

  test('a partial tile that was removed is read from the full one', async () => {
    const log = sampleLog(300);
    const only = new Map([...log.files].filter(([path]) => !path.includes('.p/')));
    const read = createTileReader((path) => Promise.resolve(only.get(path)));
    const partial = { level: 0, index: 0, width: 5 };
    expect(await read(partial)).toEqual(await log.readTile(partial));
    await expect(read({ level: 0, index: 1, width: 44 })).rejects.toThrow(MalformedError);
  });
});
