import { describe, expect, test } from '@jest/globals';
import { answer, body, error } from './answering.ts';

describe('nulls bubble as GraphQL says', () => {
  test('a failed field that may not be null empties the nearest that may', async () => {
    const result = await answer({
      text: '{ customer { id must } }',
      data: { customer: { id: '1', must: null } },
      errors: [error('STORE_UNAVAILABLE', ['customer', 'must'])],
    });
    expect(result.data).toEqual({ customer: null });
    expect(result.errors).toEqual([['customer.must', 'STORE_UNAVAILABLE']]);
  });

  test('up to the data itself', async () => {
    const result = await answer({
      text: '{ owner { id } }',
      answer: () => ({ failure: 'STORE_TIMEOUT' }),
    });
    expect([result.data, result.errors]).toEqual([null, [['owner', 'STORE_TIMEOUT']]]);
  });

  const rows = [
    { id: '1', mustValue: 'x' },
    { id: '2', mustValue: null },
  ];

  test('an item that may not be null empties its list', async () => {
    const result = await answer({
      text: '{ customer { id strictRows { id mustValue } } }',
      data: { customer: { id: '1', strictRows: rows } },
    });
    expect(result.data).toEqual({ customer: { id: '1', strictRows: null } });
    expect(result.errors).toEqual([['customer.strictRows.1.mustValue', 'STORE_ANSWER_INVALID']]);
  });

  test('an item that may be null is null alone', async () => {
    const result = await answer({
      text: '{ customer { rows { id mustValue } } }',
      data: { customer: { rows } },
    });
    expect(result.data).toEqual({ customer: { rows: [{ id: '1', mustValue: 'x' }, null] } });
  });
});

describe('the document gives the answer its form', () => {
  test('order, aliases, fragments and merging', async () => {
    const result = await answer({
      text: '{ c: customer { ...F id label: name } } fragment F on Customer { rows { value } rows { id } }',
      data: { c: { id: '1', label: 'x', rows: [{ id: 'r', value: 'v' }] } },
    });
    expect(result.text).toBe('{"c":{"rows":[{"value":"v","id":"r"}],"id":"1","label":"x"}}');
  });

  test.each([
    [true, '{"customer":{"id":"1"}}'],
    [false, '{"customer":{"name":"x","id":"1"}}'],
  ])('a condition decides about presence and order: skip %s', async (skip, text) => {
    const result = await answer({
      text: 'query($skip: Boolean!) { customer { name @skip(if: $skip) id name @skip(if: $skip) } }',
      data: { customer: { id: '1', name: 'x' } },
      variables: { skip },
    });
    expect(result.text).toBe(text);
  });

  test('a condition moves a field to where it is first selected', async () => {
    const text = 'query($first: Boolean!) { customer { name @include(if: $first) id name } }';
    const data = { customer: { id: '1', name: 'x' } };
    const written = async (first: boolean) =>
      (await answer({ text, data, variables: { first } })).text;
    expect(await written(true)).toBe('{"customer":{"name":"x","id":"1"}}');
    expect(await written(false)).toBe('{"customer":{"id":"1","name":"x"}}');
  });

  test('each type of an interface shows its own fields', async () => {
    const result = await answer({
      text: '{ activities { __typename ... on Call { outcome } ... on Note { body } id } }',
      data: {
        activities: [
          { __typename: 'Note', id: '1', body: 'b', outcome: 'surplus' },
          { __typename: 'Call', id: '2', outcome: 'o' },
        ],
      },
    });
    expect(result.text).toBe(
      '{"activities":[{"__typename":"Note","body":"b","id":"1"},' +
        '{"__typename":"Call","outcome":"o","id":"2"}]}',
    );
  });

  test('text is written as JSON wants it', async () => {
    const name = 'a"b\\c\n\u2028\ud800é😀</script>';
    const result = await answer({ text: '{ customer { name } }', data: { customer: { name } } });
    expect(result.text).toBe(JSON.stringify({ customer: { name } }));
  });

  test.each(['constructor', 'toString', 'hasOwnProperty', '__proto__', 'valueOf'])(
    'a field under the alias %s is the store’s, never the language’s',
    async (alias) => {
      const text = `{ customer { ${alias}: name } }`;
      const missing = await answer({ text, data: { customer: {} } });
      expect(missing.errors).toEqual([[`customer.${alias}`, 'STORE_ANSWER_INVALID']]);
      const there = await answer({
        text,
        answer: () => ({
          ...body({}),
          body: JSON.parse(`{"data":{"customer":{"${alias}":"x"}}}`) as unknown,
        }),
      });
      expect(there.text).toBe(`{"customer":{"${alias}":"x"}}`);
    },
  );
});
