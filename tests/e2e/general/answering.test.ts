import { describe, expect, test } from '@jest/globals';
import { codeOf, deepList, serveShop } from './support/servedShop.ts';

const { ask, gateway, heard, server } = serveShop();

describe('what is refused', () => {
  test.each<[guarantee: string, query: string, status: number, code: string]>([
    ['@defer', '{ me { id ... @defer { name } } }', 400, 'NOT_SUPPORTED'],
    ['@stream', '{ topProducts @stream { name } }', 400, 'NOT_SUPPORTED'],
    ['a subscription', 'subscription { renamed }', 400, 'NOT_SUPPORTED'],
    ['a field that is not there', '{ me { age } }', 400, 'DOCUMENT_INVALID'],
    ['a field that the supergraph hides', '{ me { secret } }', 400, 'DOCUMENT_INVALID'],
    ['a field of federation itself', '{ _service { sdl } }', 400, 'DOCUMENT_INVALID'],
    [
      'entities asked for directly',
      '{ _entities(representations: []) { __typename } }',
      400,
      'DOCUMENT_INVALID',
    ],
    ['no GraphQL', '{ me {', 400, 'DOCUMENT_INVALID'],
    [
      'a fragment within itself',
      '{ me { ...F } } fragment F on User { ...F }',
      400,
      'DOCUMENT_INVALID',
    ],
    [
      'a variable that is too deep to be written',
      'query($value: JSON) { echo(value: $value) }',
      400,
      'VARIABLE_INVALID',
    ],
    ['a missing variable', 'query($id: ID!) { user(id: $id) { name } }', 400, 'VARIABLE_INVALID'],
    ['one operation too many', 'query A { me { id } } query B { me { id } }', 400, 'BAD_REQUEST'],
  ])('%s', async (_guarantee, query, status, code) => {
    // Only one of them declares it; it is passed over elsewhere.
    const answer = await gateway().ask(
      `{"query":${JSON.stringify(query)},"variables":{"value":${deepList}}}`,
    );
    expect([answer.status, codeOf(answer), answer.data]).toEqual([status, code, undefined]);
    expect(heard()).toBe(0);
  });

  test('a mutation in a GET', async () => {
    const query = encodeURIComponent('mutation { rename(upc: "b1", name: "x") { upc } }');
    const answer = await gateway().get(`/graphql?query=${query}`, { 'x-requested-with': 'test' });
    expect([answer.status, codeOf(answer), heard()]).toEqual([405, 'METHOD_NOT_ALLOWED', 0]);
  });

  test('a GET that a browser could send across sites', async () => {
    const answer = await gateway().get(`/graphql?query=${encodeURIComponent('{ me { id } }')}`);
    expect([answer.status, heard()]).toEqual([400, 0]);
  });

  test.each<[string, object]>([
    [
      'a hash of a text that nobody sent',
      { extensions: { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } } },
    ],
    ['nothing at all', {}],
  ])('%s', async (_name, body) => {
    const answer = await gateway().ask(body as Readonly<Record<string, unknown>>);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(codeOf(answer)).toEqual(expect.any(String));
  });

  test('several operations in one body', async () => {
    const response = await fetch(`${gateway().url}/graphql`, {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
      body: JSON.stringify([{ query: '{ me { id } }' }]),
    });
    expect(response.status).toBe(400);
  });
});

describe('an operation is answered across subgraphs', () => {
  test('the name of the root alone, by nobody', async () => {
    const answer = await ask('{ __typename }');
    expect([answer.text, heard()]).toEqual(['{"data":{"__typename":"Query"}}', 0]);
  });

  test('nested, there and back again', async () => {
    const { data, errors } = await ask(`{
      topProducts(first: 1) {
        __typename name
        ... on Book { shipping reviews { body author { name reviews { id product { title: name pages } } } } }
      }
    }`);
    expect(errors).toEqual([]);
    const [first, third] = [
      { id: 'r1', product: { title: 'Dune', pages: 600 } },
      { id: 'r3', product: { title: 'Dune', pages: 600 } },
    ];
    expect(data).toEqual({
      topProducts: [
        {
          ...{ __typename: 'Book', name: 'Dune', shipping: '2 kg' },
          reviews: [
            { body: 'Long.', author: { name: 'Ada', reviews: [first] } },
            {
              body: 'Again!',
              author: { name: 'Grace', reviews: [{ id: 'r2', product: null }, third] },
            },
          ],
        },
      ],
    });
  });

  test('in the order of the document, under its aliases', async () => {
    const { text } = await ask('{ b: me { n: name id } a: user(id: "u2") { email } }');
    expect(text).toBe('{"data":{"b":{"n":"Ada","id":"u1"},"a":{"email":"grace@example.test"}}}');
  });

  test('a union by its types', async () => {
    const { data } = await ask(
      '{ find(text: "") { ... on Book { pages } ... on Lamp { watts } } }',
    );
    expect(data).toEqual({ find: [{ pages: 600 }, { watts: 40 }] });
  });

  test.each([
    [true, { me: { name: 'Ada' } }],
    [false, { me: { id: 'u1' } }],
  ])('under conditions: %s', async (on, data) => {
    const query = 'query($on: Boolean!) { me { name @include(if: $on) id @skip(if: $on) } }';
    expect((await ask(query, { on })).data).toEqual(data);
  });

  test('of several operations the one that is named', async () => {
    const query = 'query A { me { id } } query B { me { name } }';
    const answers = await Promise.all(
      ['A', 'B', 'C'].map((operationName) => gateway().ask({ query, operationName })),
    );
    expect(answers.map(({ status, data }) => [status, data])).toEqual([
      [200, { me: { id: 'u1' } }],
      [200, { me: { name: 'Ada' } }],
      [400, undefined],
    ]);
  });

  test('a GET with variables', async () => {
    const parameters = new URLSearchParams({
      query: 'query Q($id: ID!) { user(id: $id) { name } }',
      ...{ variables: '{"id":"u2"}', operationName: 'Q' },
    });
    const answer = await gateway().get(`/graphql?${parameters.toString()}`, {
      'x-requested-with': 't',
    });
    expect([answer.status, answer.data]).toEqual([200, { user: { name: 'Grace' } }]);
  });

  test('mutations one after the other', async () => {
    const { data } = await ask(`mutation {
      one: rename(upc: "b1", name: "Dune II") { name ... on Book { reviews { id } } }
      two: rename(upc: "l1", name: "Light") { name }
    }`);
    expect(data).toEqual({
      one: { name: 'Dune II', reviews: [{ id: 'r1' }, { id: 'r3' }] },
      two: { name: 'Light' },
    });
    const mutations = server('catalogue').heard.filter(({ query }) => query.startsWith('mutation'));
    expect(mutations).toHaveLength(2);
  });

  test('whatever variables come with it that it does not declare', async () => {
    const { data } = await ask('query($id: ID!) { user(id: $id) { id } }', { id: 'u2', x: 1 });
    expect(data).toEqual({ user: { id: 'u2' } });
    expect(server('accounts').heard.map(({ variables }) => variables)).toEqual([{ id: 'u2' }]);
  });

  test('a scalar that is an object passes as it is, in and out', async () => {
    const value = { a: [1, { b: null }] };
    const { data } = await ask('query($value: JSON) { echo(value: $value) }', { value });
    expect(data).toEqual({ echo: value });
  });

  test('a scalar of the subgraph that is an object', async () => {
    const { data } = await ask('{ json(levels: 3) }');
    expect(data).toEqual({ json: { a: { a: { a: 1 } } } });
  });
});

describe("of the client's headers", () => {
  test('the listed ones go to every subgraph that is asked, and no other', async () => {
    await gateway().ask(
      { query: '{ latest { body author { name } } }' },
      { authorization: 'Bearer x', 'x-tenant': 'one', 'x-other': 'two', cookie: 'a=b' },
    );
    const shown = [server('opinions'), server('accounts')].flatMap((each) => each.heard);
    expect(shown).toHaveLength(2);
    for (const { headers } of shown) {
      expect(headers).toMatchObject({ authorization: 'Bearer x', 'x-tenant': 'one' });
      expect(headers['x-other']).toBeUndefined();
      expect(headers.cookie).toBeUndefined();
      expect(headers['content-type']).toBe('application/json');
    }
  });

  test('none is kept for the next request', async () => {
    await gateway().ask({ query: '{ me { id } }' }, { authorization: 'Bearer x' });
    await ask('{ me { id } }');
    expect(server('accounts').heard.map(({ headers }) => headers.authorization)).toEqual([
      ...['Bearer x', undefined],
    ]);
  });
});
test('health is told without asking anybody', async () => {
  for (const path of ['/health/live', '/health/ready']) {
    expect(await gateway().get(path)).toMatchObject({ status: 200, text: '{"status":"ok"}' });
  }
  expect(heard()).toBe(0);
});
