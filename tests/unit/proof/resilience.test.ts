import { describe, expect, test } from '@jest/globals';
import { complaintsOf } from '../../../tools/proof/resilience/complaints.ts';
import { median, percentile } from '../../../tools/proof/resilience/figures.ts';
import { judge, referenceFrom } from '../../../tools/proof/resilience/judge.ts';
import type {
  FaultFigures,
  ResilienceProof,
} from '../../../tools/proof/resilience/proveResilience.ts';
import type { Round } from '../../../tools/proof/resilience/round.ts';

const data = {
  customer: { name: 'x', credit: { limit: 1 }, orders: [{ id: 'o1', billing: 'B' }] },
};
const owners = {
  'customer.name': 'crm',
  'customer.credit.limit': 'finance',
  'customer.orders.*.id': 'crm',
  'customer.orders.*.billing': 'finance',
};
const sources = Object.entries(owners).map(([path, store]) => ({ path, store }));
const reference = referenceFrom(JSON.stringify({ data, extensions: { sources } }), 'finance');

type Answer = Readonly<Record<string, unknown>>;
type Path = readonly (string | number)[];

const asked = (body: Answer, status = 200) => ({
  ...{ status, durationMs: 1 },
  text: JSON.stringify({ extensions: {}, ...body }),
});
const error = (path: Path, code = 'STORE_TIMEOUT') => ({ path, extensions: { code } });
const customer = (changes: Answer) => ({ customer: { ...data.customer, ...changes } });

const credit = ['customer', 'credit'];
const billing = ['customer', 'orders', 0, 'billing'];
const withoutCredit = { data: customer({ credit: null }), errors: [error(credit)] };

describe('an answer is judged', () => {
  test('whole, where all is there', () => {
    expect(judge(asked({ data }), reference, undefined)).toEqual({ kind: 'whole' });
  });

  test("partial, where the faulty store's values alone are missing and said to be", () => {
    const orders = [{ id: 'o1', billing: null }];
    const errors = [error(credit), error(billing, 'STORE_UNAVAILABLE')];
    const answer = asked({ data: customer({ credit: null, orders }), errors });
    expect(judge(answer, reference, 'slow')).toEqual({
      ...{ kind: 'partial', codes: ['STORE_TIMEOUT', 'STORE_UNAVAILABLE'] },
    });
  });

  test.each<[string, Answer]>([
    [
      "another store's value is missing",
      { data: customer({ name: null }), errors: [error(credit)] },
    ],
    [
      "another store's value is missing with it",
      { data: customer({ orders: null }), errors: [error(billing)] },
    ],
    ['all is missing', { data: { customer: null }, errors: [error(credit)] }],
    [
      'a value is another',
      { data: customer({ name: 'y', credit: null }), errors: [error(credit)] },
    ],
    ['a value is another, without an error', { data: customer({ name: 'y' }) }],
    ['a value is missing without an error', { data: customer({ credit: null }) }],
    [
      'a value is missing without an error of its own',
      {
        data: customer({ credit: null, orders: [{ id: 'o1', billing: null }] }),
        errors: [error(credit)],
      },
    ],
    ['an error stands where nothing is missing', { data, errors: [error(credit)] }],
    [
      'a list is shorter',
      { data: customer({ credit: null, orders: [] }), errors: [error(credit)] },
    ],
    [
      'the code tells of something else',
      { data: customer({ credit: null }), errors: [error(credit, 'INTERNAL')] },
    ],
    ['there are no data', { errors: [error(credit)] }],
  ])('wrong, where %s', (_name, body) => {
    expect(judge(asked(body), reference, 'slow')).toHaveProperty('kind', 'wrong');
  });

  test('wrong, where anything is missing though no store fails', () => {
    expect(judge(asked(withoutCredit), reference, 'slow')).toHaveProperty('kind', 'partial');
    expect(judge(asked(withoutCredit), reference, undefined)).toHaveProperty('kind', 'wrong');
  });

  test.each([0, 500])('wrong, at status %d', (status) => {
    expect(judge(asked({ data }, status), reference, 'slow')).toHaveProperty('kind', 'wrong');
  });
});

const codes = {
  stopped: 'STORE_UNAVAILABLE',
  slow: 'STORE_TIMEOUT',
  garbage: 'STORE_ANSWER_INVALID',
};
const round = (code: string): Round => ({
  ...{ quiet: { p50Ms: 1, p99Ms: 2 }, faulty: { p50Ms: 1, p99Ms: 2 }, requests: 100, partial: 9 },
  ...{ codes: [code], slowestMs: 100, wrong: [], opened: 1, closed: 1, otherTurns: 0 },
  recoveredMs: 50,
});
const figures = (code: string, changes: Partial<Round> = {}, ratio = 1): FaultFigures => ({
  ...{ quietP99Ms: 2, faultyP99Ms: 2, ratio },
  runs: [round(code), { ...round(code), ...changes }],
});
const proof: ResilienceProof = {
  faults: {
    stopped: figures(codes.stopped),
    slow: figures(codes.slow),
    garbage: figures(codes.garbage),
  },
  ...{ requests: 600, sockets: { before: 4, after: 4 }, heapBytes: { before: 1e7, after: 1.1e7 } },
};
const promised = { deadlineMs: 500, ratioMax: 1.5 };

const slow = (changes: Partial<Round>, ratio?: number): Partial<ResilienceProof> => ({
  faults: { ...proof.faults, slow: figures(codes.slow, changes, ratio) },
});

describe('the proof', () => {
  test('holds where every run does', () => {
    expect(complaintsOf(proof, promised)).toEqual([]);
  });

  test.each<[string, Partial<ResilienceProof>]>([
    ['an answer was wrong', slow({ wrong: ['other data'] })],
    ['nothing told of the fault', slow({ codes: ['STORE_UNAVAILABLE'] })],
    ['the breaker did not open', slow({ opened: 0, closed: 0 })],
    ['the breaker did not close', slow({ closed: 0 })],
    ['the breaker was open at the end', slow({ recoveredMs: null })],
    ["another store's breaker opened", slow({ otherTurns: 1 })],
    ['an answer was late', slow({ slowestMs: 501 })],
    ['requests elsewhere became slower', slow({}, 1.51)],
    ['no time is known', slow({}, Number.NaN)],
    ['a socket stayed open', { sockets: { before: 4, after: 5 } }],
    ['memory was not given back', { heapBytes: { before: 1e7, after: 2e7 } }],
  ])('does not where in one of them %s', (_name, changes) => {
    expect(complaintsOf({ ...proof, ...changes }, promised)).toHaveLength(1);
  });

  test('leaves time out where it is not judged', () => {
    const slower = { ...proof, ...slow({}, 9) };
    expect(complaintsOf(slower, { ...promised, ratioMax: undefined })).toEqual([]);
  });
});

test('figures: a percentile is a value that was measured, a median the middle', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect([percentile(hundred, 0.5), percentile(hundred, 0.99), percentile([7], 0.99)]).toEqual([
    ...[50, 99, 7],
  ]);
  expect([median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([2, 2.5]);
  expect([percentile([], 0.5), median([])]).toEqual([Number.NaN, Number.NaN]);
});
