import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { withClient } from '../../../tools/postgres/provision.ts';
import { columnProblems } from '../../support/columns.ts';
import { startCustomerPii, type PiiStore } from './fixtures.ts';

let store: PiiStore;

beforeAll(async () => {
  store = await startCustomerPii();
  await store.sql(`
    insert into billing_party_snapshot (id, invoice_id, customer_id, retention_until, frozen_at) values
      ('kept', 'kept', 'company', '2036-12-31', now()), ('over', 'over', 'company', '2020-12-31', now())`);
});
afterAll(() => store.close());

/** SQLSTATE with which the database refuses a statement of the service role. */
const refusal = (sql: string): Promise<string | undefined> =>
  withClient(store.database.url, async (client) => {
    const error = await client.query(sql).catch((cause: unknown) => cause);
    return error instanceof pg.DatabaseError ? error.code : undefined;
  });

const frozen = 'RF001';
const insufficientPrivilege = '42501';
const checkViolation = '23514';
const uniqueViolation = '23505';
const foreignKeyViolation = '23503';

test.each([
  [
    'a consent event is changed',
    "update consent_event set status = 'GIVEN' where id = 'ada-withdrew'",
    frozen,
  ],
  ['a consent event is taken away', "delete from consent_event where id = 'ada-withdrew'", frozen],
  ['consent events are emptied', 'truncate consent_event', insufficientPrivilege],
  [
    'a person with consent events is taken away',
    "delete from person where id = 'cy' or id = 'ada'",
    foreignKeyViolation,
  ],
  [
    'a consent of an unknown status is added',
    "insert into consent_event (id, person_id, purpose, status, text_version, method, recorded_at) values ('x', 'bob', 'marketing', 'MAYBE', 'v1', 'x', now())",
    checkViolation,
  ],
  [
    'an address’s words are changed',
    "update postal_address set lines = '{other}' where id = 'company-bill'",
    frozen,
  ],
  [
    'an address changes its owner',
    "update postal_address set customer_id = 'person' where id = 'company-bill'",
    frozen,
  ],
  [
    'a corrected address is corrected again',
    "update postal_address set superseded_by = 'company-ship' where id = 'company-old'",
    frozen,
  ],
  [
    'an address has two owners',
    "insert into postal_address (id, customer_id, person_id, use, lines, locality, country_code, valid_from) values ('x', 'company', 'ada', '{HOME}', '{x}', 'x', 'FR', now())",
    checkViolation,
  ],
  [
    'an address has no use',
    "insert into postal_address (id, customer_id, use, lines, locality, country_code, valid_from) values ('x', 'company', '{}', '{x}', 'x', 'FR', now())",
    checkViolation,
  ],
  [
    'a person has two preferred addresses',
    "update contact_point set preferred = true where id = 'ada-mail-2'",
    uniqueViolation,
  ],
  [
    'a mandate is half there',
    "update payment_instrument set mandate_reference = 'x' where id = 'company-card'",
    checkViolation,
  ],
  [
    'a frozen billing party is changed',
    "update billing_party_snapshot set name = 'x' where id = 'kept'",
    frozen,
  ],
  [
    'a frozen billing party is taken away in its time',
    "delete from billing_party_snapshot where id = 'kept'",
    frozen,
  ],
])('the database refuses that %s', async (_what, sql, code) => {
  expect(await refusal(sql)).toBe(code);
});

test('the owner can’t empty consent events either', async () => {
  await expect(store.sql('truncate consent_event cascade')).rejects.toMatchObject({ code: frozen });
});

test('a frozen billing party may go when its retention has ended', async () => {
  expect(await refusal("delete from billing_party_snapshot where id = 'over'")).toBeUndefined();
});

test('what is in force is the last act for each purpose and channel', async () => {
  const rows = await store.sql<{ id: string }>('select id from current_consent order by id');
  expect(rows.map(({ id }) => id)).toEqual(['ada-refused', 'ada-withdrew']);
});

test('every column is the source of a field or internal, and every mapped column exists and fits', async () => {
  expect(await columnProblems('customer-pii', store)).toEqual([]);
});
