import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import { sha256Hex } from '../../../lib/hash.ts';
import { catalogue } from './support/documents.ts';
import { startWorld, type Answer, type World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  world.reset();
});

const canary = 'canary5f3b';
const text = (query: string, variables = {}, claims = {}): Promise<Answer> =>
  world.send({ query, variables }, claims);

function expectRefusal(answer: Answer, status: number, code: string): void {
  expect([answer.status, answer.code]).toEqual([status, code]);
  expect(world.asked()).toBe(0);
  expect(answer.text).not.toContain(canary);
  expect(world.log()).not.toContain(canary);
}

describe('production mode', () => {
  let production: World;
  beforeAll(async () => {
    production = await startWorld({ mode: 'production' });
  });
  afterAll(() => production.close());

  test.each([
    ['a text', { query: '{ products { id } }' }],
    ['the text of a registered screen', { query: catalogue }],
    [
      'a text with its id, as clients send that register themselves',
      {
        query: catalogue,
        extensions: { persistedQuery: { version: 1, sha256Hash: sha256Hex(catalogue) } },
      },
    ],
    ['an introspection', { query: getIntrospectionQuery() }],
    ['the smallest text', { query: '{ __typename }' }],
  ])('%s is refused', async (_guarantee, body) => {
    const answer = await production.send(body);
    expect([answer.status, answer.code, production.asked()]).toEqual([400, 'TEXT_NOT_ALLOWED', 0]);
  });

  test('documents are registered by publishing alone', async () => {
    const answer = await production.fetch('/dev/documents', {
      method: 'POST',
      headers: { authorization: 'Bearer control-token-of-at-least-32-letters' },
      body: JSON.stringify({ text: catalogue }),
    });
    expect(answer.status).toBe(404);
  });

  test('there is no explorer', async () => {
    expect((await world.fetch('/graphiql')).text).toBe('page');
    expect((await production.fetch('/graphiql')).status).toBe(404);
  });

  test('a registered screen is answered', async () => {
    expect((await production.screen(catalogue)).status).toBe(200);
  });
});

describe('versions of a screen', () => {
  const older = catalogue.replace('id sku name', 'id sku');
  let versions: World;
  beforeAll(async () => {
    versions = await startWorld({ documents: [older, catalogue], published: [older, catalogue] });
  });
  afterAll(() => versions.close());

  test('a version that is no longer published is unknown, though its file is there', async () => {
    const retired = await startWorld({ documents: [older, catalogue], published: [catalogue] });
    try {
      expect(retired.gateway.registry.unavailable).toEqual([
        { file: '0.graphql', reason: 'not published' },
      ]);
      const answer = await retired.screen(older);
      expect([answer.status, answer.code]).toEqual([404, 'DOCUMENT_UNKNOWN']);
    } finally {
      await retired.close();
    }
  });

  test('both are answered while both are published', async () => {
    const [first, second] = await Promise.all([versions.screen(older), versions.screen(catalogue)]);
    expect(first.data).toMatchObject({ products: [{ id: 'pr1', sku: 'SKU-pr1' }, {}] });
    expect(first.text).not.toContain('Bolt');
    expect(second.data).toMatchObject({ products: [{ name: 'Bolt' }, {}] });
  });
});

describe('a text is bounded before anything is looked up', () => {
  const nested = (depth: number): string =>
    `{ ${'customer { '.repeat(depth)}id${' }'.repeat(depth)} }`;
  const doubling = Array.from(
    { length: 30 },
    (_, index) =>
      `fragment F${String(index)} on Query { ...F${String(index + 1)} ...F${String(index + 1)} }`,
  ).join(' ');
  test.each([
    ['too many bytes', `{ products { id } } #${'x'.repeat(11_000)}`],
    ['too many tokens', `{ products { ${'id '.repeat(1_001)} } }`],
    ['brackets without end', '{ a'.repeat(300)],
    ['too deep', nested(17)],
    [
      'too many aliases',
      `{ products { ${Array.from({ length: 11 }, (_, i) => `a${String(i)}: id`).join(' ')} } }`,
    ],
    ['too many directives', `{ products { id ${'@include(if: true) '.repeat(11)} } }`],
    [
      'too many root fields',
      '{ products { id } products { id } products { id } products { id } products { id } products { id } }',
    ],
    [
      'pages within pages',
      '{ pipeline(first: 100) { edges { node { customer { opportunities(first: 100) { totalCount } } } } } }',
    ],
    ['fragments that double', `{ ...F0 } ${doubling} fragment F30 on Query { products { id } }`],
  ])('%s', async (_guarantee, query) => {
    expectRefusal(await text(query), 400, 'LIMIT_EXCEEDED');
  });

  test.each([
    [
      'a fragment within itself',
      '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }',
    ],
    ['a text that does not parse', `{ products { ${canary}`],
    ['a field that does not exist', `{ products { ${canary} } }`],
    ['an argument that does not exist', `{ products(${canary}: 1) { id } }`],
    ['a literal of another type', `{ products(max: "${canary}") { id } }`],
    ['an alias that starts with two underscores', `{ products { __${canary}: id } }`],
    ['a directive that does not exist', `{ products @${canary} { id } }`],
  ])('%s is not valid: places are named, words are not', async (_guarantee, query) => {
    const answer = await text(query);
    expectRefusal(answer, 400, 'DOCUMENT_INVALID');
    expect(answer.text).not.toContain('Did you mean');
  });

  test.each([
    ['@defer', '{ products { id ... @defer { sku } } }'],
    ['@stream', '{ products @stream { id } }'],
    ['a subscription', 'subscription { products { id } }'],
    ['values beside an introspection', '{ __schema { queryType { name } } products { id } }'],
  ])('%s is refused, not ignored', async (_guarantee, query) => {
    expectRefusal(await text(query), 400, 'NOT_SUPPORTED');
  });
});

describe('a text without a purpose', () => {
  test.each([
    ['a party field', '{ pipeline { edges { node { name } } } }', 'Opportunity.name'],
    [
      'a personal argument',
      `{ customerByMail(mail: "${canary}") { id } }`,
      'Query.customerByMail(mail:)',
    ],
    ['a command', 'mutation { moveOpportunity(id: "o1") { errors { code } } }', 'Mutation'],
  ])('%s is refused and named', async (_guarantee, query, name) => {
    const answer = await text(query);
    expectRefusal(answer, 400, 'DOCUMENT_INVALID');
    expect(answer.errors[0]?.message).toContain(name);
  });

  test('a caller whose roles have no purpose gets nothing', async () => {
    expectRefusal(
      await text('{ products { id } }', {}, { roles: ['gardener'] }),
      403,
      'ROLE_NOT_ALLOWED',
    );
  });

  test('business fields are answered', async () => {
    const answer = await text('query P($max: Int) { products(max: $max) { sku } }', { max: 1 });
    expect([answer.status, answer.errors]).toEqual([200, []]);
    expect(answer.data).toMatchObject({ products: [{ sku: 'SKU-pr1' }, { sku: 'SKU-pr2' }] });
  });

  test('of several operations the named one is answered', async () => {
    const query = 'query A { products { id } } query B { products { sku } }';
    const named = await world.send({ query, operationName: 'B' });
    expect(named.data).toEqual({ products: [{ sku: 'SKU-pr1' }, { sku: 'SKU-pr2' }] });
    expect((await world.send({ query })).code).toBe('BAD_REQUEST');
  });
});

describe('a text that states its purpose', () => {
  const own = (fields: string, purpose = 'account-management'): string =>
    `query Own($id: ID!) @screen(purpose: "${purpose}", roles: ["account-manager"], subjectsMax: 6) { customer(id: $id) { ${fields} } }`;

  test.each(['real', undefined] as const)(
    'is refused where a store holds %s data',
    async (installation) => {
      const other = await startWorld();
      try {
        other.stores.finance.installation = installation;
        const answer = await other.send({ query: own('tradeName'), variables: { id: 'c1' } });
        expect([answer.status, answer.code, other.asked()]).toEqual([400, 'TEXT_NOT_ALLOWED', 0]);
      } finally {
        await other.close();
      }
    },
  );

  test.each([
    [
      'a field that its purpose may not read',
      own('contacts { person { birthDate } }'),
      'Person.birthDate',
    ],
    ['a purpose that does not exist', own('tradeName', canary), 'own'],
    ['a role that its purpose does not know', own('tradeName', 'rights'), 'own'],
  ])('%s is refused and named', async (_guarantee, query, name) => {
    const answer = await text(query, { id: 'c1' });
    expectRefusal(answer, 400, 'DOCUMENT_INVALID');
    expect(answer.errors[0]?.message).toContain(name);
  });

  test('is answered like a registered one where every store is synthetic', async () => {
    const answer = await text(own('tradeName contacts { person { emails { value } } }'), {
      id: 'c1',
    });
    expect([answer.status, answer.errors]).toEqual([200, []]);
    expect(world.stores['customer-pii'].seen[0]?.claims.purpose).toBe('account-management');
  });
});
