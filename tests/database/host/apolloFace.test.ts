import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { systemClock } from '../../../lib/clock.ts';
import { claimsFor, signedBy } from '../../support/installation.ts';
import type { Reply, TestStore } from '../../support/testStore.ts';
import { collections, seedInvoices, startFixture } from './fixture/seed.ts';

const apolloPath = '/graphql/apollo';
const faces = ['/graphql', apolloPath] as const;

let store: TestStore;

beforeAll(async () => {
  store = await startFixture();
  await seedInvoices(store);
});
afterAll(() => store.close());

interface Asked {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly claims?: object;
}

const signed = (body: string, claims = {}): string =>
  signedBy(
    store.installation.gateway,
    store.installation.stores.finance,
    claimsFor('finance', body, systemClock, claims),
  );

function askFace(path: string, { query, variables = {}, claims = {} }: Asked): Promise<Reply> {
  const body = JSON.stringify({ query, variables });
  return store.post(path, body, { authorization: signed(body, claims) });
}

describe.each(faces)('%s', (path) => {
  test.each<[string, Record<string, string>, string]>([
    ['without a token', {}, 'TOKEN_MISSING'],
    ['with a bearer token', { authorization: 'Bearer a.b.c' }, 'TOKEN_MISSING'],
    ['with a broken token', { authorization: 'Referent a.b.c' }, 'TOKEN_INVALID'],
  ])('%s nothing is answered', async (_name, headers, code) => {
    const reply = await store.post(path, '{"query":"{ invoiceCount }"}', headers);
    expect([reply.status, reply.body.errors[0].extensions.code]).toEqual([401, code]);
    expect(reply.body).not.toHaveProperty('data');
  });

  test('a token that the other face has taken is used up', async () => {
    const body = JSON.stringify({ query: '{ areas { name } }' });
    const authorization = signed(body);
    const other = path === apolloPath ? '/graphql' : apolloPath;
    expect((await store.post(other, body, { authorization })).status).toBe(200);
    const again = await store.post(path, body, { authorization });
    expect(again.body.errors[0].extensions.code).toBe('TOKEN_REPLAYED');
  });

  test.each<[string, Asked, number, string]>([
    [
      'a denied field',
      { query: '{ invoice(id: "i1") { note } }', claims: collections },
      403,
      'NOT_PERMITTED',
    ],
    ['the SDL', { query: '{ _service { sdl } }' }, 403, 'NOT_PERMITTED'],
    ['introspection', { query: '{ __schema { types { name } } }' }, 400, 'DOCUMENT_INVALID'],
    ['a faulty text', { query: '{ nothing }' }, 400, 'DOCUMENT_INVALID'],
    [
      'a faulty variable',
      { query: 'query($id: ID!) { invoice(id: $id) { id } }' },
      400,
      'VARIABLE_INVALID',
    ],
  ])('%s is refused', async (_name, asked, status, code) => {
    const reply = await askFace(path, asked);
    expect([reply.status, reply.body.errors[0].extensions.code]).toEqual([status, code]);
    expect(reply.body).not.toHaveProperty('data');
  });
});

const area = '{ area(id: "a2") { name reviews { outcome invoice { number } } } }';
const entities = `query($r: [_Any!]!) {
  first: _entities(representations: $r) { __typename ... on Invoice { id total { ...m } customer { id } } }
  _entities(representations: $r) { ... on Customer { id invoices(first: 2) { totalCount edges { cursor node { number status lines { quantity } } } pageInfo { hasNextPage } } } } }
  fragment m on Money { minorUnits currency exponent }`;
const references = [
  ...['i1', 'i4', 'none', 'i6'].map((id) => ({ __typename: 'Invoice', id })),
  ...['acme', 'nora'].map((id) => ({ __typename: 'Customer', id })),
  { __typename: 'Money', minorUnits: '1' },
];

test.each<[string, Asked]>([
  [
    'a row',
    { query: '{ invoice(id: "i1") { id number issuedAt total { minorUnits } contactMail } }' },
  ],
  ['references of several types', { query: entities, variables: { r: references } }],
  [
    'references for another purpose',
    { query: entities, variables: { r: references }, claims: collections },
  ],
  ['an unknown type', { query: entities, variables: { r: [{ __typename: 'Nobody', id: '1' }] } }],
  ['a promise that cannot be kept', { query: area, claims: collections }],
  [
    'a page that is refused',
    { query: '{ a: invoices(first: 0) { totalCount } invoices { totalCount } }' },
  ],
])('both faces answer alike: %s', async (_name, asked) => {
  const [ours, apollo] = await Promise.all(faces.map((face) => askFace(face, asked)));
  expect(apollo?.body).toEqual(ours?.body);
  expect([ours?.status, apollo?.status]).toEqual([200, 200]);
  expect(apollo?.headers['referent-jti']).toBeDefined();
});

test('a command through Apollo Server is a command, once', async () => {
  const idempotencyKey = randomUUID();
  const input = {
    idempotencyKey,
    customerId: 'acme',
    number: 'N-77',
    amountMinor: '5',
    productIds: ['p1'],
  };
  const query = `mutation($input: CreateInvoiceInput!) {
    createInvoice(input: $input) { invoice { id number } errors { code } } }`;
  const replies = [];
  for (const face of faces)
    replies.push((await askFace(face, { query, variables: { input } })).body);
  expect(replies[0].data.createInvoice).toMatchObject({ invoice: { number: 'N-77' }, errors: [] });
  expect(replies[1]).toEqual(replies[0]);
});

test('what Apollo Server answers is logged like any other sub-request', async () => {
  await askFace(apolloPath, { query: '{ invoice(id: "i1") { number } }' });
  expect(store.lastSubrequest()).toMatchObject({
    coordinates: ['Query.invoice', 'Invoice.number', 'Query.invoice(id:)'],
    statements: 1,
    errors: 0,
  });
});

test('a store in production has the one road alone', async () => {
  const production = await startFixture({ mode: 'production' });
  try {
    const { status } = await production.post(apolloPath, '{}');
    expect(status).toBe(404);
  } finally {
    await production.close();
  }
});
