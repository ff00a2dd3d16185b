import { expect, test } from '@jest/globals';
import type { Answer, AnswerError, SourceMark } from '../../../client/referentClient.ts';
import { failedStores, gapAt } from '../../../web/data/standing.ts';

const mark = (path: string, store: string): SourceMark => ({
  ...{ path, store, coordinate: 'A.b', source: 'column', guarantee: 'owned' },
  ...{ fetched: store !== 'finance', form: 'clear', readAt: null },
});

const sources = [
  mark('customer.tradeName', 'crm'),
  mark('customer.credit.onHold', 'finance'),
  mark('customer.orders.edges.*.node.billingStatus', 'finance'),
  mark('customer.orders.edges.*.node.promiseDate', 'supply-chain'),
];

const answerWith = (...errors: readonly AnswerError[]): Answer<unknown> => ({
  ...{ data: {}, errors, sources, entryId: undefined },
  withheldAt: (path) =>
    path === 'customer.birthDate' ? { path, code: 'NOT_PERMITTED' } : undefined,
  sourceOf: () => undefined,
});

const down = (...path: readonly (string | number)[]): AnswerError => ({
  ...{ message: 'The store is not available.', path },
  extensions: { code: 'STORE_UNAVAILABLE' },
});

test('a store that is down is named by the paths at which it failed', () => {
  const answer = answerWith(
    down('customer', 'credit'),
    down('customer', 'orders', 'edges', 3, 'node', 'billingStatus'),
  );
  expect(failedStores(answer)).toEqual(['finance']);
});

test('a refusal of another kind names no store', () => {
  const error = { ...down('customer', 'credit'), extensions: { code: 'NOT_FOUND' } };
  expect(failedStores(answerWith(error))).toEqual([]);
});

test('a value below a failed path is unavailable; its neighbours are not', () => {
  const answer = answerWith(down('customer', 'credit'));
  expect(gapAt(answer, 'customer.credit.onHold')).toBe('unavailable');
  expect(gapAt(answer, 'customer.creditRating')).toBe('none');
});

test('a withheld value is never shown as merely unavailable', () => {
  expect(gapAt(answerWith(down('customer')), 'customer.birthDate')).toBe('withheld');
});
