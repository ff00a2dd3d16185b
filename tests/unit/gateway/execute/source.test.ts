import { beforeEach, describe, expect, test } from '@jest/globals';
import { createSource, type Source, type SourceScope } from '../../../../gateway/execute/source.ts';
import type { StoreResponse } from '../../../../gateway/execute/storeClient.ts';
import { StoreFailure } from '../../../../gateway/execute/storeFailure.ts';
import { silentLog } from '../../../../lib/log.ts';

const timeoutMs = 400;
const failures = 4;
const question = { body: '{}', isMutation: false };

type Reply = StoreFailure | Omit<StoreResponse, 'readAt'>;

const ok: Reply = { status: 200, text: '{"data":{}}' };
const broken = new StoreFailure('STORE_UNAVAILABLE', 'connection broken', true);
const late = new StoreFailure('STORE_TIMEOUT', 'deadline');

let now: number;
let reply: (attempt: number) => Reply;
let attempts: number;
let turns: unknown[];
let numbers: number[];
let source: Source<SourceScope>;

beforeEach(() => {
  now = 1_000;
  reply = () => ok;
  attempts = 0;
  turns = [];
  numbers = [];
  source = createSource({
    store: 'crm',
    timeoutMs,
    breaker: { failures, cooldownMs: 100, cooldownMaxMs: 400 },
    clock: { now: () => new Date(now) },
    log: { ...silentLog, warn: (_event, fields) => turns.push(fields?.state) },
    send: (_body, _scope, { number }) => {
      numbers.push(number);
      const given = reply((attempts += 1));
      const response =
        given instanceof StoreFailure
          ? Promise.reject(given)
          : Promise.resolve({ ...given, readAt: undefined });
      return { jti: `jti-${String(attempts)}`, response };
    },
  });
});

const scope = (deadlineAt = now + 2_000, isGone = false): SourceScope => ({
  ...{ requestId: `request-${String(now)}`, deadlineAt },
  client: { isGone, onGone: () => undefined, offGone: () => undefined },
});

async function askOften(times: number, made = () => scope()): Promise<void> {
  for (let time = 0; time < times; time += 1) await source.ask(question, made());
}

describe('asking again', () => {
  const brokenOnce = (attempt: number): Reply => (attempt === 1 ? broken : ok);

  test('a read whose connection broke is asked once more', async () => {
    reply = brokenOnce;
    expect(await source.ask(question, scope())).toMatchObject({ status: 200 });
    expect(attempts).toBe(2);
  });

  test('says of each attempt which it is, and which of them gave no answer', async () => {
    expect(await source.ask(question, scope())).not.toHaveProperty('unanswered');
    reply = (attempt) => (attempt === 2 ? broken : ok);
    expect(await source.ask(question, scope())).toMatchObject({ unanswered: ['jti-2'] });
    reply = () => broken;
    expect(await source.ask(question, scope())).toMatchObject({ unanswered: ['jti-4', 'jti-5'] });
    reply = () => late;
    expect(await source.ask(question, scope())).toMatchObject({ unanswered: ['jti-6'] });
    expect(numbers).toEqual([1, 1, 2, 1, 2, 1]);
  });

  test.each<[string, Reply, boolean]>([
    ['a command', broken, true],
    ['a read that came too late', late, false],
    ['a read that was refused', new StoreFailure('STORE_UNAVAILABLE', 'refused'), false],
  ])('%s is never', async (_name, first, isMutation) => {
    reply = (attempt) => (attempt === 1 ? first : ok);
    expect(await source.ask({ ...question, isMutation }, scope())).toHaveProperty('failure');
    expect(attempts).toBe(1);
  });

  test('a store that breaks each connection is not asked twice for each request', async () => {
    reply = () => broken;
    await askOften(50);
    expect(attempts).toBe(failures);
  });

  test('what looks whether the store is back asks once', async () => {
    reply = () => broken;
    await askOften(10);
    [now, attempts] = [now + 100, 0];
    await askOften(10);
    expect(attempts).toBe(1);
  });
});

describe('what is held against a store', () => {
  test.each<[string, Reply]>([
    ['a time-out', late],
    ['no JSON', { status: 200, text: '{"data":' }],
    ['JSON that is no object', { status: 200, text: '[]' }],
    ['a bad gateway before it', { status: 502, text: '{}' }],
    ['that it says to be unavailable', { status: 503, text: '{"errors":[{}]}' }],
    ['a gateway before it that waited in vain', { status: 504, text: '{}' }],
  ])('%s', async (_name, bad) => {
    reply = () => bad;
    await askOften(failures + 5);
    expect([attempts, turns]).toEqual([failures, ['open']]);
    expect(await source.ask(question, scope())).toEqual({ failure: 'STORE_UNAVAILABLE' });
    reply = () => ok;
    now += 100;
    await askOften(3);
    expect([attempts, turns]).toEqual([failures + 3, ['open', 'closed']]);
  });

  test.each<[string, Reply]>([
    ['an error at a status of its own', { status: 500, text: '{"errors":[{}]}' }],
    ['a refusal', { status: 401, text: '{"errors":[{}]}' }],
  ])('not %s, which speaks of one request', async (_name, bad) => {
    reply = () => bad;
    await askOften(failures + 5);
    expect(turns).toEqual([]);
  });

  test('not that the client went away', async () => {
    reply = () => new StoreFailure('STORE_UNAVAILABLE', 'the client went away');
    await askOften(failures + 5, () => scope(now + 2_000, true));
    expect(turns).toEqual([]);
  });

  test('not that other stores left it no time: nothing is sent then', async () => {
    reply = () => late;
    await askOften(failures + 5, () => scope(now));
    expect([attempts, turns]).toEqual([0, []]);
  });

  test('not that other stores left it less than half of its time', async () => {
    reply = () => late;
    await askOften(failures + 5, () => scope(now + timeoutMs / 2 - 1));
    expect(turns).toEqual([]);
    await askOften(failures, () => scope(now + timeoutMs / 2));
    expect(turns).toEqual(['open']);
  });
});
