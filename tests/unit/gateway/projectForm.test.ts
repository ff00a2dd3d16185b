import { describe, expect, test } from '@jest/globals';
import { run } from './projecting.ts';

describe('nulls bubble as GraphQL says', () => {
  const failed = { 'customer.must': 'STORE_UNAVAILABLE' } as const;
  test('a failed field that may not be null empties the nearest that may', () => {
    const result = run({
      text: '{ customer { id must } }',
      data: { customer: { id: '1' } },
      answered: ['customer', 'customer.id'],
      failed,
    });
    expect(result.data).toEqual({ customer: null });
    expect(result.errors).toEqual([{ path: ['customer', 'must'], code: 'STORE_UNAVAILABLE' }]);
  });

  test('up to the data itself', () => {
    const result = run({ text: '{ owner { id } }', failed: { owner: 'STORE_TIMEOUT' } });
    expect(result.data).toBeNull();
    expect(result.errors).toEqual([{ path: ['owner'], code: 'STORE_TIMEOUT' }]);
  });

  test('an item that may not be null empties its list', () => {
    const rows = [
      { id: '1', mustValue: 'x' },
      { id: '2', mustValue: null },
    ];
    const result = run({
      text: '{ customer { id strictRows { id mustValue } } }',
      data: { customer: { id: '1', strictRows: rows } },
      answered: [
        'customer',
        'customer.id',
        'customer.strictRows',
        'customer.strictRows.*.mustValue',
      ],
    });
    expect(result.data).toEqual({ customer: { id: '1', strictRows: null } });
    expect(result.errors).toEqual([
      { path: ['customer', 'strictRows', 1, 'mustValue'], code: 'STORE_ANSWER_INVALID' },
    ]);
  });

  test('an item that may be null is null alone', () => {
    const rows = [
      { id: '1', mustValue: 'x' },
      { id: '2', mustValue: null },
    ];
    const result = run({
      text: '{ customer { rows { id mustValue } } }',
      data: { customer: { rows } },
      answered: ['customer', 'customer.rows', 'customer.rows.*.mustValue'],
    });
    expect(result.data).toEqual({ customer: { rows: [{ id: '1', mustValue: 'x' }, null] } });
  });
});

describe('the document gives the answer its form', () => {
  test('order, aliases, fragments and merging', () => {
    const result = run({
      text: '{ c: customer { ...F id label: name } } fragment F on Customer { rows { value } rows { id } }',
      data: { c: { id: '1', label: 'x', rows: [{ id: 'r', value: 'v' }] } },
      answered: ['c', 'c.id', 'c.label', 'c.rows', 'c.rows.*.id', 'c.rows.*.value'],
    });
    expect(JSON.stringify(result.data)).toBe(
      '{"c":{"rows":[{"value":"v","id":"r"}],"id":"1","label":"x"}}',
    );
  });

  test.each([
    [true, { id: '1' }],
    [false, { id: '1', name: 'x' }],
  ])('@skip by a variable: %s', (skip, customer) => {
    const result = run({
      text: 'query($skip: Boolean!) { customer { id name @skip(if: $skip) } }',
      data: { customer: { id: '1', name: 'x' } },
      answered: ['customer', 'customer.id', 'customer.name'],
      variables: { skip },
    });
    expect(result.data).toEqual({ customer });
  });

  test('each type of an interface shows its own fields', () => {
    const result = run({
      text: '{ customer { activities { __typename ... on Call { outcome } ... on Note { body } id } } }',
      data: {
        customer: {
          activities: [
            { __typename: 'Note', id: '1', body: 'b' },
            { __typename: 'Call', id: '2', outcome: 'o' },
          ],
        },
      },
      answered: ['customer', 'customer.activities'],
    });
    expect(JSON.stringify(result.data)).toBe(
      '{"customer":{"activities":[{"__typename":"Note","body":"b","id":"1"},' +
        '{"__typename":"Call","outcome":"o","id":"2"}]}}',
    );
  });
});
