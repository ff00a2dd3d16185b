import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { request } from 'undici';
import type { ConsoleFile } from '../../../gateway/console/files.ts';
import { consolePages } from '../../../gateway/console/pages.ts';

const fileOf = (type: string, text: string): ConsoleFile => ({
  type,
  bytes: Buffer.from(text),
  gzipped: gzipSync(text),
});

const script = 'export const text = "of the console"';
const pages = consolePages(
  {
    page: fileOf('text/html; charset=utf-8', '<!doctype html>'),
    assets: new Map([['/assets/index-1.js', fileOf('text/javascript; charset=utf-8', script)]]),
  },
  { issuer: 'https://id.example.test/realm', clientId: 'c', scope: 'openid', mode: 'production' },
);

let server: Server;
let url: string;
beforeAll(async () => {
  server = createServer((incoming, response) => {
    void pages(incoming.url ?? '', incoming, response).then((found) => {
      if (!found) response.writeHead(404).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

const html = { accept: 'text/html,*/*' };
const ask = (path: string, headers: Record<string, string> = {}, method: 'GET' | 'POST' = 'GET') =>
  request(`${url}${path}`, { headers, method });

test.each(['/graphql', '/graphiql', '/health/nothing', '/dev/documents', '/assets/other.js'])(
  'an address of programs is never answered with the page: %s',
  async (path) => {
    expect((await ask(path, html)).statusCode).toBe(404);
  },
);

test('a program that asks for an unknown address gets no page', async () => {
  expect((await ask('/screens/customer-360', { accept: 'application/json' })).statusCode).toBe(404);
  expect((await ask('/', html, 'POST')).statusCode).toBe(404);
});

test.each(['/', '/screens/customer-360/17', '/callback?code=1'])(
  'a person who opens %s gets the page, which the browser asks for each time',
  async (path) => {
    const { statusCode, headers } = await ask(path, html);
    expect([statusCode, headers['content-type'], headers['cache-control']]).toEqual([
      ...[200, 'text/html; charset=utf-8', 'no-cache'],
    ]);
  },
);

test('nothing may be loaded, run, framed or asked but of the gateway and the issuer', async () => {
  const { headers } = await ask('/', html);
  const policy = String(headers['content-security-policy']);
  expect(policy).not.toMatch(/unsafe|\*|data:|blob:/);
  expect(policy.split('; ')).toEqual([
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self' https://id.example.test",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
    "require-trusted-types-for 'script'",
  ]);
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(headers['referrer-policy']).toBe('no-referrer');
});

test('a hashed file is kept for good, and compressed where the browser takes that', async () => {
  const plain = await ask('/assets/index-1.js');
  expect(plain.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  expect(plain.headers['content-encoding']).toBeUndefined();
  expect(await plain.body.text()).toBe(script);
  const refused = await ask('/assets/index-1.js', { 'accept-encoding': 'gzip;q=0' });
  expect(refused.headers['content-encoding']).toBeUndefined();
  const small = await ask('/assets/index-1.js', { 'accept-encoding': 'br, gzip' });
  expect(small.headers['content-encoding']).toBe('gzip');
  expect(gunzipSync(Buffer.from(await small.body.arrayBuffer())).toString()).toBe(script);
});

test('the browser is told the issuer and the client, and nothing else', async () => {
  const { body, headers } = await ask('/console/config.json');
  expect(headers['content-type']).toContain('application/json');
  expect(await body.json()).toEqual({
    ...{ issuer: 'https://id.example.test/realm', clientId: 'c' },
    ...{ scope: 'openid', mode: 'production' },
  });
});
