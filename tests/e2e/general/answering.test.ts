import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { buildClientSchema, getIntrospectionQuery, type IntrospectionQuery } from 'graphql';
import {
  openShop,
  startGateway,
  type Answered,
  type GeneralGateway,
  type Shop,
} from './support/generalGateway.ts';
import type { SubgraphServer } from './support/subgraphServer.ts';

let shop: Shop;
let gateway: GeneralGateway;
beforeAll(async () => {
  shop = await openShop();
  gateway = await startGateway([
    ...['--supergraph', shop.supergraph, '--port', '0'],
    ...['--header', 'authorization', '--header', 'X-Tenant'],
  ]);
});
afterAll(async () => {
  await gateway.stop();
  await shop.close();
});
afterEach(() => {
  for (const server of Object.values(shop.subgraphs)) {
    server.heard.length = 0;
    server.reply = undefined;
  }
});

const server = (name: string): SubgraphServer => {
  const found = shop.subgraphs[name];
  if (found === undefined) throw new TypeError(`there is no subgraph ${name}`);
  return found;
};
const ask = (query: string, variables?: object): Promise<Answered> =>
  gateway.ask(variables === undefined ? { query } : { query, variables });
const deepList = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
const codeOf = ({ errors }: Answered): unknown => errors[0]?.extensions.code;
const heard = (): number =>
  Object.values(shop.subgraphs).reduce((sum, each) => sum + each.heard.length, 0);

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
    const answer = await gateway.ask(
      `{"query":${JSON.stringify(query)},"variables":{"value":${deepList}}}`,
    );
    expect([answer.status, codeOf(answer), answer.data]).toEqual([status, code, undefined]);
    expect(heard()).toBe(0);
  });

  test('a mutation in a GET', async () => {
    const query = encodeURIComponent('mutation { rename(upc: "b1", name: "x") { upc } }');
    const answer = await gateway.get(`/graphql?query=${query}`, { 'x-requested-with': 'test' });
    expect([answer.status, codeOf(answer), heard()]).toEqual([405, 'METHOD_NOT_ALLOWED', 0]);
  });

  test('a GET that a browser could send across sites', async () => {
    const answer = await gateway.get(`/graphql?query=${encodeURIComponent('{ me { id } }')}`);
    expect([answer.status, heard()]).toEqual([400, 0]);
  });

  test.each<[string, object]>([
    [
      'a hash of a text that nobody sent',
      { extensions: { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } } },
    ],
    ['nothing at all', {}],
  ])('%s', async (_name, body) => {
    const answer = await gateway.ask(body as Readonly<Record<string, unknown>>);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(codeOf(answer)).toEqual(expect.any(String));
  });

  test('several operations in one body', async () => {
    const response = await fetch(`${gateway.url}/graphql`, {
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
      ['A', 'B', 'C'].map((operationName) => gateway.ask({ query, operationName })),
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
    const answer = await gateway.get(`/graphql?${parameters.toString()}`, {
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
    await gateway.ask(
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
    await gateway.ask({ query: '{ me { id } }' }, { authorization: 'Bearer x' });
    await ask('{ me { id } }');
    expect(server('accounts').heard.map(({ headers }) => headers.authorization)).toEqual([
      ...['Bearer x', undefined],
    ]);
  });
});

describe('introspection', () => {
  test('tells the whole graph, and nothing of its making', async () => {
    const { data, errors } = await ask(getIntrospectionQuery({ inputValueDeprecation: true }));
    expect([errors, heard()]).toEqual([[], 0]);
    const schema = buildClientSchema(data as IntrospectionQuery);
    expect(Object.keys(schema.getQueryType()?.getFields() ?? {}).sort()).toEqual([
      ...['echo', 'find', 'json', 'latest', 'me', 'topProducts', 'user'],
    ]);
    expect(schema.getType('User')?.toConfig()).not.toHaveProperty('fields.secret');
    const names = Object.keys(schema.getTypeMap());
    expect(
      names.filter((name) => /^(join|link|core)__|^_/.test(name.replace(/^__\w+$/, ''))),
    ).toEqual([]);
    expect(schema.getSubscriptionType()?.name).toBe('Subscription');
  });

  test('beside fields, in the order of the document', async () => {
    const { text } = await ask(
      '{ a: __type(name: "Thing") { kind } me { id } __schema { queryType { name } } __typename }',
    );
    expect(text).toBe(
      '{"data":{"a":{"kind":"UNION"},"me":{"id":"u1"},"__schema":{"queryType":{"name":"Query"}},"__typename":"Query"}}',
    );
  });

  test('through fragments, named and not, at the root and below', async () => {
    const { data, errors } = await ask(`
      query { ...Root ... on Query { ... { __type(name: "User") { ...T } } } }
      fragment Root on Query { __schema { types { ...T } } me { ...U } }
      fragment T on __Type { name }
      fragment U on User { name }
    `);
    expect(errors).toEqual([]);
    expect(data).toMatchObject({ __type: { name: 'User' }, me: { name: 'Ada' } });
    expect(data).toHaveProperty('__schema.types');
  });

  test.each([
    [true, { __type: { name: 'Book' } }],
    [false, { me: { id: 'u1' } }],
  ])('under conditions and with variables: %s', async (on, data) => {
    const query = `query($on: Boolean!, $name: String!) {
      __type(name: $name) @include(if: $on) { name }
      ... @skip(if: $on) { me { id } }
    }`;
    expect((await ask(query, { on, name: 'Book' })).data).toEqual(data);
  });

  test('with fields alone that are left out', async () => {
    const query = 'query($on: Boolean!) { __schema @include(if: $on) { queryType { name } } }';
    expect((await ask(query, { on: false })).text).toBe('{"data":{}}');
  });

  test('asked for twice, it is merged', async () => {
    const { data } = await ask(
      '{ __schema { queryType { name } } __schema { mutationType { name } } }',
    );
    expect(data).toEqual({
      __schema: { queryType: { name: 'Query' }, mutationType: { name: 'Mutation' } },
    });
  });

  test('of a type that is not there is null', async () => {
    expect((await ask('{ __type(name: "Nobody") { name } }')).data).toEqual({ __type: null });
  });

  test('is no part of a mutation, whose name is told all the same', async () => {
    expect((await ask('mutation { __typename }')).data).toEqual({ __typename: 'Mutation' });
    const refused = await ask('mutation { __schema { queryType { name } } }');
    expect([refused.status, codeOf(refused)]).toEqual([400, 'DOCUMENT_INVALID']);
  });
});

describe('an error of a subgraph', () => {
  test('passes with its words and its place in the answer, and costs its own field', async () => {
    const { data, errors } = await ask('{ latest { id broken } }');
    expect(data).toMatchObject({
      latest: [{ id: 'r1', broken: null }, { id: 'r2' }, { id: 'r3' }],
    });
    expect(errors).toHaveLength(3);
    expect(errors[0]).toEqual({
      message: 'the reviewer has left',
      path: ['latest', 0, 'broken'],
      extensions: { code: 'REVIEWER_GONE', hint: 7 },
    });
  });

  test('at an entity has the path of the answer, not of the look-up', async () => {
    const { data, errors } = await ask('{ topProducts { name ... on Book { stars: rating } } }');
    expect(data).toEqual({ topProducts: [{ name: 'Dune', stars: null }, { name: 'Lamp' }] });
    expect(errors.map(({ message, path }) => [message, path])).toEqual([
      ['the reviewer has left', ['topProducts', 0, 'stars']],
    ]);
  });

  test('in a field that may not be null empties the nearest that may', async () => {
    const { data, errors } = await ask('{ me { name reviews { strictlyBroken } } }');
    expect(data).toEqual({ me: null });
    expect(errors.map(({ path }) => path)).toEqual([['me', 'reviews', 0, 'strictlyBroken']]);
  });

  test('that has no words is told in ours', async () => {
    server('accounts').reply = (response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('{"data":{"me":null},"errors":[{"path":["me"]}]}');
    };
    const { errors } = await ask('{ me { id } }');
    expect(errors).toEqual([
      {
        message: 'The store that owns this value gave an answer that could not be used.',
        ...{ path: ['me'], extensions: { code: 'STORE_ANSWER_INVALID' } },
      },
    ]);
  });

  test.each([
    ['at a status that says so', 400],
    ['at 500', 500],
  ])('%s passes too', async (_name, status) => {
    server('accounts').reply = (response) => {
      response.writeHead(status, { 'content-type': 'application/graphql-response+json' });
      response.end('{"errors":[{"message":"not today","extensions":{"code":"CLOSED"}}]}');
    };
    const { data, errors } = await ask('{ me { id } latest { id } }');
    expect(data).toMatchObject({ me: null, latest: [{ id: 'r1' }, {}, {}] });
    expect(errors).toEqual([
      { message: 'not today', path: ['me'], extensions: { code: 'CLOSED' } },
    ]);
  });

  test.each<[guarantee: string, type: string, body: string]>([
    ['no JSON', 'application/json', 'oops'],
    ['a page', 'text/html', '<html></html>'],
    ['no object', 'application/json', '[1]'],
    ['no data', 'application/json', '{}'],
  ])('that is %s costs its own fields', async (_name, type, body) => {
    server('accounts').reply = (response) => {
      response.writeHead(200, { 'content-type': type }).end(body);
    };
    const answer = await ask('{ me { id } latest { id } }');
    expect(answer.data).toMatchObject({ me: null, latest: [{ id: 'r1' }, {}, {}] });
    expect([codeOf(answer), answer.errors[0]?.path]).toEqual(['STORE_ANSWER_INVALID', ['me']]);
  });

  test('a value that is too deep to be written costs its own field', async () => {
    const deep = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`;
    server('catalogue').reply = (response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(`{"data":{"json":${deep}}}`);
    };
    const answer = await ask('{ json(levels: 1) me { id } }');
    expect([answer.status, answer.data]).toEqual([200, { json: null, me: { id: 'u1' } }]);
    expect([codeOf(answer), answer.errors[0]?.path]).toEqual(['STORE_ANSWER_INVALID', ['json']]);
  });

  test('extensions that are too deep to be written are left out', async () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    server('accounts').reply = (response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(
        `{"data":{"me":null},"errors":[{"message":"no","path":["me"],"extensions":{"d":${deep}}}]}`,
      );
    };
    const answer = await ask('{ me { id } latest { id } }');
    expect(answer.status).toBe(200);
    expect(answer.errors).toEqual([
      { message: 'no', path: ['me'], extensions: { code: 'STORE_ANSWER_INVALID' } },
    ]);
  });

  test('at a place inside of a scalar leaves the scalar as it came', async () => {
    server('catalogue').reply = (response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('{"data":{"json":{"a":null}},"errors":[{"message":"no","path":["json","a"]}]}');
    };
    expect((await ask('{ json(levels: 1) }')).data).toEqual({ json: { a: null } });
  });
});

test('health is told without asking anybody', async () => {
  for (const path of ['/health/live', '/health/ready']) {
    expect(await gateway.get(path)).toMatchObject({ status: 200, text: '{"status":"ok"}' });
  }
  expect(heard()).toBe(0);
});
