import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { once } from 'node:events';
import type { Presence } from '../../../gateway/execute/presence.ts';
import { createDirectClient } from '../../../gateway/execute/directClient.ts';
import type { StoreClient, StoreRequest } from '../../../gateway/execute/storeClient.ts';
import { readBody } from '../../../lib/httpServer.ts';

interface Asked {
  readonly request: IncomingMessage;
  readonly body: string;
  readonly answer: () => void;
}

let server: Server;
let client: StoreClient;
let sockets: Set<Socket>;
/** What came to the store and has no answer yet, in order. */
let asked: Asked[];
let onAsked: () => void;

const breaker = { failures: 100, cooldownMs: 10, cooldownMaxMs: 10 };
const limits = { timeoutMs: 5_000, answerBytesMax: 10_000, connections: 2, breaker };

beforeEach(async () => {
  sockets = new Set();
  asked = [];
  onAsked = () => undefined;
  server = createServer((request: IncomingMessage, response: ServerResponse) => {
    void readBody(request, 100_000).then((bytes) => {
      const body = bytes.toString('utf8');
      const answer = (): void => {
        response.writeHead(200, { 'content-type': 'application/json' }).end(body);
      };
      asked.push({ request, body, answer });
      onAsked();
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  client = createDirectClient(`${address()}/graphql?x=1`, limits, 20);
});

afterEach(async () => {
  await client.close();
  server.close();
  server.closeAllConnections();
});

const address = (): string => `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;

const present: Presence = { isGone: false, onGone: () => undefined, offGone: () => undefined };

const request = (body: string, changes: Partial<StoreRequest> = {}): StoreRequest => ({
  ...{ body, headers: ['content-type', 'application/json', 'x-n', '1'], jti: undefined },
  ...{ timeoutMs: 5_000, client: present },
  ...changes,
});

async function untilAsked(count: number): Promise<void> {
  while (asked.length < count) await new Promise<void>((resolve) => (onAsked = resolve));
}

async function untilSockets(count: number): Promise<void> {
  while (sockets.size !== count) await new Promise((resolve) => setImmediate(resolve));
}

test.each(['{"a":"ASCII"}', '{"a":"Renée"}', '{"a":"日本"}', '{"a":"x\ud800"}', ''])(
  'a store gets the bytes of %j, and we those of its answer',
  async (text) => {
    const answer = client.post(request(text));
    await untilAsked(1);
    const sent = Buffer.from(text, 'utf8').toString('utf8');
    const [first] = asked;
    expect([first?.body, first?.request.method, first?.request.url]).toEqual([
      ...[sent, 'POST', '/graphql?x=1'],
    ]);
    expect(first?.request.headers).toMatchObject({ 'x-n': '1', host: address().slice(7) });
    first?.answer();
    expect(await answer).toEqual({
      ...{ status: 200, text: sent, jti: undefined, readAt: undefined },
    });
  },
);

describe('connections', () => {
  test('read into one room, and answers that come in turns of pieces stay apart', async () => {
    const texts = ['a', 'b'].map((letter) => `{"${letter}":"${letter.repeat(4_000)}"}`);
    const answers = texts.map((text) => client.post(request(text)));
    await untilAsked(2);
    const raw = asked.map(({ request: { socket }, body }) => ({
      socket,
      text: `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${String(body.length)}\r\n\r\n${body}`,
    }));
    // The head comes in pieces as well.
    const cuts = [0, 30, 60, 90, 1_000, 2_000, 4_200];
    for (const [index, cut] of cuts.entries()) {
      for (const { socket, text } of raw) socket.write(text.slice(cut, cuts[index + 1]));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect((await Promise.all(answers)).map(({ text }) => text)).toEqual(texts);
  });

  test('are bounded: what comes beyond waits, and goes out in its order', async () => {
    const bodies = ['1', '2', '3', '4', '5'];
    const answers = bodies.map((body) => client.post(request(body)));
    for (let count = 1; count <= bodies.length; count += 1) {
      await untilAsked(Math.min(count + 1, bodies.length));
      expect(sockets.size).toBe(2);
      asked[count - 1]?.answer();
    }
    expect((await Promise.all(answers)).map(({ text }) => text)).toEqual(bodies);
    expect(asked.map(({ body }) => body).sort()).toEqual(bodies);
    expect(asked.slice(2).map(({ body }) => body)).toEqual(['3', '4', '5']);
  });

  test('are used again, and closed where nobody needs them', async () => {
    for (const body of ['1', '2', '3']) {
      const answer = client.post(request(body));
      await untilAsked(Number(body));
      expect(sockets.size).toBe(1);
      asked.at(-1)?.answer();
      await answer;
    }
    await untilSockets(0);
  });

  test('that the store closes are opened anew', async () => {
    for (const body of ['1', '2']) {
      const answer = client.post(request(body));
      await untilAsked(Number(body));
      asked.at(-1)?.answer();
      await answer;
      for (const socket of sockets) socket.end();
      await untilSockets(0);
    }
    expect(asked).toHaveLength(2);
  });

  test('end with the client, and whoever waits is told', async () => {
    const answers = ['1', '2', '3'].map((body) => client.post(request(body)));
    await untilAsked(2);
    const settled = Promise.allSettled(answers);
    await client.close();
    expect((await settled).map(({ status }) => status)).toEqual([
      'rejected',
      'rejected',
      'rejected',
    ]);
    await untilSockets(0);
  });
});

describe('of those that wait for a connection', () => {
  const fill = (): readonly Promise<unknown>[] =>
    ['1', '2'].map((body) => client.post(request(body)));

  test('one whose time is over is told, and never sent', async () => {
    const filled = fill();
    await untilAsked(2);
    await expect(client.post(request('late', { timeoutMs: 5 }))).rejects.toMatchObject({
      ...{ code: 'STORE_TIMEOUT', retriable: false },
    });
    const next = client.post(request('3'));
    for (const { answer } of asked.slice()) answer();
    await untilAsked(3);
    asked.at(-1)?.answer();
    await Promise.all([...filled, next]);
    expect(asked.map(({ body }) => body)).not.toContain('late');
  });

  test('one whose client goes away is never sent', async () => {
    const filled = fill();
    await untilAsked(2);
    let leave = (): void => undefined;
    const leaving: Presence = { ...present, onGone: (listener) => (leave = listener) };
    const gone = client.post(request('gone', { client: leaving }));
    leave();
    await expect(gone).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    for (const { answer } of asked.slice()) answer();
    await Promise.all(filled);
    expect(asked).toHaveLength(2);
  });

  test('each is told where no connection can be opened', async () => {
    server.close();
    server.closeAllConnections();
    const answers = ['1', '2', '3', '4'].map((body) => client.post(request(body)));
    for (const answer of answers) {
      await expect(answer).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', retriable: false });
    }
  });
});

test('an answer that comes too late ends its connection', async () => {
  await expect(client.post(request('1', { timeoutMs: 20 }))).rejects.toMatchObject({
    ...{ code: 'STORE_TIMEOUT' },
  });
  await untilSockets(0);
});

test('the time of one request is not that of the one before it on the same connection', async () => {
  const first = client.post(request('1', { timeoutMs: 40 }));
  await untilAsked(1);
  asked[0]?.answer();
  await first;
  const second = client.post(request('2', { timeoutMs: 400 }));
  await untilAsked(2);
  await new Promise((resolve) => setTimeout(resolve, 80));
  asked[1]?.answer();
  expect(await second).toMatchObject({ status: 200 });
});

test('nothing but plain HTTP is spoken', () => {
  expect(() => createDirectClient('https://127.0.0.1/graphql', limits)).toThrow(TypeError);
});
