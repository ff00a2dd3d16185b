import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import { withClient, withDatabase } from '../../../tools/postgres/provision.ts';
import { scanForPeople, type PeopleScan } from '../../../tools/scan/people.ts';
import { testPostgres } from '../../support/databases.ts';

/* Databases that are not ours: plain tables, made by these scripts, owned by somebody else. */
const people = `
  create table staff (id int primary key, first_name text, last_name text, email text, phone text, iban text, street text);
  insert into staff values
    (1, 'Nora', 'Beispielhaft', 'nora@firm.example', '+49 30 23125 001', 'DE89 3704 0044 0532 0130 00', 'Lange Musterallee 17'),
    (2, 'Ivo', 'Exemplarisch', 'ivo.exemplarisch@firm.example', '+49 30 23125 002', null, 'Kurze Beispielgasse 4');`;
const shop = `
  create table orders (id int primary key, mail text, note text, total numeric);
  insert into orders values (1, 'NORA@firm.example', 'call 004930 23125001 first', 12.5), (2, 'other@firm.example', 'nothing', 3);`;
const warehouse = `
  create table parcels (no text, label jsonb, sender text[]);
  insert into parcels values ('P-1', '{"to": ["Beispielhaft, Nora"]}', '{"Lange Musterallee 17"}');
  create table mailing (hash text);
  insert into mailing values (encode(sha256('ivo.exemplarisch@firm.example'), 'hex'));`;

const names: string[] = [];
let urls: readonly string[];
let scan: PeopleScan;
let before: readonly string[];

async function foreign(script: string): Promise<string> {
  const { superuserUrl } = testPostgres();
  const name = `foreign_${randomUUID().slice(0, 8)}`;
  names.push(name);
  await withClient(superuserUrl, (client) =>
    client.query(`create database ${pg.escapeIdentifier(name)}`),
  );
  const url = withDatabase(superuserUrl, name);
  await withClient(url, (client) => client.query(script));
  return url;
}

/** All rows with the transactions that wrote them, all objects, and what was written at all. */
const fingerprint = (url: string): Promise<string> =>
  withClient(url, async (client) => {
    const tables = await client.query<{ name: string }>(
      `select format('%I', relname) as name from pg_class
        where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1`,
    );
    const parts: unknown[] = [tables.rows];
    for (const { name } of tables.rows) {
      parts.push((await client.query(`select xmin, xmax, ctid, t.* from ${name} t`)).rows);
    }
    parts.push((await client.query('select oid, relname, relacl from pg_class order by oid')).rows);
    return JSON.stringify(parts);
  });

const found = (kind: string): PeopleScan['kinds'][number] | undefined =>
  scan.kinds.find((one) => one.kind === kind);

beforeAll(async () => {
  urls = [await foreign(people), await foreign(shop), await foreign(warehouse)];
  before = await Promise.all(urls.map(fingerprint));
  const [first = '', ...systems] = urls;
  scan = await scanForPeople({
    ...{ people: first, systems, key: randomBytes(32) },
    onProgress: () => undefined,
  });
});
afterAll(async () => {
  await withClient(testPostgres().superuserUrl, async (client) => {
    for (const name of names) await client.query(`drop database "${name}" with (force)`);
  });
});

test.each<[kind: string, systems: number, columns: readonly RegExp[]]>([
  ['e-mail address', 2, [/^1 .*: orders\.mail$/, /^2 .*: mailing\.hash$/]],
  ['telephone number', 1, [/^1 .*: orders\.note$/]],
  ['name', 1, [/^2 .*: parcels\.label$/]],
  ['postal address', 1, [/^2 .*: parcels\.sender$/]],
])('says where a copy of an %s sits, and in how many systems', (kind, systems, columns) => {
  expect(found(kind)).toEqual({
    ...{ kind, systems },
    columns: columns.map((column) => expect.stringMatching(column)),
  });
});

test('a kind that sits nowhere else is not named', () => {
  expect(found('account number')).toBeUndefined();
});

test('nothing is changed in any of the databases', async () => {
  expect(await Promise.all(urls.map(fingerprint))).toEqual(before);
});

test('the result holds no value and no address of a database', () => {
  const told = JSON.stringify(scan);
  expect(told).not.toMatch(/nora|beispielhaft|exemplarisch|23125|3704|musterallee/i);
  expect(told).not.toMatch(/postgres(ql)?:|password/i);
});
