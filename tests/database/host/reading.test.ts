import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Reply, TestStore } from '../../support/testStore.ts';
import { collections, seedInvoices, startFixture } from './fixture/seed.ts';

let store: TestStore;

beforeAll(async () => {
  store = await startFixture();
  await seedInvoices(store);
});
afterAll(() => store.close());

const asked = async (query: string, claims = {}, variables = {}): Promise<Reply['body']> =>
  (await store.ask({ query, claims, variables })).body;

const numbers = (connection: { edges: { node: { number: string } }[] }): string[] =>
  connection.edges.map(({ node }) => node.number);

test('columns, amounts, pointers and value objects of the same row need no code', async () => {
  const { data } = await asked(`{ invoice(id: "i1") {
    id number customer { __typename id } area { name } status issueDate issuedAt
    total { minorUnits currency exponent } terms { netDays discountPct } version
    lines { id quantity product { id } invoice { number } } } }`);
  expect(data.invoice).toEqual({
    id: 'i1',
    number: 'N-1',
    customer: { __typename: 'Customer', id: 'acme' },
    area: { name: 'North' },
    status: 'ISSUED',
    issueDate: '2026-01-10',
    issuedAt: '2026-01-10T08:00:00.500Z',
    total: { minorUnits: '10000', currency: 'EUR', exponent: 2 },
    terms: { netDays: 30, discountPct: null },
    version: 1,
    lines: [
      { id: 'l1', quantity: '2.0000', product: { id: 'p1' }, invoice: { number: 'N-1' } },
      { id: 'l2', quantity: '1.5000', product: { id: 'p2' }, invoice: { number: 'N-1' } },
    ],
  });
});

test('a currency without minor units has exponent 0', async () => {
  const { data } = await asked(
    '{ invoice(id: "i3") { total { minorUnits exponent } area { id } } }',
  );
  expect(data.invoice).toEqual({ total: { minorUnits: '300', exponent: 0 }, area: null });
});

const entities = 'query($r: [_Any!]!) { _entities(representations: $r) { ';
const references = {
  r: [
    { __typename: 'Invoice', id: 'i1' },
    { __typename: 'Invoice', id: 'i4' },
    { __typename: 'Invoice', id: 'none' },
    { __typename: 'Invoice', id: 'i6' },
    { __typename: 'Invoice', id: { $ne: null } },
  ],
};

test('references resolve by key, in one statement, in their order', async () => {
  const { data } = await asked(`${entities} ... on Invoice { number } } }`, {}, references);
  expect(data._entities).toEqual([
    { number: 'N-1' },
    { number: 'N-4' },
    null,
    { number: 'N-6' },
    null,
  ]);
  expect(store.lastSubrequest().statements).toBe(1);
});

test('a natural person’s row is answered to a reference like one that does not exist', async () => {
  const { data, errors } = await asked(
    `${entities} ... on Invoice { number } } }`,
    collections,
    references,
  );
  expect(data._entities).toEqual([{ number: 'N-1' }, null, null, { number: 'N-6' }, null]);
  expect(errors).toBeUndefined();
});

test('a contribution to a natural person, or to somebody unknown, is withheld', async () => {
  const r = ['acme', 'nora', 'mute'].map((id) => ({ __typename: 'Customer', id }));
  const query = `${entities} ... on Customer { id invoices { totalCount } } } }`;
  const asClerk = await asked(query, collections, { r });
  expect(asClerk.data._entities).toEqual([{ id: 'acme', invoices: { totalCount: 3 } }, null, null]);
  const asAccountant = await asked(query, {}, { r });
  expect(asAccountant.data._entities.map((entity: { id: string }) => entity.id)).toEqual([
    'acme',
    'nora',
    'mute',
  ]);
});

test('natural persons’ rows are left out of lists and counts before the page is cut', async () => {
  const query =
    '{ invoices(first: 2, orderBy: {field: NUMBER, direction: DESC}) { totalCount edges { node { number } } pageInfo { hasNextPage } } }';
  const asClerk = await asked(query, collections);
  expect(numbers(asClerk.data.invoices)).toEqual(['N-6', 'N-3']);
  expect(asClerk.data.invoices).toMatchObject({ totalCount: 4, pageInfo: { hasNextPage: true } });
  const asAccountant = await asked(query);
  expect(numbers(asAccountant.data.invoices)).toEqual(['N-6', 'N-5']);
  expect(asAccountant.data.invoices.totalCount).toBe(6);
});

test('a single row of a natural person is found by neither id nor number', async () => {
  const query = '{ invoice(id: "i4") { number } invoiceByNumber(number: "N-4") { number } }';
  expect((await asked(query, collections)).data).toEqual({ invoice: null, invoiceByNumber: null });
  expect((await asked(query)).data.invoiceByNumber).toEqual({ number: 'N-4' });
});

test('a promised edge to a natural person’s row withholds the nearest nullable field above, and says why', async () => {
  const query = '{ area(id: "a2") { name reviews { outcome invoice { number } } } }';
  const asClerk = await asked(query, collections);
  expect(asClerk.data).toEqual({ area: null });
  expect(asClerk.errors).toEqual([
    {
      message: 'Rows of natural persons are left out for this purpose.',
      path: ['area', 'reviews', 0, 'invoice'],
      extensions: { code: 'PARTY_NOT_PERMITTED' },
    },
  ]);
  expect((await asked(query)).data.area.reviews).toEqual([
    { outcome: 'late', invoice: { number: 'N-4' } },
  ]);
});

test('computed statements and totals hold to the same rows', async () => {
  const query =
    '{ invoices(first: 1, filter: {statuses: [ISSUED]}) { totals { minorUnits currency } edges { node { id } } } }';
  const asClerk = await asked(query, collections);
  expect(asClerk.data.invoices.totals).toEqual([{ minorUnits: '10005', currency: 'EUR' }]);
  const asAccountant = await asked(query);
  expect(asAccountant.data.invoices.totals).toEqual([{ minorUnits: '10165', currency: 'EUR' }]);
  expect((await asked('{ invoiceCount }', { purpose: 'tax' })).data.invoiceCount).toBe(4);
});

interface PageQuery {
  readonly order: string;
  readonly expected: readonly string[];
}

test.each<[string, PageQuery]>([
  [
    'the list’s own, nulls first',
    { order: '', expected: ['N-3', 'N-6', 'N-2', 'N-5', 'N-4', 'N-1'] },
  ],
  [
    'a chosen one',
    {
      order: 'orderBy: {field: NUMBER, direction: ASC}',
      expected: ['N-1', 'N-2', 'N-3', 'N-4', 'N-5', 'N-6'],
    },
  ],
  [
    'a chosen one, descending',
    {
      order: 'orderBy: {field: NUMBER, direction: DESC}',
      expected: ['N-6', 'N-5', 'N-4', 'N-3', 'N-2', 'N-1'],
    },
  ],
  [
    'one with ties among nulls, last',
    {
      order: 'orderBy: {field: ISSUED_AT, direction: ASC}',
      expected: ['N-1', 'N-4', 'N-5', 'N-2', 'N-3', 'N-6'],
    },
  ],
  [
    'one with ties among nulls, first',
    {
      order: 'orderBy: {field: ISSUED_AT, direction: DESC}',
      expected: ['N-3', 'N-6', 'N-2', 'N-5', 'N-4', 'N-1'],
    },
  ],
])(
  'pages follow each other without gap or repetition in %s order',
  async (_name, { order, expected }) => {
    for (const first of [1, 2, 4]) {
      const seen: string[] = [];
      for (let after: string | null = null, more = true; more;) {
        const query: string = `query($after: String) { invoices(first: ${String(first)}, after: $after, ${order}) { edges { cursor node { number } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;
        const body: Reply['body'] = await asked(query, {}, { after });
        const { invoices } = body.data;
        expect(invoices.pageInfo.hasPreviousPage).toBe(after !== null);
        expect(invoices.pageInfo.startCursor).toBe(invoices.edges[0].cursor);
        seen.push(...numbers(invoices));
        after = invoices.pageInfo.endCursor;
        more = invoices.pageInfo.hasNextPage;
      }
      expect(seen).toEqual(expected);
    }
  },
);

test('a cursor of a row that may not be seen begins nowhere, like one of no row', async () => {
  const query = 'query($after: String) { invoices(after: $after) { edges { node { number } } } }';
  const cursor = (id: string): object => ({ after: Buffer.from(id).toString('base64url') });
  const hidden = await asked(query, collections, cursor('i4'));
  const none = await asked(query, collections, cursor('no-such-row'));
  expect(hidden).toEqual({ data: { invoices: { edges: [] } } });
  expect(none).toEqual(hidden);
});

test('cursors hold nothing but the key of their row', async () => {
  const { data } = await asked('{ invoices(first: 1) { edges { cursor } } }');
  expect(Buffer.from(data.invoices.edges[0].cursor, 'base64url').toString()).toBe('i3');
});

test.each([
  ['first: 0', 'INVALID_INPUT'],
  ['first: 101', 'INVALID_INPUT'],
  ['first: -1', 'INVALID_INPUT'],
  ['after: "%%%"', 'INVALID_INPUT'],
])('a page of %s is refused', async (args, code) => {
  const { data, errors } = await asked(`{ invoices(${args}) { totalCount } }`);
  expect([data.invoices, errors[0].extensions.code]).toEqual([null, code]);
});

test('filters narrow, combine, and are left out where they are null', async () => {
  const query =
    'query($f: InvoiceFilter) { invoices(filter: $f, orderBy: {field: NUMBER, direction: ASC}) { totalCount edges { node { number } } } }';
  const shown = async (f: object | null): Promise<string[]> =>
    numbers((await asked(query, {}, { f })).data.invoices);
  expect(await shown({ statuses: ['DRAFT', 'SETTLED'] })).toEqual(['N-2', 'N-3']);
  expect(await shown({ from: '2026-01-11', to: '2026-02-10' })).toEqual(['N-2', 'N-4', 'N-5']);
  expect(await shown({ statuses: ['ISSUED'], from: '2026-01-11', to: null })).toEqual([
    'N-4',
    'N-5',
  ]);
  expect(await shown({ statuses: [] })).toEqual([]);
  expect(await shown({ statuses: null })).toHaveLength(6);
  expect(await shown(null)).toHaveLength(6);
});

test('an edge’s own condition always holds', async () => {
  const r = [{ __typename: 'Customer', id: 'acme' }];
  const { data } = await asked(
    `${entities} ... on Customer { openInvoices { number } balance { minorUnits } } } }`,
    {},
    { r },
  );
  expect(data._entities).toEqual([
    { openInvoices: [{ number: 'N-1' }], balance: { minorUnits: '10000' } },
  ]);
});

// A value of an entity whose row is elsewhere costs one statement more: whose it is.
test.each<[string, string, number]>([
  [
    'a connection of many parents, with its count',
    '... on Customer { invoices(first: 2) { totalCount edges { node { id } } } }',
    1,
  ],
  ['the count alone', '... on Customer { invoices { totalCount } }', 1],
  [
    'the page and the totals',
    '... on Customer { invoices { totals { minorUnits } edges { node { id } } } }',
    3,
  ],
  [
    'what lies below',
    '... on Customer { balance { minorUnits } invoices { edges { node { area { name } lines { quantity invoice { number } } } } } }',
    4,
  ],
])('%s costs the same for one parent and for many', async (_name, selection, statements) => {
  for (const ids of [['acme'], ['acme', 'bolt', 'nora', 'mute', 'nobody']]) {
    const r = ids.map((id) => ({ __typename: 'Customer', id }));
    const { errors } = await asked(`${entities} ${selection} } }`, {}, { r });
    expect(errors).toBeUndefined();
    expect(store.lastSubrequest().statements).toBe(statements);
  }
});

test('each parent has its own page', async () => {
  const r = ['acme', 'bolt', 'nobody'].map((id) => ({ __typename: 'Customer', id }));
  const { data } = await asked(
    `${entities} ... on Customer { invoices(first: 1) { totalCount edges { node { number } } pageInfo { hasNextPage } } } } }`,
    {},
    { r },
  );
  expect(data._entities.map(({ invoices }: Record<string, object>) => invoices)).toEqual([
    { totalCount: 3, edges: [{ node: { number: 'N-3' } }], pageInfo: { hasNextPage: true } },
    { totalCount: 1, edges: [{ node: { number: 'N-6' } }], pageInfo: { hasNextPage: false } },
    { totalCount: 0, edges: [], pageInfo: { hasNextPage: false } },
  ]);
});

test('one field under two aliases with other arguments is two lists', async () => {
  const { data } = await asked(
    '{ draft: invoices(filter: {statuses: [DRAFT]}) { totalCount } all: invoices { totalCount } }',
  );
  expect(data).toEqual({ draft: { totalCount: 1 }, all: { totalCount: 6 } });
});
