import { beforeEach, describe, expect, test } from '@jest/globals';
import { createBreaker, type Breaker } from '../../../../gateway/execute/breaker.ts';

let now: number;
let turns: string[];
let breaker: Breaker;

beforeEach(() => {
  now = 0;
  turns = [];
  breaker = createBreaker(
    { failures: 4, cooldownMs: 100, cooldownMaxMs: 400 },
    { now: () => new Date(now) },
    (state) => turns.push(state),
  );
});

const fail = (requestId: string, times = 1): void => {
  for (let time = 0; time < times; time += 1) breaker.failed(requestId);
};

/** Milliseconds from now after which a request is let through. */
function patience(requestId: string): number {
  const from = now;
  while (!breaker.admits(requestId)) now += 1;
  return now - from;
}

describe('a store that fails is left alone', () => {
  test('not before it has failed as often in a row as configured', () => {
    fail('a', 3);
    expect([breaker.admits('b'), turns]).toEqual([true, []]);
    breaker.succeeded();
    fail('a', 3);
    expect([breaker.admits('b'), turns]).toEqual([true, []]);
    fail('a');
    expect([breaker.admits('b'), turns]).toEqual([false, ['open']]);
  });

  test('for the cooldown, which doubles with each probe that fails, up to its bound', () => {
    fail('a', 4);
    const waits = ['b', 'c', 'd', 'e', 'f'].map((probe) => {
      const waited = patience(probe);
      fail(probe);
      return waited;
    });
    expect(waits).toEqual([100, 200, 400, 400, 400]);
    expect(turns).toEqual(['open']);
  });

  test('no longer for what was already under way when it opened', () => {
    fail('a', 4);
    fail('under way', 50);
    expect(patience('b')).toBe(100);
    fail('under way', 50);
    fail('b');
    expect(patience('c')).toBe(200);
  });

  test('where a probe hangs, later each time, and its late end counts nothing more', () => {
    fail('a', 4);
    expect(['b', 'c', 'd', 'e'].map((probe) => patience(probe))).toEqual([100, 100, 200, 400]);
    fail('b');
    fail('c');
    expect(patience('f')).toBe(400);
  });

  test('where the client of a probe went away, for one more cooldown', () => {
    fail('a', 4);
    expect(patience('gone')).toBe(100);
    expect(patience('b')).toBe(100);
  });
});

describe('a store that is well again', () => {
  test('is asked everything that its probing request needs, and nothing of others', () => {
    fail('a', 4);
    expect(patience('b')).toBe(100);
    expect([breaker.admits('b'), breaker.admits('c')]).toEqual([true, false]);
  });

  test('is asked by everybody after one answer, as if nothing had been', () => {
    fail('a', 4);
    patience('b');
    fail('b');
    patience('c');
    breaker.succeeded();
    expect([breaker.admits('d'), breaker.admits('e'), turns]).toEqual([
      ...[true, true],
      ['open', 'closed'],
    ]);
    fail('f', 4);
    expect(patience('g')).toBe(100);
  });
});

test('failures are no news once half of those that open it were seen', () => {
  fail('a', 2);
  expect(breaker.isCalm()).toBe(true);
  fail('a');
  expect(breaker.isCalm()).toBe(false);
  breaker.succeeded();
  expect(breaker.isCalm()).toBe(true);
  fail('a', 4);
  expect(breaker.isCalm()).toBe(false);
});
