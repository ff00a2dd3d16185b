import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { request as httpRequest } from 'node:http';
import { sha256Hex } from '../../../lib/hash.ts';
import {
  byMail,
  catalogue,
  customer360,
  moveOpportunity,
  pipelineBoard,
} from './support/documents.ts';
import { startWorld, type Answer, type World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  world.reset();
});

/** Stands wherever a client can put a value: it may come back nowhere, and be logged nowhere. */
const canary = 'canary-5f3b';
const id360 = sha256Hex(customer360);

function expectRefusal(answer: Answer, status: number, code: string): void {
  expect([answer.status, answer.code]).toEqual([status, code]);
  expect(answer.data).toBeUndefined();
  expect(world.asked()).toBe(0);
  expect(answer.text).not.toContain(canary);
  expect(JSON.stringify([...answer.headers])).not.toContain(canary);
  expect(world.log()).not.toContain(canary);
}

describe('a bad body is refused by its code, executes nothing and echoes nothing', () => {
  const persisted = (hash: unknown, version: unknown = 1) => ({
    extensions: { persistedQuery: { version, sha256Hash: hash } },
  });
  test.each<[guarantee: string, body: unknown, status: number, code: string]>([
    ['JSON that does not parse', `{"documentId": "${canary}`, 400, 'BAD_JSON'],
    ['an empty body', '', 400, 'BAD_JSON'],
    ['a body over the bound', { documentId: canary.repeat(3_000) }, 413, 'BODY_TOO_LARGE'],
    ['a batch', [{ documentId: id360 }], 400, 'BATCH_NOT_ALLOWED'],
    ['a body that is no object', `"${canary}"`, 400, 'BAD_REQUEST'],
    ['null', 'null', 400, 'BAD_REQUEST'],
    ['no document at all', { variables: { id: canary } }, 400, 'BAD_REQUEST'],
    ['an id that is no text', { documentId: { [canary]: 1 } }, 400, 'BAD_REQUEST'],
    [
      'variables that are no object',
      { documentId: id360, variables: [canary] },
      400,
      'BAD_REQUEST',
    ],
    [
      'another operation than the document has',
      { documentId: id360, operationName: canary, variables: { id: 'c1' } },
      400,
      'BAD_REQUEST',
    ],
    [
      'two ids that contradict each other',
      { documentId: id360, ...persisted(sha256Hex('x')) },
      400,
      'BAD_REQUEST',
    ],
    [
      'an id and another text',
      { documentId: id360, query: '{ products { id } }' },
      400,
      'BAD_REQUEST',
    ],
    ['a persisted query of another version', persisted(id360, 2), 400, 'BAD_REQUEST'],
    ['an unknown id', { documentId: sha256Hex(canary) }, 404, 'DOCUMENT_UNKNOWN'],
    ['an id of another form', { documentId: canary }, 404, 'DOCUMENT_UNKNOWN'],
    ['an unknown persisted query', persisted(sha256Hex(canary)), 404, 'DOCUMENT_UNKNOWN'],
    ['a missing variable', { documentId: id360 }, 400, 'VARIABLE_INVALID'],
    [
      'a variable that is null',
      { documentId: id360, variables: { id: null } },
      400,
      'VARIABLE_INVALID',
    ],
    [
      'a variable of another type',
      { documentId: id360, variables: { id: { [canary]: canary } } },
      400,
      'VARIABLE_INVALID',
    ],
    [
      'an extra variable',
      { documentId: id360, variables: { id: 'c1', [canary]: canary } },
      400,
      'VARIABLE_INVALID',
    ],
    [
      'a date that is none',
      { documentId: sha256Hex(pipelineBoard), variables: { from: canary } },
      400,
      'VARIABLE_INVALID',
    ],
    [
      'a day that no calendar has',
      { documentId: sha256Hex(pipelineBoard), variables: { from: '2026-02-30' } },
      400,
      'VARIABLE_INVALID',
    ],
  ])('%s', async (_guarantee, body, status, code) => {
    expectRefusal(await world.send(body), status, code);
  });

  test('an ill-typed variable is named, its value is not', async () => {
    const answer = await world.send({ documentId: id360, variables: { id: [canary] } });
    expect(answer.errors[0]?.message).toContain('$id');
    expectRefusal(answer, 400, 'VARIABLE_INVALID');
  });

  test('bytes that are no UTF-8', async () => {
    const answer = await world.fetch('/graphql', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${await world.issuer.token()}`,
      },
      body: Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
    });
    expectRefusal(answer, 400, 'BAD_JSON');
  });

  test('a body that grows over the bound without saying so is answered all the same', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const headers = { 'content-type': 'application/json', 'transfer-encoding': 'chunked' };
      const sent = httpRequest(`${world.url}/graphql`, { method: 'POST', headers }, (response) => {
        resolve(response.statusCode);
        response.destroy();
      });
      sent.on('error', reject);
      sent.write('x'.repeat(30_000));
    });
    expect(status).toBe(413);
  });
});

describe('where a browser could send a request across sites, it is refused', () => {
  test.each([
    ['text/plain'],
    ['application/x-www-form-urlencoded'],
    ['multipart/form-data'],
    ['application/json; charset=iso-8859-1'],
    [''],
  ])('a POST of content type "%s"', async (type) => {
    const body = { documentId: id360, variables: { id: 'c1' } };
    expectRefusal(await world.send(body, {}, { 'content-type': type }), 400, 'BAD_REQUEST');
  });

  test('a GET that needs no preflight', async () => {
    expectRefusal(await world.fetch(`/graphql?documentId=${id360}`), 400, 'BAD_REQUEST');
  });
});

describe('GET', () => {
  const get = async (text: string, variables?: object, more = ''): Promise<Answer> => {
    const query = new URLSearchParams({ documentId: sha256Hex(text) });
    if (variables !== undefined) query.set('variables', JSON.stringify(variables));
    return world.fetch(`/graphql?${query.toString()}${more}`, {
      headers: { authorization: `Bearer ${await world.issuer.token()}` },
    });
  };

  test('a command by GET is refused, and says which methods there are', async () => {
    const answer = await get(moveOpportunity, { id: 'o1' });
    expectRefusal(answer, 405, 'METHOD_NOT_ALLOWED');
    expect(answer.headers.get('allow')).toBe('GET, POST');
  });

  test.each([
    ['a key of a party', customer360, { id: canary }],
    ['a personal argument', byMail, { mail: canary }],
    ['a party argument inside an input object', pipelineBoard, { from: '2026-01-01' }],
  ])('%s by GET is refused', async (_guarantee, text, variables) => {
    expectRefusal(await get(text, variables), 405, 'USE_POST');
  });

  test('a repeated parameter is refused', async () => {
    expectRefusal(await get(catalogue, undefined, '&documentId=x'), 400, 'BAD_REQUEST');
  });

  test('variables that are not JSON are refused', async () => {
    expectRefusal(await get(catalogue, undefined, `&variables={${canary}`), 400, 'BAD_JSON');
  });

  test('a screen without personal arguments is answered', async () => {
    const answer = await get(catalogue, { max: 2 });
    expect([answer.status, answer.errors]).toEqual([200, []]);
    expect(answer.data).toMatchObject({ products: [{ sku: 'SKU-pr1' }, { sku: 'SKU-pr2' }] });
  });

  test('a party argument that is not given leaks nothing', async () => {
    expect((await get(pipelineBoard)).status).toBe(200);
  });
});

describe('other methods and places', () => {
  test('a method that GraphQL does not know is refused', async () => {
    const answer = await world.fetch('/graphql', { method: 'PUT', body: '{}' });
    expectRefusal(answer, 405, 'METHOD_NOT_ALLOWED');
  });

  test('there is nothing at any other path', async () => {
    expect((await world.fetch(`/${canary}`)).status).toBe(404);
  });
});

describe('GraphQL over HTTP', () => {
  const ask = (accept: string): Promise<Answer> => world.screen(catalogue, {}, {}, { accept });
  test.each([
    ['*/*', 'application/graphql-response+json'],
    [
      'application/graphql-response+json, application/json;q=0.9',
      'application/graphql-response+json',
    ],
    ['application/json', 'application/json'],
    [
      'application/json;q=0.9, application/graphql-response+json',
      'application/graphql-response+json',
    ],
  ])('Accept: %s is answered as %s', async (accept, type) => {
    const answer = await ask(accept);
    expect(answer.headers.get('content-type')).toBe(`${type}; charset=utf-8`);
  });

  test('where no type of ours is accepted, nothing is executed', async () => {
    const answer = await ask('text/html');
    expect([answer.status, world.asked()]).toEqual([406, 0]);
  });

  test.each([
    ['sha256:<hex>', (hash: string) => ({ documentId: `sha256:${hash}` })],
    ['bare hex', (hash: string) => ({ documentId: hash })],
    [
      "Apollo clients' form",
      (hash: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash: hash } } }),
    ],
    [
      'two forms that agree',
      (hash: string) => ({
        documentId: hash,
        extensions: { persistedQuery: { version: 1, sha256Hash: hash } },
      }),
    ],
  ])('a document is found by its id as %s', async (_form, body) => {
    const answer = await world.send(body(sha256Hex(catalogue)));
    expect([answer.status, answer.errors]).toEqual([200, []]);
  });

  test('no answer is stored, sniffed, framed or shared', async () => {
    const { headers } = await ask('*/*');
    expect(headers.get('cache-control')).toBe('private, no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('access-control-allow-origin')).toBeNull();
    expect(headers.get('x-powered-by')).toBeNull();
  });
});

describe('CORS', () => {
  const preflight = (origin: string): Promise<Answer> =>
    world.fetch('/graphql', {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    });

  test('a page of another origin gets no permission', async () => {
    const answer = await preflight('https://evil.example.test');
    expect(answer.status).toBe(405);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('an answer says that it differs by who asks and by what is accepted', async () => {
    const answer = await world.screen(catalogue, {}, {}, { origin: 'https://app.example.test' });
    expect(answer.headers.get('vary')).toBe('accept, origin');
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://app.example.test');
  });

  test('a page of a configured origin may ask, without cookies', async () => {
    const answer = await preflight('https://app.example.test');
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://app.example.test');
    expect(answer.headers.get('access-control-allow-headers')).toContain('authorization');
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
  });
});
