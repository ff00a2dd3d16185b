import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomBytes, randomUUID } from 'node:crypto';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '../../../lib/log.ts';
import { connectKeys, type KeyDatabase } from '../../../subgraphs/host/audit/keyDatabase.ts';
import {
  destroyKeys,
  subjectsOfPerson,
} from '../../../subgraphs/customer-pii/encryption/destroyKeys.ts';
import { createKeyFiles } from '../../../subgraphs/customer-pii/encryption/keyFiles.ts';
import { createVault } from '../../../subgraphs/customer-pii/encryption/vault.ts';
import { backUpDatabase } from '../../../tools/backup/backUpDatabase.ts';
import { copiedRows, readBackup, type Manifest } from '../../../tools/backup/manifest.ts';
import { openBackup } from '../../../tools/proof/backup/openBackup.ts';
import { canaryPattern, clock, startCustomerPii, type PiiStore } from './fixtures.ts';

let store: PiiStore;
let keys: KeyDatabase;
let folder: string;
let manifest: Manifest;
beforeAll(async () => {
  store = await startCustomerPii();
  keys = connectKeys(store.database.keysUrl ?? '');
  folder = mkdtempSync(join(tmpdir(), 'referent-backup-'));
  const url = store.database.ownerUrl;
  manifest = await backUpDatabase({ holder: 'customer-pii', url, folder });
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await keys.close();
  await store.close();
});

const inside = (): string => join(folder, 'customer-pii');
const vault = (keyFolder = store.database.wrappingKeys ?? '') =>
  createVault({
    ...{ database: keys, clock, log: silentLog, graceMs: 0 },
    encryption: createKeyFiles({ folder: keyFolder, randomBytes }),
  });

test('holds every table and row, for its owner alone, and nothing of a person in clear', async () => {
  for (const { name, rows } of manifest.tables) {
    const [row] = await store.sql<{ n: number }>(`select count(*)::int as n from "${name}"`);
    expect([name, row?.n]).toEqual([name, rows]);
  }
  expect(manifest.tables.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['person', 'consent_event']),
  );
  expect(statSync(inside()).mode & 0o777).toBe(0o700);
  for (const file of readdirSync(inside())) {
    expect([file, statSync(join(inside(), file)).mode & 0o777]).toEqual([file, 0o600]);
    expect(readFileSync(join(inside(), file), 'utf8')).not.toMatch(canaryPattern);
  }
});

test('with the key database and its wrapping keys it is read; without the wrapping keys nothing is', async () => {
  const whole = await openBackup(folder, vault());
  expect(whole.sealed).toBeGreaterThan(20);
  const opened = [...whole.openedBySubject.values()].reduce((sum, one) => sum + one, 0);
  expect([opened, whole.refused]).toEqual([whole.sealed, 0]);
  const bare = await openBackup(folder, vault(mkdtempSync(join(folder, 'no-keys-'))));
  expect([...bare.openedBySubject]).toEqual([]);
  expect(bare.refused).toBe(whole.sealed);
});

test('once a person’s keys are destroyed, nothing of that person opens in the backup from before', async () => {
  const subjects = await subjectsOfPerson({ query: store.sql }, 'ada');
  const before = await openBackup(folder, vault());
  expect(before.openedBySubject.get('ada')).toBeGreaterThan(5);
  await destroyKeys(keys, { subjects, uses: ['live'] }, { clock, newId: randomUUID });
  const after = await openBackup(folder, vault());
  for (const { id } of subjects)
    expect([id, after.openedBySubject.get(id)]).toEqual([id, undefined]);
  expect(after.openedBySubject.get('bob')).toBe(before.openedBySubject.get('bob'));
});

test('a file that was changed, cut or taken away is named, and nothing is read', async () => {
  expect(await readBackup(folder, 'customer-pii')).toEqual(manifest);
  await expect(readBackup(folder, 'crm')).rejects.toThrow(/no whole backup of crm/);
  appendFileSync(join(inside(), 'person.copy'), '\n');
  await expect(readBackup(folder, 'customer-pii')).rejects.toThrow(/person\.copy is not the file/);
  rmSync(join(inside(), 'person.copy'));
  await expect(readBackup(folder, 'customer-pii')).rejects.toThrow(/person\.copy is not the file/);
});

test('a backup that is cut off leaves no folder of its name', async () => {
  const other = join(folder, 'other');
  await expect(
    backUpDatabase({
      ...{ holder: 'customer-pii', url: store.database.ownerUrl, folder: other },
      onTable: (table) => {
        if (table === 'person') throw new Error('cut off');
      },
    }),
  ).rejects.toThrow('cut off');
  expect(readdirSync(other)).toEqual([]);
});

test('what PostgreSQL escapes reads as it was', () => {
  const text = 'a\\tb\t\\N\t\\\\N\tline\\nend\n\t\t\t\n';
  expect([...copiedRows(text)]).toEqual([
    ['a\tb', null, '\\N', 'line\nend'],
    ['', '', '', ''],
  ]);
});
