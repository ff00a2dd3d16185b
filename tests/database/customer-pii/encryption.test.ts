import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import {
  destroyKeys,
  subjectsOfPerson,
} from '../../../subgraphs/customer-pii/encryption/destroyKeys.ts';
import {
  sealedTables,
  type SealedColumns,
} from '../../../subgraphs/customer-pii/encryption/sealedTables.ts';
import { withClient } from '../../../tools/postgres/provision.ts';
import { person, readCustomer, readPerson } from './asking.ts';
import { commanding, registerPerson, rectifyPerson } from './commanding.ts';
import {
  accountManager,
  canary,
  canaryPattern,
  careAgent,
  clock,
  rightsDesk,
  startCustomerPii,
  type PiiStore,
} from './fixtures.ts';

let store: PiiStore;
beforeAll(async () => {
  store = await startCustomerPii();
});
afterAll(() => store.close());

const keys = <Row extends object>(sql: string, parameters: unknown[] = []): Promise<Row[]> =>
  withClient(store.database.keysUrl ?? '', async (client) => {
    const { rows } = await client.query<Row & pg.QueryResultRow>(sql, parameters);
    return rows;
  });
const keyDatabase = { query: keys as never };
const all = 'name { given family } birthDate emails { value } addresses { lines locality }';

test('no table of the store holds a personal value that anybody could read', async () => {
  for (const [table, { columns }] of Object.entries<SealedColumns>(sealedTables)) {
    for (const column of Object.values(columns)) {
      const [clear] = await store.sql(
        `select 1 from "${table}" where "${column}"::text !~ '^(\\{?e1\\.|$)'`,
      );
      expect([`${table}.${column}`, clear]).toEqual([`${table}.${column}`, undefined]);
    }
  }
  const tables = await store.sql<{ name: string }>(
    "select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'",
  );
  for (const { name } of tables) {
    expect(JSON.stringify(await store.sql(`select * from "${name}"`))).not.toMatch(canaryPattern);
  }
});

test('a person reads as before it was sealed', async () => {
  expect(await readPerson(store, rightsDesk, all)).toEqual({
    name: { given: canary.given, family: canary.family },
    birthDate: canary.birthDate,
    emails: [{ value: canary.email }, { value: 'second.canary@example.test' }],
    addresses: [{ lines: [canary.line], locality: 'Paris' }],
  });
});

test('sealing again changes nothing, and a command’s values are sealed like all others', async () => {
  const [before] = await store.sql("select * from person where id = 'ada'");
  await store.seal();
  expect(await store.sql("select * from person where id = 'ada'")).toEqual([before]);
  const { run } = commanding(store);
  const payload = await run(registerPerson, {
    input: { given: 'Grace', family: 'Example', email: 'grace@example.test' },
    idempotencyKey: randomUUID(),
  });
  const [row] = await store.sql<{ family_name: string; value: string; normalised: string }>(
    'select p.family_name, c.value, c.normalised from person p join contact_point c on c.person_id = p.id where p.id = $1',
    [payload.person?.id],
  );
  expect(row?.family_name).toMatch(/^e1\./);
  expect(row?.value).toMatch(/^e1\./);
  expect(row?.normalised).toMatch(/^i\d+\.[\w-]{43}$/);
});

describe('a value that is not where it was sealed', () => {
  const errors = () => store.log.filter(({ event }) => event === 'value.unreadable');
  let known: number;
  beforeEach(() => {
    known = errors().length;
  });

  /** Changes a person, reads it, and puts it back as it was. */
  async function changed(set: string, selection: string): Promise<unknown> {
    const [kept] = await store.sql<Record<string, unknown>>(
      "select * from person where id = 'ada'",
    );
    await store.sql(`update person set ${set} where id = 'ada'`);
    try {
      const { body } = await store.as(rightsDesk, person(selection), { id: 'ada' });
      expect(JSON.stringify(body)).not.toContain('e1.');
      return body.data.person;
    } finally {
      await store.sql('update person set given_name = $1, family_name = $2 where id = $3', [
        ...[kept?.given_name, kept?.family_name, 'ada'],
      ]);
    }
  }

  test.each([
    ['swapped with another field of the row', 'given_name = family_name'],
    [
      'swapped with another row and subject',
      "given_name = (select given_name from person where id = 'bob')",
    ],
    ['cut', 'given_name = left(given_name, 30)'],
    ['cut by one character', 'given_name = left(given_name, -1)'],
    ['changed', "given_name = overlay(given_name placing 'AAAA' from 60 for 4)"],
    ['put there in clear', "given_name = 'Mallory'"],
    ['of a key that is not there', "given_name = 'e1.' || repeat('A', 90)"],
  ])('%s: it is null, the log says where, and the rest goes on', async (_how, set) => {
    expect(await changed(set, 'version name { given family }')).toMatchObject({
      version: expect.any(Number),
      name: { given: null, family: canary.family },
    });
    expect(errors()).toHaveLength(known + 1);
    expect(errors().at(-1)).toMatchObject({
      code: 'VALUE_UNREADABLE',
      places: { 'person.given_name': 1 },
    });
  });

  test('one of the same subject and field, of another row, does not open', async () => {
    const [kept] = await store.sql<{ value: string }>(
      "select value from contact_point where id = 'ada-mail'",
    );
    await store.sql(
      "update contact_point set value = (select value from contact_point where id = 'ada-mail-2') where id = 'ada-mail'",
    );
    expect(await readPerson(store, rightsDesk, 'emails { value }')).toEqual({
      emails: [{ value: null }, { value: 'second.canary@example.test' }],
    });
    await store.sql("update contact_point set value = $1 where id = 'ada-mail'", [kept?.value]);
  });

  test('a wrapped key in another subject’s row opens nothing', async () => {
    const [ada] = await keys<{ id: string; wrapped: Buffer }>(
      "select id, wrapped from subject_key where subject = 'ada' and use = 'live'",
    );
    await keys(
      "update subject_key set wrapped = (select wrapped from subject_key where subject = 'bob' and use = 'live') where id = $1",
      [ada?.id],
    );
    expect(await readPerson(store, rightsDesk, 'name { given family }')).toEqual({
      name: { given: null, family: null },
    });
    await keys('update subject_key set wrapped = $2 where id = $1', [ada?.id, ada?.wrapped]);
    expect(await readPerson(store, rightsDesk, 'name { given }')).toEqual({
      name: { given: canary.given },
    });
  });
});

test('with the key database down, personal values are withheld with a code, and the rest goes on', async () => {
  const name = new URL(store.database.keysUrl ?? '').pathname.slice(1);
  // The audit log's names of subjects are known already, so that keys alone are missed.
  await readPerson(store, rightsDesk, all);
  const rename = (from: string, to: string): Promise<unknown> =>
    withClient(store.database.superuserUrl, async (client) => {
      await client.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1',
        [from],
      );
      await client.query(`alter database "${from}" rename to "${to}"`);
    });
  await rename(name, `${name}_away`);
  try {
    const { body, status } = await store.as(
      rightsDesk,
      person('id version restricted name { given full } birthYear'),
      { id: 'ada' },
    );
    expect(status).toBe(200);
    expect(body.data.person).toEqual({
      ...{ id: 'ada', version: expect.any(Number), restricted: false },
      ...{ name: { given: null, full: null }, birthYear: null },
    });
    const codes = body.errors.map(
      (error: { extensions: { code: string } }) => error.extensions.code,
    );
    expect(new Set(codes)).toEqual(new Set(['KEYS_UNAVAILABLE']));
    expect(JSON.stringify(body)).not.toMatch(canaryPattern);
  } finally {
    await rename(`${name}_away`, name);
  }
  expect(await readPerson(store, rightsDesk, 'name { given }')).toEqual({
    name: { given: canary.given },
  });
});

describe('a person whose keys were destroyed', () => {
  test('reads as nothing at once, in every table, and its invoices keep what the law wants', async () => {
    await store.from('finance', '/call', {
      call: 'freeze-billing-party',
      payload: { invoiceId: 'kept-invoice', customerId: 'person' },
    });
    const subjects = await subjectsOfPerson({ query: store.sql }, 'ada');
    expect(subjects).toEqual(
      expect.arrayContaining([
        { kind: 'person', id: 'ada' },
        { kind: 'customer', id: 'person' },
      ]),
    );
    const by = { clock, newId: randomUUID };
    expect(await destroyKeys(keyDatabase, { subjects, uses: ['live'] }, by)).toBeGreaterThan(0);
    expect(await destroyKeys(keyDatabase, { subjects, uses: ['live'] }, by)).toBe(0);
    expect(
      await readPerson(
        store,
        rightsDesk,
        `${all} preferredLanguage birthYear nationalIds { value }`,
      ),
    ).toEqual({
      ...{ name: { given: null, family: null }, birthDate: null, birthYear: null },
      ...{ emails: [{ value: null }, { value: null }], preferredLanguage: null },
      ...{ addresses: [{ lines: null, locality: null }], nationalIds: [{ value: null }] },
    });
    expect(await readCustomer(store, careAgent, 'legalName addresses { lines }', 'person')).toEqual(
      { legalName: null, addresses: [{ lines: null }] },
    );
    const [snapshot] = await store.sql<{ id: string }>(
      "select id from billing_party_snapshot where invoice_id = 'kept-invoice'",
    );
    const named = `query($id: ID!) { _entities(representations: [{__typename: "BillingPartySnapshot", id: $id}]) {
      ... on BillingPartySnapshot { name } } }`;
    const frozen = async (): Promise<unknown> =>
      (await store.as(rightsDesk, named, { id: snapshot?.id })).body.data._entities;
    expect(await frozen()).toEqual([{ name: `Dr ${canary.given} ${canary.family}` }]);
    await destroyKeys(keyDatabase, { subjects, uses: ['law'] }, by);
    expect(await frozen()).toEqual([{ name: null }]);
  });

  test('nobody is told that the values were there: no error stands beside them', async () => {
    const before = store.log.filter(({ event }) => event === 'value.unreadable').length;
    const { body } = await store.as(accountManager, person('name { full }'), { id: 'ada' });
    expect(body).toEqual({ data: { person: { name: { full: null } } } });
    expect(store.log.filter(({ event }) => event === 'value.unreadable')).toHaveLength(before);
  });

  test('takes no new value', async () => {
    const [row] = await store.sql<{ version: number }>(
      "select version from person where id = 'ada'",
    );
    const { errors } = await commanding(store).run(rectifyPerson, {
      ...{ id: 'ada', expectedVersion: row?.version },
      input: { given: 'Ada', family: 'Again' },
    });
    expect(errors).toEqual([{ code: 'SUBJECT_ERASED', path: [] }]);
  });
});

test('no log entry of all this holds a personal value', () => {
  expect(JSON.stringify(store.log)).not.toMatch(canaryPattern);
});
