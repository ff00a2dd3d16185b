import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  composeShop,
  openShop,
  runGateway,
  startGateway,
  type Shop,
} from './support/generalGateway.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

describe('what can not be served ends with a sentence and 1', () => {
  test.each<[guarantee: string, text: string, sentence: string]>([
    ['a text that is no GraphQL', 'not: graphql!', "The supergraph can't be read"],
    ['an empty file', '', "The supergraph can't be read"],
    ['a plain schema', 'type Query { a: Int }', 'it has no enum join__Graph'],
    ['an operation', '{ a }', 'it has no enum join__Graph'],
    [
      'a subgraph without an address',
      composeShop((name) => (name === 'opinions' ? '' : 'http://127.0.0.1:1')),
      'The supergraph gives no address of: opinions.',
    ],
    [
      'a subgraph at an address that is none',
      composeShop(() => 'ftp://127.0.0.1/graphql'),
      'The supergraph gives no address of: accounts, catalogue, opinions.',
    ],
    [
      'a supergraph that contradicts itself',
      composeShop(() => 'http://127.0.0.1:1').replace('union Thing', 'union Thong'),
      "The supergraph can't be read",
    ],
  ])('%s', async (_guarantee, text, sentence) => {
    const { code, output, errors } = await runGateway([
      ...['--supergraph', shop.file('other.graphql', text), '--port', '0'],
    ]);
    expect([code, output]).toEqual([1, '']);
    expect(errors).toContain(sentence);
    expect(errors).not.toMatch(/^\s+at /m);
  });

  test('a file that is not there', async () => {
    const { code, errors } = await runGateway(['--supergraph', '/nowhere/x.graphql']);
    expect(code).toBe(1);
    expect(errors).toContain("The supergraph can't be read: there is no file /nowhere/x.graphql");
  });

  test('a port that is taken', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const { code, errors } = await runGateway([
      ...['--supergraph', shop.supergraph, '--port', String(port)],
    ]);
    server.close();
    expect(code).toBe(1);
    expect(errors).toContain(String(port));
  });

  test('the same with several workers, which are not started over and over', async () => {
    const { code, errors } = await runGateway([
      ...['--supergraph', shop.file('other.graphql', '{ a }'), '--port', '0', '--workers', '2'],
    ]);
    expect(code).toBe(1);
    expect(errors).toContain('it has no enum join__Graph');
  });
});

describe('wrong usage ends with 2', () => {
  test.each<[guarantee: string, words: readonly string[], named: string]>([
    ['no supergraph', [], '--supergraph'],
    ['a word too many', ['--supergraph', 'x', 'y'], 'options alone'],
    ['no workers', ['--supergraph', 'x', '--workers', '0'], '--workers'],
    ['a planner that does not exist', ['--supergraph', 'x', '--planner', 'p'], '--planner'],
    ['a header with a space', ['--supergraph', 'x', '--header', 'a b'], '--header'],
    ['a header of the connection itself', ['--supergraph', 'x', '--header', 'Host'], '--header'],
    [
      'a header that says how long a body is',
      ['--supergraph', 'x', '--header', 'content-length'],
      '--header',
    ],
  ])('%s', async (_guarantee, words, named) => {
    const { code, output, errors } = await runGateway(words);
    expect([code, output]).toEqual([2, '']);
    expect(errors).toContain(named);
  });

  test('a bound that is no number is named, and ends with 1', async () => {
    const words = ['--supergraph', shop.supergraph, '--port', '0'];
    const { code, errors } = await runGateway(words, { DEPTH_MAX: 'deep' });
    expect(code).toBe(1);
    expect(errors).toContain('DEPTH_MAX');
  });
});

describe('a gateway that serves', () => {
  test('says so once, whichever its number of workers, and ends in order with 0', async () => {
    const gateway = await startGateway([
      ...['--supergraph', shop.supergraph, '--port', '0', '--workers', '2'],
    ]);
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => gateway.ask({ query: '{ __typename me { name } }' })),
    );
    for (const { data } of answers) {
      expect(data).toEqual({ __typename: 'Query', me: { name: 'Ada' } });
    }
    const { code, output, errors } = await gateway.stop();
    expect([code, errors]).toEqual([0, '']);
    expect(output.split('\n').filter((line) => line.startsWith('ready '))).toEqual([
      `ready ${gateway.url}`,
    ]);
  });

  test('answers what it began before it ends', async () => {
    const gateway = await startGateway(['--supergraph', shop.supergraph, '--port', '0']);
    const { accounts } = shop.subgraphs;
    if (accounts === undefined) throw new TypeError('there are accounts');
    const asked = new Promise<() => void>((resolve) => {
      accounts.reply = (response, result) => {
        resolve(() => {
          response.setHeader('content-type', 'application/json').end(JSON.stringify(result));
        });
      };
    });
    const answer = gateway.ask({ query: '{ me { name } }' });
    const release = await asked;
    const ended = gateway.stop();
    release();
    accounts.reply = undefined;
    expect((await answer).data).toEqual({ me: { name: 'Ada' } });
    expect(await ended).toMatchObject({ code: 0, errors: '' });
  });
});
