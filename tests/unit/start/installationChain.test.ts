import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { canonicalJson } from '../../../lib/canonicalJson.ts';
import { hashOfInstallationLock, readInstallationLock } from '../../../lib/installationLock.ts';
import { installationChain } from '../../../subgraphs/governance/log/installationChain.ts';
import { createLockFiles } from '../../../subgraphs/governance/log/lockFiles.ts';
import { dataFolder, makeDataFolder, type DataFolder } from '../../../tools/start/dataFolder.ts';
import { ensureInstallation } from '../../../tools/start/installation.ts';

/** An installation that has come to its third epoch. */
let folder: DataFolder;
beforeEach(() => {
  folder = dataFolder(mkdtempSync(join(tmpdir(), 'referent-chain-')));
  makeDataFolder(folder);
  for (const policy of ['a', 'b', 'c']) ensureInstallation(folder, ['crm'], policy.repeat(64));
});
afterEach(() => {
  rmSync(folder.root, { recursive: true });
});
const present = () => readInstallationLock(folder.installationLock);
const chain = () => installationChain(present(), folder.installationLocks);
const fileOf = (epoch: number): string => join(folder.installationLocks, `${String(epoch)}.json`);

test('a log has every installation lock from the genesis lock on, each as it was signed', async () => {
  const locks = chain();
  expect(locks.map(({ epoch, policy }) => [epoch, policy.slice(0, 1)])).toEqual([
    [1, 'a'],
    [2, 'b'],
    [3, 'c'],
  ]);
  expect(locks.slice(1).map(({ previous }) => previous)).toEqual(
    locks.slice(0, 2).map(hashOfInstallationLock),
  );
  const files = await createLockFiles({ query: () => Promise.resolve([]) }, locks)();
  expect(files).toEqual(
    locks.map((lock) => ({
      path: `locks/installation/${String(lock.epoch)}.json`,
      text: canonicalJson(lock),
    })),
  );
});

test('a lock that is missing or another one is no part of a chain: governance does not start', () => {
  const second = readFileSync(fileOf(2), 'utf8');
  rmSync(fileOf(2));
  expect(chain).toThrow('lacks the one before epoch 3');
  writeFileSync(fileOf(2), readFileSync(fileOf(1)));
  expect(chain).toThrow('lacks the one before epoch 3');
  writeFileSync(fileOf(2), second.replace('"policy": "b', '"policy": "d'));
  expect(chain).toThrow('epoch 2 can');
  writeFileSync(fileOf(2), second);
  expect(chain()).toHaveLength(3);
});

test('without the folder a log has the present lock alone', () => {
  expect(installationChain(present(), undefined)).toEqual([present()]);
});
