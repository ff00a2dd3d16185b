import { describe, expect, test } from '@jest/globals';
import { codeOf, serveShop } from './support/servedShop.ts';

const { ask, server } = serveShop();

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
