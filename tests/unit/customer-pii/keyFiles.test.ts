import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createKeyFiles } from '../../../subgraphs/customer-pii/encryption/keyFiles.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'referent-key-files-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const file = (generation: number): string => join(folder, `wrapping-${String(generation)}.key`);
const keyFiles = () => createKeyFiles({ folder, randomBytes });
const secret = Buffer.alloc(32, 7);

test('a key file is its owner’s alone, and stays as it was made', async () => {
  const files = keyFiles();
  await files.create(1);
  const [wrapped = Buffer.alloc(0)] = await files.wrap(1, [{ bytes: secret, context: 'a' }]);
  await files.create(1);
  expect(statSync(file(1)).mode & 0o777).toBe(0o600);
  expect(await files.unwrap([{ bytes: wrapped, context: 'a', generation: 1 }])).toEqual([secret]);
  expect(readdirSync(folder)).toEqual(['wrapping-1.key']);
});

test.each([0o640, 0o604, 0o666, 0o620])('a key file of mode %o is refused', async (mode) => {
  await keyFiles().create(1);
  chmodSync(file(1), mode);
  await expect(async () => keyFiles().create(1)).rejects.toThrow('set its mode to 0600');
  await expect(async () => keyFiles().wrap(1, [{ bytes: secret, context: 'a' }])).rejects.toThrow(
    'set its mode to 0600',
  );
});

test('a wrapped key opens in no other place, and not by another generation', async () => {
  const files = keyFiles();
  await files.create(1);
  await files.create(2);
  const [bytes = Buffer.alloc(0)] = await files.wrap(1, [{ bytes: secret, context: 'a' }]);
  expect(
    await files.unwrap([
      { bytes, context: 'b', generation: 1 },
      { bytes, context: 'a', generation: 2 },
      { bytes: bytes.subarray(1), context: 'a', generation: 1 },
      { bytes: Buffer.alloc(0), context: 'a', generation: 1 },
    ]),
  ).toEqual([undefined, undefined, undefined, undefined]);
});

test('what a destroyed generation wrapped never opens again, not even in a process that had its key', async () => {
  const files = keyFiles();
  const other = keyFiles();
  await files.create(1);
  const [bytes = Buffer.alloc(0)] = await files.wrap(1, [{ bytes: secret, context: 'a' }]);
  const wrapped = { bytes, context: 'a', generation: 1 };
  expect(await other.unwrap([wrapped])).toEqual([secret]);
  await files.destroy(1);
  expect(readdirSync(folder)).toEqual([]);
  for (const process of [files, other]) {
    await expect(async () => process.unwrap([wrapped])).rejects.toMatchObject({
      code: 'KEYS_UNAVAILABLE',
    });
  }
});
