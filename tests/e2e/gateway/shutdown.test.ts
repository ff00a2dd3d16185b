import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { connect } from 'node:net';
import { sha256Hex } from '../../../lib/hash.ts';
import { eventually } from '../../../tools/start/processes.ts';
import { customer360 } from './support/documents.ts';
import {
  startGatewayProcess,
  startSite,
  type GatewayProcess,
  type Site,
} from './support/gatewayProcess.ts';
import { Client, startLoad, type Load, type Question } from './support/load.ts';

let site: Site;
let gateway: GatewayProcess;
const body = JSON.stringify({
  documentId: `sha256:${sha256Hex(customer360)}`,
  variables: { id: 'c1' },
});

beforeAll(async () => {
  site = await startSite();
});
afterAll(() => site.close());
afterEach(async () => {
  gateway.child.kill('SIGKILL');
  await gateway.exited;
  for (const store of Object.values(site.stores)) {
    store.behaviour = 'ok';
    store.latencyMs = 0;
  }
});

const question = async (): Promise<Question> => ({
  ...{ url: gateway.url, token: await site.issuer.token(), body },
});

/** Clients that ask at once again, and others that pause: their connections rest now and then. */
async function loadOf(clients: number): Promise<Load> {
  for (const store of Object.values(site.stores)) store.latencyMs = 20;
  const load = startLoad(await question(), clients, () => Math.max(0, Math.random() * 120 - 60));
  expect(await eventually(() => load.answered() > 5 * clients, 30_000)).toBe(true);
  return load;
}

describe('SIGTERM under load', () => {
  test.each([
    ['one process', []],
    ['two workers and their keeper', ['--workers', '2']],
  ])('fails no request that was accepted: %s', async (_guarantee, words) => {
    gateway = await startGatewayProcess(site, {}, words);
    const load = await loadOf(12);
    const before = load.answered();
    gateway.child.kill('SIGTERM');
    const { answered, failed, refused } = await load.ended;
    expect(failed).toEqual([]);
    expect([answered > before, refused]).toEqual([true, 12]);
    expect(await gateway.exited).toBe(0);
    expect(gateway.lines().at(-1)?.event).toBe('stopped');
  });

  test('of one worker fails nothing at all: the others go on, and its place is filled', async () => {
    gateway = await startGatewayProcess(site, { WORKERS: '2' });
    const load = await loadOf(8);
    const [first] = await gateway.logged('started', 2);
    process.kill(first?.pid ?? 0, 'SIGTERM');
    const started = await gateway.logged('started', 3);
    expect(started[2]?.process).toBe(first?.process);
    load.stop();
    const { failed, refused } = await load.ended;
    expect([failed, refused]).toEqual([[], 0]);
  });
});

describe('a process that was told to end', () => {
  test('answers on a connection that rested, and says that it is the last answer', async () => {
    gateway = await startGatewayProcess(site);
    const client = new Client();
    const asked = await question();
    expect((await client.ask(asked)).isLast).toBe(false);
    gateway.child.kill('SIGTERM');
    const closed = (): Promise<boolean> =>
      new Promise((resolve) => {
        const probe = connect(Number(new URL(gateway.url).port), '127.0.0.1', () => {
          probe.destroy();
          resolve(false);
        });
        probe.once('error', () => {
          resolve(true);
        });
      });
    expect(await eventually(closed, 900, 10)).toBe(true);
    expect(await client.ask(asked)).toMatchObject({ status: 200, isLast: true });
    expect(await gateway.exited).toBe(0);
  });

  test('does not wait longer than its grace for a client that rests', async () => {
    gateway = await startGatewayProcess(site);
    const client = new Client();
    await client.ask(await question());
    const begun = performance.now();
    gateway.child.kill('SIGTERM');
    expect(await gateway.exited).toBe(0);
    expect(performance.now() - begun).toBeLessThan(5_000);
  });

  test('does not wait longer than its grace for a store that does not answer', async () => {
    const bounds = { SHUTDOWN_GRACE_MS: '400', STORE_TIMEOUT_MS: '30000' };
    gateway = await startGatewayProcess(site, { ...bounds, REQUEST_TIMEOUT_MS: '30000' });
    site.stores.crm.behaviour = 'slow';
    const asked = new Client().ask(await question()).then(
      () => 'answered',
      () => 'cut',
    );
    expect(await eventually(() => site.stores.crm.seen.length > 0, 10_000)).toBe(true);
    const begun = performance.now();
    gateway.child.kill('SIGTERM');
    expect(await gateway.exited).toBe(0);
    expect(performance.now() - begun).toBeLessThan(5_000);
    expect(await asked).toBe('cut');
  });
});
