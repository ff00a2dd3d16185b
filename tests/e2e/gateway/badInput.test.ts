import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { setTimeout } from 'node:timers/promises';
import { catalogue, customer360 } from './support/documents.ts';
import { storeSecret, type Reply } from './support/fixtureStore.ts';
import { startWorld, type Answer, type World } from './support/world.ts';

const requestTimeoutMs = 2_000;

let world: World;
beforeAll(async () => {
  world = await startWorld({ config: { requestTimeoutMs } });
});
afterAll(() => world.close());
beforeEach(() => {
  world.reset();
});

/** Whatever a store said, the next request of the next person is answered in full. */
afterEach(async () => {
  world.reset();
  const answer = await world.screen(customer360, { id: 'c1' });
  expect([answer.status, answer.errors]).toEqual([200, []]);
});

const codesByPath = ({ errors }: Answer): Record<string, string> =>
  Object.fromEntries(
    errors.map(({ path, extensions }) => [(path ?? []).join('.'), extensions.code]),
  );

const say =
  (text: string | Buffer, changes: Readonly<Record<string, string>> = {}, status = 200): Reply =>
  (response, headers, answer) => {
    const body = typeof text === 'string' ? withReceipt(text, answer) : text;
    response.writeHead(status, { ...headers, ...changes }).end(body);
  };

/** What the store would have stated of its good answer: the gateway looks at it first. */
const withReceipt = (text: string, { extensions }: Parameters<Reply>[2]): string =>
  text.replace(/^\{"/, `{"extensions":${JSON.stringify(extensions)},"`);

/** Bytes as they stand on the wire, after which the connection ends. */
const wire =
  (bytes: (headers: string, good: (text: string) => string) => string): Reply =>
  (response, headers, answer) => {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    response.socket?.end(bytes(lines.join(''), (text) => withReceipt(text, answer)));
  };

/** Sends the beginning and never the rest. */
const stall: Reply = (response, headers) => {
  response.writeHead(200, headers).write('{"data":{"_entities":[');
};

/** A byte now and then: never silent, never done. */
const trickle: Reply = (response, headers) => {
  response.writeHead(200, headers).write('{"data":');
  void (async () => {
    while (!response.destroyed) {
      response.write(' ');
      await setTimeout(50);
    }
  })();
};

/** The good answer with its entities changed. */
const entities =
  (change: (entities: readonly Record<string, unknown>[]) => unknown): Reply =>
  (response, headers, answer) => {
    const listed = answer.data?._entities as readonly Record<string, unknown>[];
    const body = JSON.stringify({ ...answer, data: { _entities: change(listed) } });
    response.writeHead(200, headers).end(body);
  };

const deep = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;
const deepObject = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
const good =
  '{"__typename":"Customer","receivables":{"balance":{"minorUnits":"5000"},"overdue":null}}';
const words = JSON.stringify({ errors: [{ message: storeSecret }] });
const html = { 'content-type': 'text/html' };
const invalid = 'STORE_ANSWER_INVALID';

describe('costs its own fields, and nothing else:', () => {
  test.each<[guarantee: string, reply: Reply, code: string]>([
    ['an empty body', say(''), invalid],
    ['a list', say('[]'), invalid],
    ['a text', say('"data"'), invalid],
    ['null', say('null'), invalid],
    ['an object without data', say('{}'), invalid],
    ['data that are a list', say('{"data":[]}'), invalid],
    ['data that are a text', say('{"data":"x"}'), invalid],
    ['errors that are no list', say('{"data":{"_entities":[]},"errors":{}}'), invalid],
    ['errors that are nothing', say('{"data":null,"errors":[null,7,"x",[]]}'), invalid],
    ['JSON with more behind it', say('{"data":{"_entities":[null]}} and more'), invalid],
    ['bytes that are no UTF-8', say(Buffer.from('{"data":{"a":"\u00ff"}}', 'latin1')), invalid],
    [
      'a coding that nobody asked for',
      say(Buffer.from('1f8b0800', 'hex'), { 'content-encoding': 'gzip' }),
      invalid,
    ],
    ['a 500 with words', say(words, {}, 500), invalid],
    ['a 500 with a page', say('<html></html>', html, 500), invalid],
    ['a 500 with good data', say(`{"data":{"_entities":[${good}]}}`, {}, 500), invalid],
    ['a 502 of something before the store', say('<html></html>', html, 502), invalid],
    ['a 503 without a word', say('{}', {}, 503), 'STORE_UNAVAILABLE'],
    ['a 204', say('', {}, 204), invalid],
    ['a redirect', say('{}', { location: 'http://127.0.0.1:1/' }, 302), invalid],
    ['a redirect to itself', say('', { ...html, location: '/graphql' }, 308), invalid],
    ['a protocol that is none', wire(() => '220 mail.example.test ESMTP\r\n'), invalid],
    ['a head without an end', wire((head) => `HTTP/1.1 200 OK\r\n${head}`), 'STORE_UNAVAILABLE'],
    [
      'a head of half a megabyte',
      wire((head) => `HTTP/1.1 200 OK\r\n${head}x: ${'x'.repeat(500_000)}\r\n\r\n{}`),
      invalid,
    ],
    [
      'a socket that closes in the middle of a chunk',
      wire((head) => `HTTP/1.1 200 OK\r\n${head}transfer-encoding: chunked\r\n\r\nff\r\n{"da`),
      invalid,
    ],
    [
      'a chunk that lies about its size',
      wire((head) => `HTTP/1.1 200 OK\r\n${head}transfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n`),
      invalid,
    ],
    [
      'two lengths',
      wire((h) => `HTTP/1.1 200 OK\r\n${h}content-length: 2\r\ncontent-length: 3\r\n\r\n{}`),
      invalid,
    ],
    ['a body that stops coming', stall, 'STORE_TIMEOUT'],
    ['a body that trickles', trickle, 'STORE_TIMEOUT'],
    ['no entity at all', entities(() => []), invalid],
    ['an entity too many', entities((list) => [...list, ...list]), invalid],
    ['entities that are no list', entities(([first]) => first), invalid],
    ['entities that are missing', say('{"data":{}}'), invalid],
    ['an entity that is a list', entities((list) => [list]), invalid],
    ['an entity that is a text', entities(() => ['x']), invalid],
    ['a text for an object', entities(() => [{ receivables: 'x' }]), invalid],
    ['a list for an object', entities(() => [{ receivables: [] }]), invalid],
    [
      'a number for a text',
      entities(() => [{ receivables: { balance: { minorUnits: 1 } } }]),
      invalid,
    ],
    ['a member that is missing', entities(() => [{ receivables: { overdue: null } }]), invalid],
    ['an object without its field', entities(() => [{ __typename: 'Customer' }]), invalid],
    ['lists in lists in lists', say(deep(90_000)), invalid],
    ['deep lists for data', say(`{"data":${deep(90_000)}}`), invalid],
    [
      'deep lists for an object',
      say(`{"data":{"_entities":[{"receivables":${deep(90_000)}}]}}`),
      invalid,
    ],
    [
      'deep objects for an object',
      say(`{"data":{"_entities":[{"receivables":${deepObject(15_000)}}]}}`),
      invalid,
    ],
    ['deep errors', say(`{"data":null,"errors":${deep(90_000)}}`), invalid],
    [
      'a second key that undoes the first',
      say(`{"data":{"_entities":[${good}],"_entities":7}}`),
      invalid,
    ],
  ])('%s', async (_guarantee, reply, code) => {
    world.stores.finance.reply = reply;
    const begun = performance.now();
    const answer = await world.screen(customer360, { id: 'c1' });
    expect(performance.now() - begun).toBeLessThan(requestTimeoutMs);
    expect(answer.status).toBe(200);
    const paths = Object.keys(codesByPath(answer));
    expect(paths.every((path) => path.startsWith('customer.receivables'))).toBe(true);
    expect(new Set(Object.values(codesByPath(answer)))).toEqual(new Set([code]));
    expect(answer.data).toMatchObject({
      customer: { tradeName: 'Example Works', receivables: null, shipments: [{ id: 's1' }] },
    });
    expect(answer.text).not.toContain(storeSecret);
    expect(world.log()).not.toContain(storeSecret);
  });
});

describe('is passed over:', () => {
  test.each<[guarantee: string, reply: Reply]>([
    [
      'a key that comes twice, of which the last one counts',
      say(`{"data":7,"data":{"_entities":[${good}]}}`),
    ],
    [
      'deep lists where nobody asked',
      say(`{"deep":${deep(80_000)},"data":{"_entities":[${good}]}}`),
    ],
    [
      'a prototype',
      say(`{"__proto__":{"data":7},"data":{"__proto__":{"x":1},"_entities":[${good}]}}`),
    ],
    ['members that nobody asked for', entities((list) => list.map((each) => ({ ...each, x: 1 })))],
    [
      'an early hint',
      wire(
        (h, full) =>
          `HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\n${h}\r\n${full(`{"data":{"_entities":[${good}]}}`)}`,
      ),
    ],
    [
      'a body in many pieces',
      (response, headers, answer) => {
        response.writeHead(200, headers);
        const text = withReceipt(`{"data":{"_entities":[${good}]}}`, answer);
        for (const letter of text) response.write(letter);
        response.end();
      },
    ],
  ])('%s', async (_guarantee, reply) => {
    world.stores.finance.reply = reply;
    const answer = await world.screen(customer360, { id: 'c1' });
    expect(answer.errors).toEqual([]);
    expect(answer.data).toMatchObject({
      customer: { receivables: { balance: { minorUnits: '5000' }, overdue: null } },
    });
  });
});

describe('of several entities', () => {
  const products = [
    { id: 'pr1', sku: 'SKU-pr1', name: 'Bolt' },
    { id: 'pr2', sku: 'SKU-pr2', name: 'Bolt' },
  ];

  test('one too few leaves all of them unknown: nobody can say whose is whose', async () => {
    world.stores['supply-chain'].reply = entities((list) => list.slice(1));
    const answer = await world.screen(catalogue, {});
    expect([answer.status, answer.data]).toEqual([200, null]);
    expect(Object.values(codesByPath(answer))).toEqual([invalid]);
  });

  test('a null one is missing by itself', async () => {
    world.stores['supply-chain'].reply = entities(([first]) => [first, null]);
    const answer = await world.screen(catalogue, {});
    expect(answer.data).toBeNull();
    expect(codesByPath(answer)).toEqual({ 'products.1.sku': invalid });
  });

  test('all are there where the store is well', async () => {
    const answer = await world.screen(catalogue, {});
    expect([answer.data, answer.errors]).toEqual([{ products }, []]);
  });
});

test('nothing that a store did wrong keeps a connection to it for ever', async () => {
  const { finance } = world.stores;
  for (const reply of [stall, trickle, say(''), wire(() => 'x')]) {
    finance.reply = reply;
    await Promise.all([1, 2, 3, 4].map(() => world.screen(customer360, { id: 'c1' })));
  }
  finance.reply = undefined;
  await world.screen(customer360, { id: 'c1' });
  const all = [...finance.sockets];
  // What is left rests in the pool, and can be used.
  expect(all.length).toBeLessThanOrEqual(8);
  expect(all.every((socket) => !socket.destroyed)).toBe(true);
});
