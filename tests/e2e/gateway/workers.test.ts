import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { sha256Hex } from '../../../lib/hash.ts';
import { youngGenerationFlag } from '../../../gateway/process/youngGeneration.ts';
import { customer360 } from './support/documents.ts';
import {
  controlToken,
  startGatewayProcess,
  startSite,
  type GatewayProcess,
  type Site,
} from './support/gatewayProcess.ts';
import { Client } from './support/load.ts';

let site: Site;
let gateway: GatewayProcess;

beforeAll(async () => {
  site = await startSite();
});
afterAll(() => site.close());
afterEach(async () => {
  gateway.child.kill('SIGTERM');
  expect(await gateway.exited).toBe(0);
});

const fresh = customer360.replace('Customer360', 'CustomerFresh').replace('tradeName', 'segment');
const body = JSON.stringify({ documentId: sha256Hex(fresh), variables: { id: 'c1' } });

const register = async (text: string): Promise<number> => {
  const { status } = await fetch(`${gateway.url}/dev/documents`, {
    method: 'POST',
    headers: { authorization: `Bearer ${controlToken}` },
    body: JSON.stringify({ text }),
  });
  return status;
};

/** Asks on fresh connections, which go to the workers in turn. */
async function statuses(count: number): Promise<readonly (number | undefined)[]> {
  const token = await site.issuer.token();
  return Promise.all(
    Array.from({ length: count }, async () => {
      const client = new Client();
      const { status } = await client.ask({ url: gateway.url, token, body });
      client.close();
      return status;
    }),
  );
}

describe('several workers on one port', () => {
  test('know a document as soon as its developer hears that it is registered', async () => {
    gateway = await startGatewayProcess(site, {}, ['--workers', '2']);
    expect(new Set(await statuses(6))).toEqual(new Set([404]));
    expect(await register(fresh)).toBe(200);
    expect(new Set(await statuses(6))).toEqual(new Set([200]));
  });

  test('one that dies is replaced, and its successor knows what was registered before', async () => {
    gateway = await startGatewayProcess(site, { WORKERS: '2' });
    expect(await register(fresh)).toBe(200);
    const [first] = await gateway.logged('started', 2);
    process.kill(first?.pid ?? 0, 'SIGKILL');
    const [, , third] = await gateway.logged('started', 3);
    expect(third).toMatchObject({ process: first?.process, url: first?.url });
    expect(third?.pid).not.toBe(first?.pid);
    expect(new Set(await statuses(6))).toEqual(new Set([200]));
  });
});

/** What the new space may grow to: it holds more than twice the default's 16 MB halves. */
const growth = `
  const kept = [];
  for (let round = 0; round < 60; round += 1) {
    for (let index = 0; index < 60000; index += 1) kept[index] = { index, list: [index, index] };
  }
  const spaces = require('node:v8').getHeapSpaceStatistics();
  console.log(spaces.find(({ space_name }) => space_name === 'new_space').space_size);
`;
const newSpaceBytes = (...flags: readonly string[]): number =>
  Number(spawnSync(process.execPath, [...flags, '-e', growth], { encoding: 'utf8' }).stdout);

describe('the young generation', () => {
  test('grows beyond its default where the flag is given to a new process', () => {
    expect(newSpaceBytes(youngGenerationFlag)).toBeGreaterThan(1.5 * newSpaceBytes());
  });

  test('is set for the process that serves, however the program was started', async () => {
    gateway = await startGatewayProcess(site);
    const [{ pid } = { pid: 0 }] = await gateway.logged('started', 1);
    const { stdout } = spawnSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
    expect(stdout).toContain(youngGenerationFlag);
    expect(pid).not.toBe(gateway.child.pid);
  });

  test('is left to whoever chose one: then the process serves by itself', async () => {
    gateway = await startGatewayProcess(site, { NODE_OPTIONS: '--max-semi-space-size=32' });
    expect((await gateway.logged('started', 1))[0]?.pid).toBe(gateway.child.pid);
  });
});
