import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { setTimeout } from 'node:timers/promises';
import {
  openShop,
  startGateway,
  type GeneralGateway,
  type Shop,
} from './support/generalGateway.ts';

let shop: Shop;
let gateway: GeneralGateway;
beforeAll(async () => {
  shop = await openShop();
  gateway = await startGateway(['--supergraph', shop.supergraph, '--port', '0'], {
    ...{ BODY_BYTES_MAX: '2000', TEXT_BYTES_MAX: '800', TOKENS_MAX: '60', DEPTH_MAX: '5' },
    ...{ ALIASES_MAX: '3', DIRECTIVES_MAX: '2', ROOT_FIELDS_MAX: '4', SELECTIONS_MAX: '12' },
    ...{ REQUEST_TIMEOUT_MS: '1500', STORE_TIMEOUT_MS: '500', STORE_BREAKER_FAILURES: '3' },
    ...{ STORE_BREAKER_COOLDOWN_MS: '100', STORE_ANSWER_BYTES_MAX: '10000' },
  });
});
afterAll(async () => {
  await gateway.stop();
  await shop.close();
});

describe('a document over a bound is refused before anybody is asked', () => {
  test.each<[bound: string, query: string]>([
    ['bytes', `{ me { id } } # ${'x'.repeat(800)}`],
    ['tokens', `{ ${'me { id } '.repeat(20)} }`],
    ['depth', '{ me { reviews { author { reviews { author { id } } } } } }'],
    ['aliases', '{ me { a: id b: id c: id d: id } }'],
    ['directives', '{ me { id @skip(if: false) name @skip(if: false) email @skip(if: false) } }'],
    [
      'root fields',
      '{ me { id } user(id: 1) { id } latest { id } topProducts { upc } json(levels: 1) }',
    ],
    [
      'selections',
      '{ me { ...A ...B } } fragment A on User { ...B ...B ...B } fragment B on User { id name email __typename }',
    ],
  ])('%s', async (_bound, query) => {
    const { status, errors } = await gateway.ask({ query });
    expect([status, errors[0]?.extensions.code]).toEqual([400, 'LIMIT_EXCEEDED']);
    expect(Object.values(shop.subgraphs).flatMap(({ heard }) => heard)).toEqual([]);
  });

  test('a body', async () => {
    const answer = await gateway.ask({
      query: '{ me { id } }',
      variables: { x: 'x'.repeat(2_000) },
    });
    expect(answer.status).toBe(413);
  });
});

test('a subgraph that hangs costs its own fields, is left alone, and is asked again when it is well', async () => {
  const { accounts } = shop.subgraphs;
  if (accounts === undefined) throw new TypeError('there are accounts');
  const ask = async (): Promise<unknown> => {
    const { data, errors } = await gateway.ask({ query: '{ me { name } latest { id } }' });
    expect(data).toHaveProperty('latest', [{ id: 'r1' }, { id: 'r2' }, { id: 'r3' }]);
    return errors[0]?.extensions.code ?? 'whole';
  };
  accounts.reply = () => undefined;
  const late = await Promise.all([ask(), ask(), ask()]);
  expect(late).toEqual(['STORE_TIMEOUT', 'STORE_TIMEOUT', 'STORE_TIMEOUT']);
  accounts.heard.length = 0;
  expect([await ask(), accounts.heard]).toEqual(['STORE_UNAVAILABLE', []]);
  accounts.reply = undefined;
  let said = await ask();
  for (let time = 0; time < 50 && said !== 'whole'; time += 1) {
    await setTimeout(20);
    said = await ask();
  }
  expect(said).toBe('whole');
});

test('an answer over the bound is not read to its end', async () => {
  const { accounts } = shop.subgraphs;
  if (accounts === undefined) throw new TypeError('there are accounts');
  accounts.reply = (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(`{"data":{"me":{"name":"${'x'.repeat(10_000)}"}}}`);
  };
  const { data, errors } = await gateway.ask({ query: '{ me { name } latest { id } }' });
  accounts.reply = undefined;
  expect([data, errors[0]?.extensions.code]).toEqual([
    { me: null, latest: [{ id: 'r1' }, { id: 'r2' }, { id: 'r3' }] },
    'STORE_ANSWER_INVALID',
  ]);
});

test('a subgraph that is gone costs its own fields', async () => {
  await shop.subgraphs.opinions?.close();
  const { data, errors } = await gateway.ask({
    query: '{ me { name reviews { id } } find(text: "") { __typename } }',
  });
  expect(data).toEqual({ me: null, find: [{ __typename: 'Book' }, { __typename: 'Lamp' }] });
  expect(errors).toMatchObject([
    { path: ['me', 'reviews'], extensions: { code: 'STORE_UNAVAILABLE' } },
  ]);
});
