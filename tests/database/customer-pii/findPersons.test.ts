import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import {
  accountManager,
  canary,
  canaryPattern,
  careAgent,
  codeOf,
  collector,
  rightsDesk,
  startCustomerPii,
  type PiiStore,
} from './fixtures.ts';

let store: PiiStore;

beforeAll(async () => {
  store = await startCustomerPii();
});
afterAll(() => store.close());
afterEach(() => {
  expect(JSON.stringify(store.log)).not.toMatch(canaryPattern);
});

const query = `query($email: String, $phone: String, $first: Int) {
  findPersons(email: $email, phone: $phone, first: $first) {
    edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;

const found = async (variables: Record<string, unknown>): Promise<readonly string[]> => {
  const { body } = await store.as(careAgent, query, variables);
  expect(body).not.toHaveProperty('errors');
  const { findPersons } = (body as { data: { findPersons: { edges: { node: { id: string } }[] } } })
    .data;
  return findPersons.edges.map(({ node }) => node.id);
};

test.each([
  ['an account manager', accountManager],
  ['a collector, who sees numbers whole', collector],
])('%s may not look people up', async (_who, persona) => {
  const reply = await store.as(persona, query, { phone: canary.phone });
  expect([reply.status, codeOf(reply)]).toEqual([403, 'NOT_PERMITTED']);
  expect(JSON.stringify(reply.body)).not.toMatch(canaryPattern);
});

test.each<[what: string, variables: Record<string, unknown>]>([
  ['neither address nor number', {}],
  ['nulls', { email: null, phone: null }],
  ['no results', { email: canary.email, first: 0 }],
  ['more than a hundred results', { email: canary.email, first: 101 }],
])('a look-up that asks for %s is refused without an echo', async (_what, variables) => {
  const reply = await store.as(careAgent, query, variables);
  expect(codeOf(reply)).toBe('INVALID_INPUT');
  expect(JSON.stringify(reply.body)).not.toMatch(canaryPattern);
});

test.each([
  ['a part of an address', { email: 'ada.canary' }],
  ['a wildcard', { email: '%@example.test' }],
  ['an empty text', { email: '' }],
  ['a number in another country', { phone: '+1 199001234' }],
  ['an address and a number of two people', { email: canary.email, phone: '+4915100000000' }],
])('%s finds nobody', async (_what, variables) => {
  expect(await found(variables)).toEqual([]);
});

test.each([
  ['another spelling of the address', { email: ' ada.CANARY@example.test' }, ['ada']],
  ['an address that is not the preferred one', { email: 'second.canary@example.test' }, ['ada']],
  ['a number that two people share', { phone: '0033.199001234' }, ['ada', 'bob']],
  ['both of one person', { email: canary.email, phone: canary.phone }, ['ada']],
])('%s finds by exact match', async (_what, variables, ids) => {
  expect(await found(variables)).toEqual(ids);
});

test('a page says whether there is more, and its cursors hold the key alone', async () => {
  const { body } = await store.as(rightsDesk, query, { phone: canary.phone, first: 1 });
  const cursor = Buffer.from('ada').toString('base64url');
  expect(body).toEqual({
    data: {
      findPersons: {
        edges: [{ cursor, node: { id: 'ada' } }],
        pageInfo: {
          hasNextPage: true,
          hasPreviousPage: false,
          startCursor: cursor,
          endCursor: cursor,
        },
      },
    },
  });
});

test('the lists below are read with one statement each, however many people are found', async () => {
  const selection =
    'id emails { value } phones { value } addresses { id } nationalIds { kind } consents { id } canContact(channel: EMAIL) { allowed }';
  const statements = async (variables: object): Promise<unknown> => {
    const reply = await store.as(
      rightsDesk,
      `query($email: String, $phone: String) { findPersons(email: $email, phone: $phone) { edges { node { ${selection} } } } }`,
      { ...variables },
    );
    expect(reply.body).not.toHaveProperty('errors');
    return store.lastSubrequest().statements;
  };
  expect(await statements({ phone: canary.phone })).toBe(6);
  expect(await statements({ email: canary.email })).toBe(6);
});
