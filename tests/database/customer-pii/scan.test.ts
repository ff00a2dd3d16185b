import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';

import { verifyBytes } from '../../../lib/keys.ts';
import { crm } from '../../../subgraphs/crm/store.ts';
import { withClient } from '../../../tools/postgres/provision.ts';
import { judge } from '../../../tools/proof/scan/judge.ts';
import { copiesOf, plant, plantClean } from '../../../tools/proof/scan/plant.ts';
import { createMatchingClient, type MatchingClient } from '../../../tools/scan/matchingClient.ts';
import { scanInstallation, type InstallationScan } from '../../../tools/scan/scanInstallation.ts';
import { cloneDatabase, type ClonedDatabase } from '../../support/databases.ts';
import { compileProject } from '../../support/project.ts';
import { canary, canaryPattern, clock, startCustomerPii, type PiiStore } from './fixtures.ts';

let store: PiiStore;
let other: ClonedDatabase;
let client: MatchingClient;
let scan: InstallationScan;

const copies = copiesOf({
  given: canary.given,
  family: canary.family,
  email: canary.email,
  phone: '+33199001234',
});

const scanned = (): Promise<InstallationScan> =>
  scanInstallation({
    client,
    databases: { crm: other.scannerUrl, 'customer-pii': store.database.scannerUrl },
    policy: compileProject().lock,
    clock,
    key: randomBytes(32),
    onProgress: () => undefined,
  });

beforeAll(async () => {
  store = await startCustomerPii();
  other = await cloneDatabase(crm);
  client = createMatchingClient({
    url: store.url,
    clock,
    processes: store.installation.lock.processes,
    keysOf: (name) => store.installation.stores[name],
  });
  await withClient(other.ownerUrl, async (owner) => {
    await plant(owner, copies);
    await plantClean(owner, 1_000);
    await owner.query('create table mail_keyed (mail text primary key)');
    await owner.query('insert into mail_keyed values ($1)', [canary.email]);
  });
  scan = await scanned();
});
afterAll(async () => {
  await other.drop();
  await store.close();
});

test('a copy in each named variant is found in a column, in JSON, in an array and among words', () => {
  const { planted, found, missed } = judge(copies, scan.findings);
  expect(missed).toEqual([]);
  expect({ planted, found }).toEqual({ planted: 88, found: 88 });
});

test('cells that hold no copy raise no alarm', () => {
  const others = scan.findings.filter(({ table }) => table !== 'planted' && table !== 'mail_keyed');
  expect(others).toEqual([]);
  expect(scan.summary.cells).toBeGreaterThan(10_000);
});

test('a row whose key is the value itself is named by its place, never by its key', () => {
  const [finding] = scan.findings.filter(({ table }) => table === 'mail_keyed');
  expect(finding?.keys).toEqual([expect.stringMatching(/^ctid \(\d+,\d+\)$/)]);
});

test('neither result, certificate, entry nor log holds a value', async () => {
  const entries = await store.sql('select body from audit_outbox');
  const told = JSON.stringify([scan, entries, store.log]);
  expect(told).not.toMatch(canaryPattern);
  expect(told).not.toContain('Lovelace');
});

test('what is left out is counted, and its fields are named', () => {
  const { leftOut, fieldsLeftOut, fields } = scan.opened;
  expect(leftOut.category).toBeGreaterThan(10);
  expect(leftOut.shape).toBeGreaterThan(0);
  expect(fieldsLeftOut).toEqual(
    expect.arrayContaining(['Person.birthDate', 'PersonName.given', 'PostalAddress.postalCode']),
  );
  expect(fields).toEqual(expect.arrayContaining(['EmailAddress.value', 'Person.name']));
});

test('customer-pii signs the certificate, and the audit log has its hash', async () => {
  const { certificate, kid, signature } = scan.certificate;
  const keys = store.installation.lock.processes['customer-pii']?.find((key) => key.kid === kid);
  expect(keys && verifyBytes(keys, Buffer.from(certificate), signature)).toBe(true);
  expect(keys && verifyBytes(keys, Buffer.from(`${certificate} `), signature)).toBe(false);
  expect(JSON.parse(certificate)).toMatchObject({
    outcome: 'copies were found',
    issuer: 'customer-pii',
    limits: expect.arrayContaining([expect.stringMatching(/encrypted, salted/)]),
  });
  const rows = await store.sql<{ body: string }>(
    `select body from audit_outbox where body like '%scan.certificate%'`,
  );
  expect(rows).toHaveLength(1);
});

test('a scan that is certified is over, and its digests match nothing any more', async () => {
  const digests = new Uint8Array(12);
  await expect(client.match('crm', scan.opened.session, digests)).rejects.toThrow('with 400');
});

test('only governance opens a scan', async () => {
  const asCrm = createMatchingClient({
    url: store.url,
    clock,
    processes: store.installation.lock.processes,
    keysOf: () => store.installation.stores.crm,
  });
  await expect(asCrm.open(randomBytes(32))).rejects.toThrow('with 401');
});

test('a value that six subjects share is left out and counted', async () => {
  const text = 'house.hold@example.test';
  const put = (id: string): Promise<object[]> =>
    store.sql(
      `with p as (insert into person (id, version, restricted, created_at, updated_at)
         values ($1, 1, false, now(), now()) returning id)
       insert into contact_point (id, person_id, kind, value, normalised, verified, preferred)
         select $1 || '-mail', id, 'EMAIL', $2, $2, false, false from p`,
      [id, text],
    );
  for (const id of ['s1', 's2', 's3', 's4', 's5']) await put(id);
  await store.seal();
  await withClient(other.ownerUrl, (owner) =>
    owner.query(`insert into mail_keyed values ('${text}')`),
  );
  const rowsOf = (found: InstallationScan): number =>
    found.findings
      .filter(({ table }) => table === 'mail_keyed')
      .reduce((sum, { rows }) => sum + rows, 0);
  expect(rowsOf(await scanned())).toBe(2);
  await put('s6');
  await store.seal();
  const later = await scanned();
  expect(rowsOf(later)).toBe(1);
  expect(later.opened.leftOut.shared).toBe(1);
});
