import { expect, test } from '@jest/globals';
import { createLease, type Lease } from '../../../lib/lease.ts';

const durationMs = 2_000;

/** A clock that the test moves. */
function leaseAt(startMs: number): { lease: Lease; pass: (ms: number) => void } {
  let nowMs = startMs;
  return {
    lease: createLease({ now: () => nowMs, durationMs }),
    pass: (ms) => {
      nowMs += ms;
    },
  };
}

test('a lease that was never renewed is stale', () => {
  expect(leaseAt(0).lease.isFresh()).toBe(false);
});

test('a lease is stale from the moment its time is over', () => {
  const { lease, pass } = leaseAt(1_000);
  lease.renew(1_000);
  pass(durationMs - 1);
  expect(lease.isFresh()).toBe(true);
  pass(1);
  expect(lease.isFresh()).toBe(false);
});

test('a lease counts from the asking, not from the answer', () => {
  const { lease, pass } = leaseAt(1_000);
  pass(1_900);
  lease.renew(1_000);
  expect(lease.isFresh()).toBe(true);
  pass(100);
  expect(lease.isFresh()).toBe(false);
});

test('an answer that comes after its lease would be over renews nothing', () => {
  const { lease, pass } = leaseAt(1_000);
  pass(durationMs);
  lease.renew(1_000);
  expect(lease.isFresh()).toBe(false);
});

test('an earlier question that is answered later shortens nothing', () => {
  const { lease, pass } = leaseAt(1_000);
  pass(1_000);
  lease.renew(2_000);
  lease.renew(1_000);
  pass(1_500);
  expect(lease.isFresh()).toBe(true);
});

test('a lapsed lease is renewed only by a question asked after the lapse', () => {
  const { lease, pass } = leaseAt(1_000);
  lease.renew(1_000);
  pass(100);
  lease.lapse();
  expect(lease.isFresh()).toBe(false);
  lease.renew(1_050);
  lease.renew(1_100);
  expect(lease.isFresh()).toBe(false);
  pass(1);
  lease.renew(1_101);
  expect(lease.isFresh()).toBe(true);
});

test.each([
  ['in a time to come', 5_000],
  ['at no time that can be compared', Number.NaN],
])('a question asked %s renews nothing', (_when, askedAtMs) => {
  const { lease, pass } = leaseAt(1_000);
  lease.renew(askedAtMs);
  expect(lease.isFresh()).toBe(false);
  pass(4_500);
  expect(lease.isFresh()).toBe(false);
});

test('a clock that goes back makes a lease stale', () => {
  const { lease, pass } = leaseAt(1_000);
  lease.renew(1_000);
  pass(-1);
  expect(lease.isFresh()).toBe(false);
});

test.each([0, -1, Number.NaN])('a lease of %p milliseconds is a mistake of the program', (ms) => {
  expect(() => createLease({ now: () => 0, durationMs: ms })).toThrow(TypeError);
});
