import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import type { Receipt } from '../../../audit/receipt.ts';
import { systemClock } from '../../../lib/clock.ts';
import { claimsFor, signedBy } from '../../support/installation.ts';
import type { Reply, TestStore } from '../../support/testStore.ts';
import { collections, seedInvoices, startFixture } from './fixture/seed.ts';

let store: TestStore;

beforeAll(async () => {
  store = await startFixture();
  await seedInvoices(store);
});
afterAll(() => store.close());

const ask = async (query: string, claims = {}, variables = {}): Promise<Reply> => {
  const reply = await store.ask({ query, claims, variables });
  expect(reply.body.errors).toBeUndefined();
  return reply;
};
const receiptOf = async (query: string, claims = {}, variables = {}): Promise<Receipt> =>
  given((await ask(query, claims, variables)).receipt);
const given = (receipt: Receipt | undefined): Receipt => {
  if (receipt === undefined) throw new TypeError('there is no receipt');
  return receipt;
};
const counts = ({ rows, cells, audit_refs }: Receipt): object => ({
  rows,
  cells,
  subjects: audit_refs.length,
});
const none = { rows: 0, cells: 0, subjects: 0 };

test('a legal person’s party values count no cell, no row and no subject', async () => {
  const receipt = await receiptOf('{ invoice(id: "i1") { id number total { minorUnits } } }');
  expect(counts(receipt)).toEqual(none);
});

test('a natural person’s party values count, and an amount is one of them', async () => {
  const receipt = await receiptOf(
    '{ invoice(id: "i4") { id number total { minorUnits currency } } }',
  );
  expect(counts(receipt)).toEqual({ rows: 1, cells: 3, subjects: 1 });
});

test('a party of unknown kind is a natural person', async () => {
  expect(counts(await receiptOf('{ invoice(id: "i5") { number } }'))).toEqual({
    rows: 1,
    cells: 1,
    subjects: 1,
  });
});

test('a null counts no cell, and a row that holds nothing else no row', async () => {
  const receipt = await receiptOf('{ invoice(id: "i5") { contactMail note } }');
  expect(counts(receipt)).toEqual(none);
});

test('a personal value of a legal person’s row counts, but a company is no subject', async () => {
  const receipt = await receiptOf('{ invoice(id: "i1") { number contactMail note } }');
  expect(counts(receipt)).toEqual({ rows: 1, cells: 2, subjects: 0 });
});

test('a value in a weaker form is a cell; what the form can’t show is none', async () => {
  const { body, receipt } = await ask(
    '{ invoices(first: 10) { edges { node { contactMail } } } }',
    collections,
  );
  const shown = body.data.invoices.edges.filter(
    ({ node }: { node: { contactMail: string | null } }) => node.contactMail !== null,
  );
  expect(counts(given(receipt))).toEqual({
    rows: shown.length,
    cells: shown.length,
    subjects: 0,
  });
  expect(shown.length).toBeGreaterThan(0);
});

test('a row that the purpose may not see counts nothing', async () => {
  const { body, receipt } = await ask('{ invoice(id: "i4") { number } }', collections);
  expect(body.data.invoice).toBeNull();
  expect(counts(given(receipt))).toEqual(none);
});

test('rows of one person are one subject; a value asked through an alias is served twice', async () => {
  const receipt = await receiptOf(
    '{ invoice(id: "i4") { number again: number lines { id quantity } terms { netDays } } }',
  );
  expect(counts(receipt)).toEqual({ rows: 2, cells: 5, subjects: 1 });
});

test('what a store adds to another’s entity counts for the entity’s party', async () => {
  const query =
    'query($r: [_Any!]!) { _entities(representations: $r) { ... on Customer { id balance { minorUnits } } } }';
  const r = ['acme', 'nora', 'mute'].map((id) => ({ __typename: 'Customer', id }));
  expect(counts(await receiptOf(query, {}, { r }))).toEqual({ rows: 2, cells: 4, subjects: 2 });
});

test('sums belong to the party whose list they are over; over everybody’s they name nobody', async () => {
  const totals = 'invoices(first: 1) { totals { minorUnits } }';
  const query = `query($r: [_Any!]!) { _entities(representations: $r) { ... on Customer { ${totals} } } }`;
  const of = (id: string) => ({ r: [{ __typename: 'Customer', id }] });
  expect(counts(await receiptOf(query, {}, of('nora')))).toEqual({
    rows: 1,
    cells: 1,
    subjects: 1,
  });
  expect(counts(await receiptOf(query, {}, of('acme')))).toEqual(none);
  expect(counts(await receiptOf(`{ ${totals} }`))).toEqual({ rows: 1, cells: 1, subjects: 0 });
});

test('an answer of business fields alone has no receipt', async () => {
  const { receipt, body } = await ask('{ areas { id name } }');
  expect([receipt, body.extensions]).toEqual([undefined, undefined]);
});

describe('a receipt', () => {
  const query = '{ invoice(id: "i4") { number contactMail } }';

  test('says under which intent, by which token and for which text it was given', async () => {
    const claims = { jti: 'jti-of-this-one-1', intent: '01JINTENT', attempt: 2 };
    expect(await receiptOf(query, claims)).toEqual({
      attempt: 2,
      audit_refs: [expect.stringMatching(/^[0-9a-f]{32}$/)],
      cells: 2,
      entryId: '01JINTENT',
      guardSeq: null,
      jti: 'jti-of-this-one-1',
      rows: 1,
      statementHash: createHash('sha256').update(query).digest('hex'),
    });
  });

  test('is the first attempt’s unless the token says otherwise', async () => {
    expect((await receiptOf(query)).attempt).toBe(1);
  });

  test('never holds an id or a value', async () => {
    const text = JSON.stringify(
      await receiptOf(
        '{ invoices { edges { node { id number contactMail note customer { id } } } } }',
      ),
    );
    expect(text).not.toMatch(/nora|mute|acme|i4|N-4|home\.test|call first/);
  });

  test('comes the same through both faces', async () => {
    const body = JSON.stringify({ query, variables: {} });
    const claims = claimsFor('finance', body, systemClock, { intent: '01JINTENT' });
    const { gateway, stores } = store.installation;
    const reply = await store.post('/graphql/apollo', body, {
      authorization: signedBy(gateway, stores.finance, claims),
    });
    expect({ ...reply.receipt, jti: '' }).toEqual({
      ...(await receiptOf(query, { intent: '01JINTENT' })),
      jti: '',
    });
  });
});

describe('names of subjects', () => {
  const query = '{ invoices(first: 10) { edges { node { number } } } }';
  beforeEach(() => receiptOf(query));

  test('are the same at each question, and cost no statement after the first', async () => {
    const before = await store.sql<{ ref: string }>('select ref from audit_ref order by ref');
    const receipt = await receiptOf(query);
    expect(receipt.audit_refs).toEqual(before.map(({ ref }) => ref));
    expect(receipt.audit_refs).toHaveLength(2);
    expect(store.lastSubrequest()).toMatchObject({ statements: 1, refStatements: 0 });
  });

  test('stay when the store comes up again', async () => {
    const { audit_refs: before } = await receiptOf(query);
    const { installation, database } = store;
    const again = await startFixture({ installation, database });
    const { receipt } = await again.ask({ query });
    await again.close(false);
    expect(receipt?.audit_refs).toEqual(before);
  });

  test('cannot be had: then no value leaves, and business fields still do', async () => {
    const { installation, database } = store;
    const again = await startFixture({ installation, database });
    await store.sql('alter table audit_ref rename to audit_ref_away');
    try {
      const refused = await again.ask({ query });
      expect(refused.status).toBe(503);
      expect(refused.body).toEqual({
        errors: [expect.objectContaining({ extensions: { code: 'AUDIT_UNAVAILABLE' } })],
      });
      expect((await again.ask({ query: '{ areas { name } }' })).body.errors).toBeUndefined();
    } finally {
      await store.sql('alter table audit_ref_away rename to audit_ref');
      await again.close(false);
    }
  });
});
