import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { askLockdowns } from '../../../lib/askLockdowns.ts';
import { generateProcessKeys } from '../../../lib/keys.ts';
import { createLockdownFeed, isLapsed, type LockdownFeed } from '../../../lib/lockdowns.ts';
import { silentLog } from '../../../lib/log.ts';
import type { Reply, TestStore } from '../../support/testStore.ts';
import { outcome, perform, send, signedAct } from './controlDesk.ts';
import { clock, publishedPolicy, startGovernance } from './fixtures.ts';

const policy = publishedPolicy();
const field = 'PostalAddress.lines';
let store: TestStore;
/** The gateway's own word on what is restricted, asked as a gateway asks. */
let feed: LockdownFeed;

beforeAll(async () => {
  store = await startGovernance(policy);
  feed = createLockdownFeed({
    ...{ holder: 'one', now: () => performance.now(), log: silentLog },
    ask: asking(),
  });
  feed.start();
  await feed.settled(2_000);
});
afterAll(async () => {
  feed.stop();
  await store.close();
});

const asking = (
  from = 'gateway',
  keys = store.installation.gateway,
): ReturnType<typeof askLockdowns> =>
  askLockdowns({
    ...{ url: store.url, from, keys, clock, newId: randomUUID },
    processes: store.installation.lock.processes,
  });

const restrict = (
  person = 'dpo',
  changes: { readonly level?: 'mask' | 'all-off'; readonly scope?: object } = {},
): Promise<Reply> =>
  perform(store, person, {
    ...{ act: 'restrict', level: 'withhold', reason: 'a letter went to a wrong address' },
    ...{ scope: { field: [field], role: ['care-agent'] }, ...changes },
  });

const lift = (person: string, lockdown: string): Promise<Reply> =>
  perform(store, person, { act: 'lift', lockdown });

const entries = async (): Promise<readonly { type: string; lockdown?: string }[]> =>
  (
    await store.sql<{ type: string; decision: string }>(
      `select type, decision from audit_inbox where type in ('lock', 'lock.effective', 'unlock')
       order by received_at, entry_id`,
    )
  ).map(({ type, decision }) => ({ ...(JSON.parse(decision) as object), type }));

const inForce = (): readonly string[] => feed.standing().orders.map(({ id }) => id);

describe('refused, and nothing is restricted or lifted:', () => {
  test.each<[what: string, code: string, work: () => Promise<Reply>]>([
    ['a stranger who restricts', 'SIGNER_UNKNOWN', () => restrict('nobody')],
    ['a steward who restricts', 'SIGNER_UNKNOWN', () => restrict('steward')],
    [
      'a field that there is not',
      'BAD_REQUEST',
      () => restrict('dpo', { scope: { field: ['PostalAddress.line'] } }),
    ],
    [
      'a role that there is not',
      'BAD_REQUEST',
      () => restrict('dpo', { scope: { field: [field], role: ['care'] } }),
    ],
    ['an order of every field to everybody', 'BAD_REQUEST', () => restrict('dpo', { scope: {} })],
    ['a lift of what is not there', 'NOT_FOUND', () => lift('dpo', randomUUID())],
    [
      'an act whose words were changed after it was signed',
      'SIGNER_UNKNOWN',
      () => {
        const signed = signedAct(store, 'dpo', {
          ...{ act: 'restrict', level: 'mask', reason: 'as signed', scope: { field: [field] } },
        });
        return send(store, { ...signed, payload: signed.payload.replace('mask', 'withhold') });
      },
    ],
  ])('%s', async (_what, code, work) => {
    expect(outcome(await work())).toBe(code);
    expect(inForce()).toEqual([]);
    expect(await entries()).toEqual([]);
  });

  test('a question about restrictions that no process of the installation signed', async () => {
    const stranger = asking('gateway', generateProcessKeys());
    await expect(stranger({ holder: 'two', knows: 0, mayWait: true })).rejects.toThrow('401');
  });

  test('a question that an officer signs with his own key', async () => {
    const [name = '', keys = generateProcessKeys()] =
      Object.entries(store.installation.officers)[0] ?? [];
    await expect(asking(name, keys)({ holder: 'two', knows: 0, mayWait: true })).rejects.toThrow(
      '401',
    );
  });
});

test('one officer restricts, two lift; each act is an entry of its own transaction', async () => {
  const began = performance.now();
  const given = (await restrict()).body as { lockdown: string; version: number };
  expect(given).toMatchObject({ inForce: true, version: 1, effectiveAt: expect.any(String) });
  expect(inForce()).toEqual([given.lockdown]);
  // It waits for those that may hold a lease from before this process began, and no longer.
  expect(performance.now() - began).toBeLessThan(3_500);
  const known = { lockdown: given.lockdown, version: 1 };
  expect(await entries()).toMatchObject([
    { type: 'lock', ...known, level: 'withhold' },
    { type: 'lock.effective', ...known, confirmed: [expect.stringMatching(/^gateway one/)] },
  ]);

  expect((await lift('dpo', given.lockdown)).body).toMatchObject({
    ...{ lifted: false, code: 'SECOND_PERSON_NEEDED' },
  });
  expect(outcome(await lift('dpo', given.lockdown))).toBe('SAME_PERSON');
  expect(outcome(await lift('steward', given.lockdown))).toBe('SIGNER_UNKNOWN');
  expect(inForce()).toEqual([given.lockdown]);
  expect((await lift('dpo-2', given.lockdown)).body).toMatchObject({ lifted: true, version: 2 });
  expect((await entries()).at(-1)).toMatchObject({ type: 'unlock', people: ['dpo', 'dpo-2'] });
  expect(outcome(await lift('dpo-desk', given.lockdown))).toBe('PROPOSAL_ENDED');
});

test('an order is told in far less than a second, and in effect once everybody confirmed it', async () => {
  const began = performance.now();
  const given = (await restrict()).body as { lockdown: string; effectiveAt: string | null };
  expect(performance.now() - began).toBeLessThan(1_000);
  expect(given.effectiveAt).not.toBeNull();
  expect(inForce()).toEqual([given.lockdown]);
  await lift('dpo', given.lockdown);
  await lift('dpo-2', given.lockdown);
});

test('whoever is silent is waited for until his lease is over, and no longer', async () => {
  const ask = asking();
  await ask({ holder: 'silent', knows: feed.standing().version, mayWait: true });
  const began = performance.now();
  const given = (await restrict()).body as { lockdown: string };
  const took = performance.now() - began;
  expect(took).toBeGreaterThan(1_000);
  expect(took).toBeLessThan(3_500);
  expect((await entries()).at(-1)).toMatchObject({
    ...{ type: 'lock.effective', lockdown: given.lockdown, lapsed: ['gateway silent'] },
  });
  await lift('dpo', given.lockdown);
  await lift('dpo-2', given.lockdown);
});

test('everything is turned off by two people, never by one', async () => {
  const given = (await restrict('dpo', { level: 'all-off', scope: {} })).body as {
    lockdown: string;
  };
  expect(given).toMatchObject({ inForce: false, code: 'SECOND_PERSON_NEEDED' });
  const agree = (person: string): Promise<Reply> =>
    perform(store, person, { act: 'restrict.agree', lockdown: given.lockdown });
  expect(outcome(await agree('dpo'))).toBe('SAME_PERSON');
  expect(inForce()).not.toContain(given.lockdown);
  expect((await agree('dpo-2')).body).toMatchObject({ inForce: true });
  expect(inForce()).toEqual([given.lockdown]);
  await lift('dpo', given.lockdown);
  await lift('dpo-desk', given.lockdown);
});

test('a preview says which screens would lose what, and changes nothing', async () => {
  const before = await entries();
  const { body } = await perform(store, 'dpo', {
    ...{ act: 'preview', level: 'withhold', scope: { field: ['PersonName.full'] } },
  });
  expect(body).toMatchObject({ screens: [] });
  expect(await entries()).toEqual(before);
});

test('a process that hears nothing for two seconds holds values of persons back', async () => {
  let isCut = false;
  const ask = asking();
  const cut = createLockdownFeed({
    ...{ holder: 'cut off', now: () => performance.now(), log: silentLog },
    ask: (question) => (isCut ? Promise.reject(new Error('cut off')) : ask(question)),
  });
  expect(isLapsed(cut.standing())).toBe(true);
  cut.start();
  await cut.settled(2_000);
  expect(isLapsed(cut.standing())).toBe(false);
  isCut = true;
  const began = performance.now();
  while (!isLapsed(cut.standing())) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(performance.now() - began).toBeLessThan(2_100);
  cut.stop();
});
