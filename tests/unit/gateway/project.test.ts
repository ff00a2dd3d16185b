import { describe, expect, test } from '@jest/globals';
import { denied, run } from './projecting.ts';

describe('where no value may be shown', () => {
  test('a denied field is null and listed, though its data were there', () => {
    const result = run({
      text: '{ customer { id mail } }',
      data: { customer: { id: '1' } },
      template: denied('customer.mail', 'Customer.mail'),
    });
    expect(result).toEqual({
      data: { customer: { id: '1', mail: null } },
      errors: [],
      withheld: [{ path: 'customer.mail', code: 'NOT_PERMITTED' }],
    });
  });

  test('a denied field stays listed where nothing above it was answered', () => {
    const result = run({
      text: '{ customer { id mail } }',
      failed: { customer: 'STORE_TIMEOUT' },
      template: denied('customer.mail', 'Customer.mail'),
    });
    expect(result.withheld).toEqual([{ path: 'customer.mail', code: 'NOT_PERMITTED' }]);
  });

  test('a denied edge is null as a whole, without an error', () => {
    const result = run({
      text: '{ customer { id credit { limit } } }',
      data: { customer: { id: '1' } },
      template: denied('customer.credit', 'Credit.limit'),
    });
    expect([result.data, result.errors]).toEqual([{ customer: { id: '1', credit: null } }, []]);
  });

  test('a value under a live condition that is null is listed once, however many rows', () => {
    const result = run({
      text: '{ customer { rows { id value } } }',
      data: {
        customer: {
          rows: [
            { id: '1', value: null },
            { id: '2', value: 'x' },
            { id: '3', value: null },
          ],
        },
      },
      answered: ['customer', 'customer.rows', 'customer.rows.*.id', 'customer.rows.*.value'],
      template: { conditional: new Set(['customer.rows.*.value']) },
    });
    expect(result.withheld).toEqual([{ path: 'customer.rows.*.value', code: 'NOT_AVAILABLE' }]);
  });

  test('a missing personal value in a field that may not be null withholds the edge above it', () => {
    const result = run({
      text: '{ customer { id credit { limit note } } }',
      data: { customer: { id: '1', credit: { limit: null, note: 'x' } } },
      answered: ['customer', 'customer.credit', 'customer.credit.limit', 'customer.credit.note'],
      template: { conditional: new Set(['customer.credit.limit']) },
    });
    expect(result).toEqual({
      data: { customer: { id: '1', credit: null } },
      errors: [],
      withheld: [{ path: 'customer.credit', code: 'NOT_AVAILABLE' }],
    });
  });

  test('a row of a natural person behind a single edge is said to be left out', () => {
    const result = run({
      text: '{ customer { id credit { limit } } }',
      data: { customer: { id: '1', credit: null } },
      answered: ['customer', 'customer.id', 'customer.credit'],
      template: { filteredEdges: new Set(['customer.credit']) },
    });
    expect(result.withheld).toEqual([{ path: 'customer.credit', code: 'PARTY_NOT_PERMITTED' }]);
  });

  test('a list from which such rows are left out says so even where it is empty', () => {
    const result = run({
      text: '{ customer { rows { id } } }',
      data: { customer: { rows: [] } },
      answered: ['customer', 'customer.rows'],
      template: { filteredLists: new Set(['customer.rows']) },
    });
    expect(result.withheld).toEqual([{ path: 'customer.rows', code: 'PARTY_NOT_PERMITTED' }]);
  });

  test('a plain null of a business field is nobody’s business', () => {
    const result = run({
      text: '{ customer { id name } }',
      data: { customer: { id: '1', name: null } },
      answered: ['customer', 'customer.id', 'customer.name'],
    });
    expect([result.errors, result.withheld]).toEqual([[], []]);
  });
});

describe('errors stand at the highest place that a store left empty', () => {
  test('a store that failed', () => {
    const result = run({
      text: '{ customer { id credit { limit } } }',
      data: { customer: { id: '1' } },
      answered: ['customer', 'customer.id'],
      failed: { 'customer.credit': 'STORE_TIMEOUT', 'customer.credit.limit': 'STORE_TIMEOUT' },
    });
    expect(result.data).toEqual({ customer: { id: '1', credit: null } });
    expect(result.errors).toEqual([{ path: ['customer', 'credit'], code: 'STORE_TIMEOUT' }]);
  });

  test('one a row, with its position', () => {
    const result = run({
      text: '{ customer { rows { id value } } }',
      data: { customer: { rows: [{ id: '1' }, { id: '2' }] } },
      answered: ['customer', 'customer.rows', 'customer.rows.*.id'],
      failed: { 'customer.rows.*.value': 'STORE_UNAVAILABLE' },
    });
    expect(result.errors.map(({ path }) => path.join('.'))).toEqual([
      'customer.rows.0.value',
      'customer.rows.1.value',
    ]);
  });

  test('an error that bubbled inside its store is told at the null it left', () => {
    const result = run({
      text: '{ customer { id credit { limit } } }',
      data: { customer: { id: '1', credit: null } },
      answered: ['customer', 'customer.id', 'customer.credit', 'customer.credit.limit'],
      errors: [{ path: ['customer', 'credit', 'limit'], code: 'STORE_TIMEOUT' }],
    });
    expect(result.errors).toEqual([{ path: ['customer', 'credit'], code: 'STORE_TIMEOUT' }]);
  });

  test('an error at an item of a list', () => {
    const result = run({
      text: '{ customer { rows { id } } }',
      data: { customer: { rows: [{ id: '1' }, null] } },
      answered: ['customer', 'customer.rows', 'customer.rows.*.id'],
      errors: [{ path: ['customer', 'rows', 1, 'id'], code: 'STORE_TIMEOUT' }],
    });
    expect(result.errors).toEqual([{ path: ['customer', 'rows', 1], code: 'STORE_TIMEOUT' }]);
  });

  test('an error where a value stands after all is not told', () => {
    const result = run({
      text: '{ customer { id name } }',
      data: { customer: { id: '1', name: 'x' } },
      answered: ['customer', 'customer.id', 'customer.name'],
      errors: [{ path: ['customer', 'name'], code: 'STORE_TIMEOUT' }],
    });
    expect(result.errors).toEqual([]);
  });

  test('what was never asked because something else failed shares that failure', () => {
    const result = run({
      text: '{ customer { id name } }',
      data: { customer: { id: '1' } },
      answered: ['customer', 'customer.id'],
      failed: { 'customer.other': 'STORE_UNAVAILABLE' },
    });
    expect(result.errors).toEqual([{ path: ['customer', 'name'], code: 'STORE_UNAVAILABLE' }]);
  });
});
