import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { databaseName, storeNames } from '../../../lib/storeName.ts';
import { withClient } from '../../../tools/postgres/provision.ts';
import { dataFolder } from '../../../tools/start/dataFolder.ts';
import { urlsOnPort } from '../../../tools/start/embeddedDatabases.ts';
import { eventually } from '../../../tools/start/processes.ts';
import { ensureSecrets } from '../../../tools/start/secrets.ts';
import {
  referent,
  start,
  testFolder,
  type Started,
  type TestFolder,
} from './support/commandLine.ts';
import { seededFolder } from './support/seededFolder.ts';

let folder: TestFolder | undefined;
let started: Started | undefined;
/** Each describe has an installation of its own, which its tests share. */
const end = async (): Promise<void> => {
  started?.child.kill('SIGTERM');
  await started?.ended;
  await folder?.remove();
  [started, folder] = [undefined, undefined];
};

const begin = async (...words: readonly string[]): Promise<TestFolder> => {
  folder ??= await seededFolder();
  started = await start(['--port', '0', '--data', folder.path, ...words]);
  return folder;
};

const ready = async (used: TestFolder): Promise<unknown> => {
  const answer = await fetch(`${used.run().url}/health/ready`).catch(() => undefined);
  return answer?.json();
};

/** The gateway's workers that have begun to serve, by their names in its log. */
const workersOf = (used: TestFolder): ReadonlySet<string> =>
  new Set(
    readFileSync(join(used.path, 'logs', 'gateway.jsonl'), 'utf8')
      .split('\n')
      .filter((line) => line.includes('"event":"started"'))
      .map((line) => (JSON.parse(line) as { process: string }).process),
  );

/** How many customers CRM holds, asked with the service role. */
function customers(used: TestFolder): Promise<number> {
  const secrets = ensureSecrets(dataFolder(used.path));
  const { url } = urlsOnPort('crm', used.run().databases.crm?.port ?? 0, secrets);
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ count: string }>('select count(*) from customer');
    return Number(rows[0]?.count);
  });
}

describe('some stores and several gateways', () => {
  afterAll(end, 60_000);

  test('run alone, say what is missing, and outlive the death of the database server', async () => {
    const used = await begin('--stores', 'crm,finance', '--workers', '2');
    // Governance keeps the audit log: it always comes along.
    const running = { crm: 'up', finance: 'up', governance: 'up' };
    expect(await ready(used)).toEqual({ status: 'ok', stores: running });
    expect(await eventually(() => workersOf(used).size === 2, 30_000, 250)).toBe(true);
    // The example is one of those that are whole without the other stores.
    expect(started?.output).toContain('Try:\n  npx referent screen policy-map --as auditor');
    const { output } = await referent(['screens', '--json', '--data', used.path]);
    const screens = JSON.parse(output) as { name: string; available: boolean }[];
    const available = new Map(screens.map(({ name, available: yes }) => [name, yes]));
    expect([available.get('customer-360'), available.get('checkCredit')]).toEqual([false, true]);

    const words = ['screen', 'customer-360', '--as', 'account-manager', '--example'];
    const refused = await referent([...words, '--data', used.path]);
    expect(refused.code).toBe(1);
    expect(refused.errors).toMatch(/^customer-360 needs supply-chain, customer-pii, which do not/);

    const held = await customers(used);
    const pidFile = join(used.path, 'postgres', 'data', 'postmaster.pid');
    process.kill(Number(readFileSync(pidFile, 'utf8').split('\n')[0]), 'SIGKILL');
    const back = (): Promise<boolean> =>
      customers(used).then(
        (count) => count === held,
        () => false,
      );
    expect(await eventually(back, 30_000, 250)).toBe(true);
  }, 180_000);
});

/** The second goes on where the first ended. */
describe('filling', () => {
  afterAll(end, 60_000);

  test('happens once: seed chooses size and number, start takes what is there', async () => {
    folder = testFolder();
    const words = ['seed', '--seed', '7', '--data', folder.path];
    expect((await referent(words)).code).toBe(0);
    const again = await referent(words);
    expect(again.code).toBe(1);
    expect(again.errors).toMatch(/was filled already \(size S, seed 7\); choose another folder/);
    const used = await begin('--stores', 'crm');
    expect(await customers(used)).toBeGreaterThan(10);
    expect(started?.output).not.toContain('Synthetic data');
  }, 180_000);

  test('that was interrupted is begun anew by the next start', async () => {
    const used = folder ?? (await begin('--stores', 'crm'));
    const held = await customers(used);
    await referent(['stop', '--data', used.path]);
    await started?.ended;
    // What a start leaves that was killed while it filled: begun, never finished, half of the rows.
    const others = storeNames.filter((store) => store !== 'crm');
    const file = join(used.path, 'seed.json');
    const known = JSON.parse(readFileSync(file, 'utf8')) as object;
    writeFileSync(file, JSON.stringify({ ...known, begun: storeNames, stores: others }));
    await begin('--stores', 'crm');
    expect(started?.output).toMatch(/filling of crm was interrupted; begun anew/);
    expect(await customers(used)).toBe(held);
    expect(used.run().databases.crm?.name).toBe(databaseName('crm'));
  }, 180_000);
});
