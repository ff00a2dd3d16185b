import { afterEach, describe, expect, test } from '@jest/globals';
import { request, type IncomingMessage } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { createHandler, type HandlerOptions } from '../../../gateway/http/handler.ts';
import { systemClock } from '../../../lib/clock.ts';
import { listen, type RunningServer } from '../../../lib/httpServer.ts';
import { createLog } from '../../../lib/log.ts';
import { eventually } from '../../../tools/start/processes.ts';

let server: RunningServer;
const lines: string[] = [];
afterEach(async () => {
  await server.close(0);
  lines.length = 0;
});

/** The front alone, over an answer of the test's own. */
async function open(
  answer: HandlerOptions['answer'],
  changes: Partial<HandlerOptions> = {},
): Promise<void> {
  const handler = createHandler({
    answer,
    ...{ routes: {}, corsOrigins: [], bodyBytesMax: 10_000, clock: systemClock },
    compression: { mode: 'off', bytesMin: 100 },
    newEntryId: () => 'ENTRY',
    log: createLog('gateway', { write: (line) => lines.push(line) }),
    ...changes,
  });
  server = await listen(handler, '127.0.0.1', 0);
}

interface Raw {
  readonly response: IncomingMessage;
  readonly bytes: Buffer;
}

const ask = (headers: Readonly<Record<string, string>> = {}): Promise<Raw> =>
  new Promise((resolve, reject) => {
    const all = { 'content-type': 'application/json', ...headers };
    const sent = request(`${server.url}/graphql`, { method: 'POST', headers: all }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('end', () => {
        resolve({ response, bytes: Buffer.concat(chunks) });
      });
    });
    sent.once('error', reject);
    sent.end('{"documentId":"a"}');
  });

const long = JSON.stringify({ data: { name: 'é'.repeat(200) } });
const text = (businessOnly: boolean, body = long) =>
  Promise.resolve({ text: body, errorCount: 0, businessOnly });

describe('an answer that is text already', () => {
  test('goes out byte by byte as it is', async () => {
    const odd = '{"data" : {"a":1.50, "b":"é"}}';
    await open(() => text(true, odd));
    const { response, bytes } = await ask();
    expect(bytes.toString('utf8')).toBe(odd);
    expect(response.headers['content-length']).toBe(String(Buffer.byteLength(odd)));
    expect(response.headers['x-request-id']).toBe('ENTRY');
  });

  test('counts its errors in the one line that each request leaves', async () => {
    await open(() => Promise.resolve({ text: '{}', errorCount: 3, businessOnly: false }));
    await ask();
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ event: 'request', status: 200, errors: 3 });
  });
});

describe('compression', () => {
  const both = { 'accept-encoding': 'gzip, br' };
  test.each<[guarantee: string, changes: Partial<HandlerOptions>, business: boolean]>([
    ['where it is not switched on', {}, true],
    [
      'of personal values where only business answers may be',
      { compression: { mode: 'business', bytesMin: 100 } },
      false,
    ],
    ['of an answer below the bound', { compression: { mode: 'all', bytesMin: 100_000 } }, true],
  ])('is not done %s', async (_guarantee, changes, business) => {
    await open(() => text(business), changes);
    const { response, bytes } = await ask(both);
    expect(response.headers['content-encoding']).toBeUndefined();
    expect(bytes.toString('utf8')).toBe(long);
  });

  test('is not done for a client that asks for none', async () => {
    await open(() => text(true), { compression: { mode: 'all', bytesMin: 100 } });
    expect((await ask()).response.headers['content-encoding']).toBeUndefined();
  });

  test.each([
    ['gzip', gunzipSync],
    ['br', brotliDecompressSync],
  ])('in %s gives the same text, and says that answers differ by it', async (coding, inflate) => {
    await open(() => text(true), { compression: { mode: 'business', bytesMin: 100 } });
    const { response, bytes } = await ask({ 'accept-encoding': coding });
    expect(response.headers).toMatchObject({
      'content-encoding': coding,
      'content-length': String(bytes.length),
      vary: 'accept, accept-encoding',
    });
    expect(bytes.length).toBeLessThan(Buffer.byteLength(long));
    expect(inflate(bytes).toString('utf8')).toBe(long);
  });

  test('of whatever it is, where all may be', async () => {
    const body = { data: { name: 'x'.repeat(500) }, extensions: {} };
    await open(() => Promise.resolve(body), { compression: { mode: 'all', bytesMin: 100 } });
    expect(
      JSON.parse(gunzipSync((await ask({ 'accept-encoding': 'gzip' })).bytes).toString()),
    ).toEqual(body);
  });
});

describe('a client that goes away', () => {
  const leave = (): void => {
    const sent = request(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
    });
    sent.once('error', () => undefined);
    sent.end('{"documentId":"a"}');
    setTimeout(() => sent.destroy(), 50);
  };

  test('aborts what is done for it, and is no failure of ours', async () => {
    let aborted = false;
    await open(
      (_request, { client }) =>
        new Promise((_resolve, reject) => {
          client.onGone(() => {
            aborted = true;
            reject(new Error('aborted'));
          });
        }),
    );
    leave();
    expect(await eventually(() => lines.length > 0, 5_000)).toBe(true);
    expect(aborted).toBe(true);
    expect(lines.map((line) => (JSON.parse(line) as { event: string }).event)).toEqual(['request']);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ gone: true });
  });

  test('is noticed by whoever asks only later', async () => {
    let late: boolean | undefined;
    await open(async (_request, context) => {
      await new Promise((resolve) => setTimeout(resolve, 200));
      late = context.client.isGone;
      return { extensions: {} };
    });
    leave();
    expect(await eventually(() => late !== undefined, 5_000)).toBe(true);
    expect(late).toBe(true);
  });
});
