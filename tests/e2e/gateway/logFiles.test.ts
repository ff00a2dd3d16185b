import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../../lib/clock.ts';
import { listen, type RunningServer } from '../../../lib/httpServer.ts';
import { verifyServiceToken } from '../../../lib/serviceToken.ts';
import { startWorld, type World } from './support/world.ts';

const tile = '/log/tile/entries/000.p/7';
const content = Buffer.from([0, 1, 254, 255]);

let governance: RunningServer;
let world: World;
let asked: string[];

beforeAll(async () => {
  governance = await listen(
    (request, response) => {
      const path = request.url ?? '';
      asked.push(path);
      if (path === '/log/checkpoint') {
        response.end('a checkpoint');
        return Promise.resolve();
      }
      const claims = verifyServiceToken({
        ...{ authorization: request.headers.authorization, audience: 'governance' },
        ...{ body: Buffer.from(path), clock: systemClock },
        processes: { gateway: [world.keys.public] },
      });
      const headers = { 'content-type': 'application/octet-stream', etag: '"e"', 'x-own': '1' };
      if (claims.iss !== 'gateway' || path !== tile) response.writeHead(404).end();
      else if (request.headers['if-none-match'] === '"e"') response.writeHead(304, headers).end();
      else response.writeHead(200, headers).end(content);
      return Promise.resolve();
    },
    '127.0.0.1',
    0,
  );
  world = await startWorld({ governanceUrl: governance.url });
});
beforeEach(async () => {
  asked = [];
  readers += 1;
  await world.audit.clear();
});
afterAll(async () => {
  await world.close();
  await governance.close(0);
});

/** Reads are counted by actor: each case is another's. */
let readers = 0;
const get = async (path: string, roles?: string[], headers = {}): Promise<Response> => {
  const sub = `reader-${String(readers)}`;
  const token = roles === undefined ? undefined : await world.issuer.token({ roles, sub });
  return fetch(`${world.url}${path}`, {
    headers: token === undefined ? headers : { authorization: `Bearer ${token}`, ...headers },
  });
};

describe('a file of the log', () => {
  test.each<[who: string, roles: string[] | undefined, status: number]>([
    ['nobody whom we know', undefined, 401],
    ['an account manager', ['account-manager'], 403],
    ['a steward', ['steward'], 403],
  ])('is not for %s', async (_who, roles, status) => {
    const response = await get(tile, roles);
    expect(response.status).toBe(status);
    expect(asked).toEqual([]);
  });

  test.each(['/log/..%2fkeys', '/log/../secrets', '/log/', '/log/%00', `/log/${'a'.repeat(300)}`])(
    'is not at %s',
    async (path) => {
      const response = await get(path, ['auditor']);
      expect(response.status).toBe(404);
      expect(asked).toEqual([]);
    },
  );

  test.each(['auditor', 'dpo'])('is passed byte by byte to the %s, and counted', async (role) => {
    const response = await get(tile, [role]);
    expect(response.status).toBe(200);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(content);
    expect(response.headers.get('etag')).toBe('"e"');
    expect(response.headers.get('x-own')).toBeNull();
    expect((await get(tile, [role], { 'if-none-match': '"e"' })).status).toBe(304);
    expect((await get('/log/tile/0/001', [role])).status).toBe(404);
    await world.audit.until(({ type }) => type === 'admin.read');
    expect(world.audit.decisions('admin.read')).toMatchObject([
      { action: 'log.read', count: 1, roles: [role], screen: null },
    ]);
  });

  test('that states how the log grows is for everybody', async () => {
    const response = await get('/log/checkpoint');
    expect([response.status, await response.text()]).toEqual([200, 'a checkpoint']);
  });

  test('is refused in words while governance is away', async () => {
    await governance.close(0);
    const response = await get(tile, ['auditor']);
    expect(response.status).toBe(503);
    expect(await response.text()).toContain('NOT_READY');
  });
});
