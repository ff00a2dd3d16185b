import { describe, expect, test } from '@jest/globals';
import { answer } from './answering.ts';

describe('where no value may be shown', () => {
  test('a denied field is null, though the store sent it', async () => {
    const result = await answer({
      text: '{ customer { id mail } }',
      asked: '{ customer { id } }',
      data: { customer: { id: '1', mail: 'a@b.example' } },
      marks: { denied: new Set(['customer.mail']) },
    });
    expect(result.data).toEqual({ customer: { id: '1', mail: null } });
    expect([result.errors, result.withheld]).toEqual([[], {}]);
  });

  test('a denied edge is null as a whole, without an error', async () => {
    const result = await answer({
      text: '{ customer { id credit { limit } } }',
      asked: '{ customer { id } }',
      data: { customer: { id: '1' } },
      marks: { denied: new Set(['customer.credit']) },
    });
    expect([result.data, result.errors]).toEqual([{ customer: { id: '1', credit: null } }, []]);
  });

  test('a denied field that may not be null withholds the nearest that may', async () => {
    const result = await answer({
      text: '{ customer { id strictCredit { limit } } }',
      asked: '{ customer { id } }',
      data: { customer: { id: '1' } },
      marks: { denied: new Set(['customer.strictCredit']) },
    });
    expect(result.data).toEqual({ customer: null });
    expect([result.errors, result.withheld]).toEqual([[], { customer: 'NOT_PERMITTED' }]);
  });

  test('a value under a live condition that is null is listed once, however many rows', async () => {
    const rows = [null, 'x', null].map((value, index) => ({ id: String(index), value }));
    const result = await answer({
      text: '{ customer { rows { id value } } }',
      data: { customer: { rows } },
      marks: { conditional: new Set(['customer.rows.*.value']) },
    });
    expect(result.withheld).toEqual({ 'customer.rows.*.value': 'NOT_AVAILABLE' });
  });

  test('a missing personal value in a field that may not be null withholds the edge above it', async () => {
    const result = await answer({
      text: '{ customer { id credit { limit note } } }',
      data: { customer: { id: '1', credit: { limit: null, note: 'x' } } },
      marks: { conditional: new Set(['customer.credit.limit']) },
    });
    expect(result.data).toEqual({ customer: { id: '1', credit: null } });
    expect([result.errors, result.withheld]).toEqual([[], { 'customer.credit': 'NOT_AVAILABLE' }]);
  });

  test('a row of a natural person behind a single edge is said to be left out', async () => {
    const result = await answer({
      text: '{ customer { id credit { limit } } }',
      data: { customer: { id: '1', credit: null } },
      marks: { filteredEdges: new Set(['customer.credit']) },
    });
    expect(result.withheld).toEqual({ 'customer.credit': 'PARTY_NOT_PERMITTED' });
  });

  test('a list from which such rows are left out says so even where it is empty', async () => {
    const result = await answer({
      text: '{ customer { rows { id } } }',
      data: { customer: { rows: [] } },
      marks: { filteredLists: new Set(['customer.rows']) },
    });
    expect(result.withheld).toEqual({ 'customer.rows': 'PARTY_NOT_PERMITTED' });
  });

  test('a plain null of a business field is nobody’s business', async () => {
    const result = await answer({
      text: '{ customer { id name } }',
      data: { customer: { id: '1', name: null } },
    });
    expect([result.errors, result.withheld]).toEqual([[], {}]);
  });
});
