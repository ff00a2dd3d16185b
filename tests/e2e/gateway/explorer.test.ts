import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startWorld, type Answer, type World } from './support/world.ts';

let world: World;
let token: string;
beforeAll(async () => {
  world = await startWorld();
  token = await world.issuer.token();
});
afterAll(() => world.close());

const post = (path: string, body: unknown, bearer = token): Promise<Answer> =>
  world.fetch(path, {
    method: 'POST',
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const query = `query Q($id: ID!) { customer(id: $id) {
  id tradeName contacts { id person { id name birthDate } } receivables { balance { minorUnits } } } }`;
const wish = {
  ...{ query, name: 'CustomerNames', purpose: 'account-management' },
  ...{ roles: ['account-manager'], subjectsMax: 6 },
};
const names =
  'query Q($id: ID!) { customer(id: $id) { id tradeName contacts { id person { id name } } } }';

describe('what the explorer asks beside the graph is refused', () => {
  test.each([
    ['without a token', ''],
    ['with a token that is none', 'nonsense'],
  ])('%s', async (_how, bearer) => {
    for (const path of ['/graphiql/plan', '/graphiql/screens']) {
      const answer = await post(path, wish, bearer);
      expect([path, answer.status, answer.code]).toEqual([path, 401, 'UNAUTHENTICATED']);
    }
    expect([...world.kept]).toEqual([]);
  });

  test('in production, where there are no such doors', async () => {
    const production = await startWorld({ mode: 'production' });
    try {
      for (const path of ['/graphiql/plan', '/graphiql/screens']) {
        const { status } = await production.fetch(path, {
          ...{ method: 'POST', body: JSON.stringify(wish) },
          headers: { authorization: `Bearer ${await production.issuer.token()}` },
        });
        expect([path, status]).toEqual([path, 404]);
      }
    } finally {
      await production.close();
    }
  });

  test.each<[how: string, body: unknown, status: number, code: string]>([
    ['a body that is no JSON', '{', 400, 'BAD_JSON'],
    ['a body without a text', {}, 400, 'BAD_REQUEST'],
    ['a member that is unknown', { query, purpose: 'rights' }, 400, 'BAD_REQUEST'],
    ['a text that does not parse', { query: '{' }, 400, 'DOCUMENT_INVALID'],
    ['a field that the graph has not', { query: '{ secret }' }, 400, 'DOCUMENT_INVALID'],
    ['a subscription', { query: 'subscription { a }' }, 400, 'NOT_SUPPORTED'],
    ['a text that is too deep', { query: `{${'a{'.repeat(200)}` }, 400, 'LIMIT_EXCEEDED'],
  ])('%s', async (_how, body, status, code) => {
    const answer = await post('/graphiql/plan', body);
    expect([answer.status, answer.code]).toEqual([status, code]);
    expect(answer.text).not.toContain('secret');
  });

  test('a screen that would over-reach: which field, and which purpose may have it', async () => {
    const answer = await post('/graphiql/screens', wish);
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text)).toMatchObject({
      violations: [{ coordinate: 'Person.birthDate', allowedFor: ['rights'] }],
    });
    expect([...world.kept]).toEqual([]);
  });

  test('a command, which is written by hand', async () => {
    const answer = await post('/graphiql/screens', { ...wish, query: 'mutation M { a }' });
    expect(answer.code).toBe('NOT_SUPPORTED');
  });

  test.each(['../../etc/passwd', 'lower', 'A/B', 'A'.repeat(80), 'A.graphql'])(
    'the name %s',
    async (name) => {
      const answer = await post('/graphiql/screens', { ...wish, query: names, name });
      expect([answer.status, answer.code]).toEqual([400, 'BAD_REQUEST']);
      expect([...world.kept]).toEqual([]);
    },
  );
});

test('a plan says which stores would be asked in which round, and asks none of them', async () => {
  const { status, text } = await post('/graphiql/plan', { query });
  expect(status).toBe(200);
  const { fetches, personal, purposes } = JSON.parse(text) as {
    fetches: { round: number; store: string; entities: string[] }[];
    personal: { coordinate: string; purposes: Record<string, string> }[];
    purposes: { purpose: string; denied: string[] }[];
  };
  expect(fetches.map(({ round, store }) => `${String(round)} ${store}`).sort()).toEqual([
    '1 crm',
    '2 customer-pii',
    '2 finance',
  ]);
  expect(personal).toContainEqual(
    expect.objectContaining({ coordinate: 'Person.birthDate', purposes: { rights: 'clear' } }),
  );
  const account = purposes.find(({ purpose }) => purpose === 'account-management');
  expect(account?.denied).toEqual(['Person.birthDate']);
  expect(purposes.map(({ denied }) => denied.length)).toEqual(
    purposes.map(({ denied }) => denied.length).sort((left, right) => left - right),
  );
  expect(world.asked()).toBe(0);
});

test('a document that is saved as a screen is kept once, and answered from then on', async () => {
  const saved = await post('/graphiql/screens', { ...wish, query: names });
  expect(saved.status).toBe(200);
  const { documentId, file, text } = JSON.parse(saved.text) as Record<string, string>;
  expect(file).toBe('customer-names.graphql');
  expect(world.kept.get('customer-names.graphql')).toBe(text);
  expect(text).toContain(
    '@screen(purpose: "account-management", roles: ["account-manager"], subjectsMax: 6)',
  );
  const answer = await world.send({ documentId, variables: { id: 'c1' } });
  expect([answer.status, answer.errors]).toEqual([200, []]);
  const again = await post('/graphiql/screens', { ...wish, query: names.replace('tradeName', '') });
  expect(again.status).toBe(409);
  expect(world.kept.get('customer-names.graphql')).toBe(text);
});
