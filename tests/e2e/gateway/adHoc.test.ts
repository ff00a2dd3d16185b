import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { buildSchema, parse } from 'graphql';
import type { IncomingHttpHeaders } from 'node:http';
import { createApolloFront, type ApolloFront } from '../../../gateway/adhoc/apolloFront.ts';
import type { Answer } from '../../../gateway/http/exchange.ts';
import { AppError } from '../../../lib/errors/appError.ts';
import { startWorld, type World } from './support/world.ts';

const sdl = 'type Query { product: Product secret: String } type Product { id: ID! price: Float }';
let front: ApolloFront;
beforeAll(() => {
  front = createApolloFront({ schema: buildSchema(sdl), supergraphSdl: sdl });
});
afterAll(() => front.stop());

const canary = 'canary5f3b';
const json = { 'content-type': 'application/json' };

interface Asking {
  readonly query?: string;
  readonly method?: 'GET' | 'POST';
  readonly headers?: IncomingHttpHeaders;
  readonly answer?: () => Promise<Answer>;
}

let executed = 0;
beforeEach(() => {
  executed = 0;
});

const ask = ({ query = '{ product { id } }', method = 'POST', headers = json, answer }: Asking) =>
  front.answer({
    ...{ method, headers, variables: {}, document: parse(query) },
    execute: () => {
      executed += 1;
      return answer?.() ?? Promise.resolve({ data: { product: null }, extensions: {} });
    },
  });

const refusal = (asking: Asking): Promise<unknown> =>
  ask(asking).then(
    ({ text }) => text,
    (error: unknown) => error,
  );

describe('what Apollo Server refuses by itself is refused in our words', () => {
  test.each<[guarantee: string, asking: Asking, code: string]>([
    [
      'a form that a browser sends unasked',
      { headers: { 'content-type': 'text/plain' } },
      'BAD_REQUEST',
    ],
    ['a GET that a browser sends unasked', { method: 'GET', headers: {} }, 'BAD_REQUEST'],
    ['a field that does not exist', { query: `{ ${canary} }` }, 'DOCUMENT_INVALID'],
    ['a name that is nearly one', { query: '{ secre }' }, 'DOCUMENT_INVALID'],
  ])('%s', async (_guarantee, asking, code) => {
    const error = await refusal(asking);
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code, message: new AppError(code as never).message });
    expect(executed).toBe(0);
  });

  test('a GET with a header that no form can set is answered', async () => {
    const { text } = await ask({ method: 'GET', headers: { authorization: 'Bearer x' } });
    expect(JSON.parse(text)).toEqual({ data: { product: null }, extensions: {} });
  });
});

describe('what our executor says goes through as it is', () => {
  test('a refusal keeps its code and its public addition', async () => {
    const refused = new AppError('NOT_PERMITTED', { subject: 'Product.price' });
    expect(await refusal({ answer: () => Promise.reject(refused) })).toBe(refused);
  });

  test('the unplanned becomes INTERNAL, and its words stay inside', async () => {
    const error = await refusal({ answer: () => Promise.reject(new Error(canary)) });
    expect(error).toMatchObject({ code: 'INTERNAL' });
    expect((error as Error).message).not.toContain(canary);
  });

  test('data, errors with paths and extensions of an answer that is text', async () => {
    const body = {
      data: { product: { id: 'é"\\u0000', price: 0.1 } },
      errors: [
        { message: 'A sentence.', path: ['product', 0], extensions: { code: 'STORE_TIMEOUT' } },
      ],
      extensions: { entryId: 'ENTRY', withheld: [] },
    };
    const written = { text: JSON.stringify(body), errorCount: 1, businessOnly: true };
    const answer = await ask({ answer: () => Promise.resolve(written) });
    expect(JSON.parse(answer.text)).toEqual(body);
    expect(answer).toMatchObject({ errorCount: 1, businessOnly: true });
  });
});

describe('over the gateway', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.close());

  test('no page is shown to a browser, whatever it prefers', async () => {
    const answer = await world.fetch('/graphql', { headers: { accept: 'text/html,*/*' } });
    expect([answer.status, answer.code]).toEqual([400, 'BAD_REQUEST']);
    expect(answer.text).not.toContain('<');
  });

  test('nothing is registered by sending a text with its hash', async () => {
    const { createHash } = await import('node:crypto');
    const query = '{ products { sku } }';
    const sha256Hash = createHash('sha256').update(query).digest('hex');
    const extensions = { persistedQuery: { version: 1, sha256Hash } };
    expect((await world.send({ query, extensions })).status).toBe(200);
    expect((await world.send({ extensions })).code).toBe('DOCUMENT_UNKNOWN');
  });

  test('a store that fails costs its own fields, in an ad-hoc answer too', async () => {
    world.stores['supply-chain'].behaviour = 'garbage';
    const answer = await world.send({ query: '{ products { id sku name } }' });
    expect(answer.status).toBe(200);
    expect(answer.errors.length).toBeGreaterThan(0);
    expect(new Set(answer.errors.map(({ extensions }) => extensions.code))).toEqual(
      new Set(['STORE_ANSWER_INVALID']),
    );
    expect(Object.keys(answer.errors[0] ?? {}).sort()).toEqual(['extensions', 'message', 'path']);
  });
});
