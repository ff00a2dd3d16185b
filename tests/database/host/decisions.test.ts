import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { TestStore } from '../../support/testStore.ts';
import { collections, seedInvoices, startFixture } from './fixture/seed.ts';

let store: TestStore;

beforeAll(async () => {
  store = await startFixture();
  await seedInvoices(store);
});
afterAll(() => store.close());

const entities = (selection: string): string =>
  `query($r: [_Any!]!) { _entities(representations: $r) { ... on Invoice { ${selection} } } }`;
const i1 = { r: [{ __typename: 'Invoice', id: 'i1' }] };

test.each<[string, string, Record<string, unknown>]>([
  ['in plain sight', '{ invoice(id: "i1") { number note } }', {}],
  ['under an alias', '{ invoice(id: "i1") { number: note } }', {}],
  ['in a fragment', '{ invoice(id: "i1") { ...f } } fragment f on Invoice { note }', {}],
  ['in an inline fragment', '{ invoice(id: "i1") { ... on Invoice { note } } }', {}],
  [
    'behind @skip',
    'query($s: Boolean!) { invoice(id: "i1") { number note @skip(if: $s) } }',
    { s: true },
  ],
  ['in an entity', entities('note'), i1],
  ['in an entity under an alias', entities('number: note'), i1],
  ['deep in a connection', '{ invoices { edges { node { note } } } }', {}],
  ['as a literal argument', '{ invoices(filter: {note: "x"}) { totalCount } }', {}],
  [
    'inside a variable',
    'query($f: InvoiceFilter) { invoices(filter: $f) { totalCount } }',
    { f: { note: 'x' } },
  ],
  [
    'as the default of a variable',
    'query($f: InvoiceFilter = {note: "x"}) { invoices(filter: $f) { totalCount } }',
    {},
  ],
  ['as the whole document', '{ invoiceCount }', {}],
  ['as the SDL', '{ _service { sdl } }', {}],
  [
    'as a command',
    'mutation { settleInvoice(id: "i1", expectedVersion: 1, to: SETTLED) { errors { code } } }',
    {},
  ],
])('a denied field refuses the whole sub-request: %s', async (_name, query, variables) => {
  const reply = await store.ask({ query, variables, claims: collections });
  expect([reply.status, reply.body.errors[0].extensions.code]).toEqual([403, 'NOT_PERMITTED']);
  expect(reply.body).not.toHaveProperty('data');
  const refused = store.log.at(-1);
  expect(refused).toMatchObject({ event: 'subrequest.refused', code: 'NOT_PERMITTED' });
});

test.each([
  ['a purpose that nobody defined', { purpose: 'curiosity' }],
  ['a role that the purpose does not have', { roles: ['collections-clerk'] }],
])('%s reads nothing', async (_name, claims) => {
  const reply = await store.ask({ query: '{ invoice(id: "i1") { number } }', claims });
  expect(reply.status).toBe(403);
});

test('personal values stay in their region', async () => {
  const query = '{ invoice(id: "i1") { contactMail } }';
  const far = await store.ask({ query, claims: { region: 'US' } });
  const near = await store.ask({ query });
  expect([far.status, near.body.data]).toEqual([403, { invoice: { contactMail: 'ap@acme.test' } }]);
});

test('a filter that the purpose may use is used', async () => {
  const query = 'query($f: InvoiceFilter) { invoices(filter: $f) { totalCount } }';
  const reply = await store.ask({
    query,
    variables: { f: { statuses: ['ISSUED'] } },
    claims: collections,
  });
  expect(reply.body.data).toEqual({ invoices: { totalCount: 2 } });
});

test.each([
  ['introspection', '{ __schema { types { name } } }', 'DOCUMENT_INVALID'],
  ['an unknown field', '{ invoice(id: "i1") { numbr } }', 'DOCUMENT_INVALID'],
  ['a syntax error', '{ invoice(id: "i1") ', 'DOCUMENT_INVALID'],
  [
    'a second operation',
    'query A { areas { id } } query B { invoice(id: "i1") { note } }',
    'DOCUMENT_INVALID',
  ],
])('%s is refused without a word about the graph', async (_name, query, code) => {
  const reply = await store.ask({ query });
  expect([reply.status, reply.body.errors[0].extensions.code]).toEqual([400, code]);
  expect(JSON.stringify(reply.body)).not.toMatch(/number|Did you mean|stack|Invoice/);
});

test('a variable of the wrong type is refused and not repeated', async () => {
  const query = 'query($f: InvoiceFilter) { invoices(filter: $f) { totalCount } }';
  const reply = await store.ask({ query, variables: { f: { from: 'canary-4711' } } });
  expect(reply.body.errors[0].extensions.code).toBe('VARIABLE_INVALID');
  expect(JSON.stringify(reply.body)).not.toContain('canary');
  expect(JSON.stringify(store.log)).not.toContain('canary');
});

test('forms are applied before a value leaves', async () => {
  const query =
    '{ invoices(first: 5, orderBy: {field: NUMBER, direction: ASC}) { edges { node { number contactMail reference } } } }';
  const asClerk = await store.ask({ query, claims: collections });
  expect(asClerk.body.data.invoices.edges.map(({ node }: { node: object }) => node)).toEqual([
    { number: 'N-1', contactMail: 'acme.test', reference: '…6789' },
    { number: 'N-2', contactMail: null, reference: '…' },
    { number: 'N-3', contactMail: 'acme.test', reference: null },
    { number: 'N-6', contactMail: null, reference: null },
  ]);
  const asAccountant = await store.ask({ query });
  const [first, second] = asAccountant.body.data.invoices.edges;
  expect(first.node.contactMail).toBe('ap@acme.test');
  expect(first.node.reference).toMatch(/^[0-9a-f]{64}$/);
  expect(second.node.reference).not.toBe(first.node.reference);
});

test('forms hold for entities and under aliases too', async () => {
  const reply = await store.ask({
    query: entities('mail: contactMail'),
    variables: i1,
    claims: collections,
  });
  expect(reply.body.data).toEqual({ _entities: [{ mail: 'acme.test' }] });
});

test('the log says what was asked, by whom and what it cost, and no value', async () => {
  await store.ask({ query: '{ invoice(id: "i1") { number contactMail } }' });
  expect(store.lastSubrequest()).toMatchObject({
    purpose: 'billing',
    screen: 'a-screen',
    actor: 'actor-1',
    coordinates: ['Query.invoice', 'Invoice.number', 'Invoice.contactMail', 'Query.invoice(id:)'],
    rows: 1,
    statements: 1,
  });
  expect(JSON.stringify(store.log)).not.toMatch(/acme\.test|N-1/);
});
