import { describe, expect, test } from '@jest/globals';
import { answer, body, error } from './answering.ts';

const ask = (raw: unknown, status = 200) =>
  answer({ text: '{ customer { name n } }', answer: () => body(raw, status) });

describe('an answer that is none fails everything that was asked, with a code of ours', () => {
  test.each<[guarantee: string, raw: unknown, status: number, code: string]>([
    ['no JSON', undefined, 200, 'STORE_ANSWER_INVALID'],
    ['no object', [], 200, 'STORE_ANSWER_INVALID'],
    ['null', null, 200, 'STORE_ANSWER_INVALID'],
    ['no data', {}, 200, 'STORE_ANSWER_INVALID'],
    ['data that is null for no reason', { data: null }, 200, 'STORE_ANSWER_INVALID'],
    ['errors that are no list', { data: {}, errors: 'x' }, 200, 'STORE_ANSWER_INVALID'],
    ['data of another shape', { data: [] }, 200, 'STORE_ANSWER_INVALID'],
    ['a status that says failure', { data: { customer: null } }, 500, 'STORE_ANSWER_INVALID'],
    ['a redirect', {}, 302, 'STORE_ANSWER_INVALID'],
    ['not ready', { errors: [error('NOT_READY')] }, 503, 'STORE_UNAVAILABLE'],
    ['busy, in words of its own', { errors: [error('BUSY')] }, 503, 'STORE_ANSWER_INVALID'],
    ['nothing, with a status that says so', {}, 503, 'STORE_UNAVAILABLE'],
    ['a token error', { errors: [error('TOKEN_EXPIRED')] }, 401, 'STORE_ANSWER_INVALID'],
    ['an old policy', { errors: [error('EPOCH_STALE')] }, 401, 'STORE_ANSWER_INVALID'],
    ['a demonstration account refused', { errors: [error('DEMO_REFUSED')] }, 401, 'DEMO_REFUSED'],
    ['evidence missing', { errors: [error('EVIDENCE_MISSING')] }, 403, 'EVIDENCE_MISSING'],
    [
      'an error of the language itself',
      { errors: [error('toString')] },
      400,
      'STORE_ANSWER_INVALID',
    ],
  ])('%s', async (_guarantee, raw, status, code) => {
    const result = await ask(raw, status);
    expect(result.data).toEqual({ customer: null });
    expect(result.errors).toEqual([['customer', code]]);
  });

  test('an error that bubbled to the root keeps its place', async () => {
    const result = await ask({
      data: null,
      errors: [error('STORE_TIMEOUT', ['customer', 'name'])],
    });
    expect(result.errors).toEqual([['customer.name', 'STORE_TIMEOUT']]);
  });
});

describe('an error of a store', () => {
  test('keeps its path and a public code', async () => {
    const raw = { data: { customer: { name: null, n: 1 } } };
    const result = await ask({ ...raw, errors: [error('INTERNAL', ['customer', 'name'])] });
    expect(result.data).toEqual(raw.data);
    expect(result.errors).toEqual([['customer.name', 'STORE_ANSWER_INVALID']]);
  });

  test.each([
    [['customer', -1]],
    [['customer', 1.5]],
    [['customer', {}]],
    [[]],
    ['customer.n'],
    [Array(65).fill('a')],
    [['__proto__', 'name']],
    [['elsewhere', 'name']],
  ])('at a path that is none (%j) explains what is missing', async (path) => {
    const raw = { data: { customer: { name: null, n: 1 } } };
    const result = await ask({ ...raw, errors: [error('STORE_TIMEOUT', path)] });
    expect(result.errors.map(([, code]) => code)).toEqual(['STORE_TIMEOUT']);
  });

  test('where nothing is missing is said without a path', async () => {
    const result = await ask({
      data: { customer: { name: 'x', n: 1 } },
      errors: [error('CONFLICT')],
    });
    expect(result.data).toEqual({ customer: { name: 'x', n: 1 } });
    expect(result.errors).toEqual([[undefined, 'CONFLICT']]);
  });

  test('where a value stands after all is not told', async () => {
    const result = await ask({
      data: { customer: { name: 'x', n: 1 } },
      errors: [error('STORE_TIMEOUT', ['customer', 'name'])],
    });
    expect(result.errors).toEqual([]);
  });

  test('that explains a missing member is told once', async () => {
    const result = await ask({
      data: { customer: { n: 1 } },
      errors: [error('STORE_TIMEOUT', ['customer', 'name'])],
    });
    expect(result.errors).toEqual([['customer.name', 'STORE_TIMEOUT']]);
  });

  test('at an item of a list stands at its position', async () => {
    const result = await answer({
      text: '{ customer { rows { id } } }',
      data: { customer: { rows: [{ id: '1' }, null] } },
      errors: [error('STORE_TIMEOUT', ['customer', 'rows', 1, 'id'])],
    });
    expect(result.data).toEqual({ customer: { rows: [{ id: '1' }, null] } });
    expect(result.errors).toEqual([['customer.rows.1.id', 'STORE_TIMEOUT']]);
  });
});

describe('what has another shape becomes null, with an error at its place', () => {
  test.each<[guarantee: string, field: string, value: unknown]>([
    ['text for a number', 'n', '3'],
    ['a fraction for an Int', 'n', 1.5],
    ['an Int out of range', 'n', 2 ** 40],
    ['text for a Float', 'f', '1.5'],
    ['a number for text', 'name', 3],
    ['an object for text', 'name', { a: 1 }],
    ['a list for text', 'name', ['a']],
    ['an unknown value of an enum', 'stage', 'LOST'],
    ['a property of every object as a value of an enum', 'stage', 'constructor'],
    ['an object for a custom scalar', 'date', {}],
    ['text for a Boolean', 'b', 'true'],
    ['an object for a list', 'matrix', {}],
    ['a missing field', 'name', undefined],
  ])('%s', async (_guarantee, field, value) => {
    const result = await answer({
      text: `{ customer { id ${field} } }`,
      data: { customer: { id: '1', [field]: value } },
    });
    expect(result.data).toEqual({ customer: { id: '1', [field]: null } });
    expect(result.errors).toEqual([[`customer.${field}`, 'STORE_ANSWER_INVALID']]);
  });

  test.each<[guarantee: string, value: unknown]>([
    ['a list for an object', []],
    ['text for an object', 'x'],
    ['an object of another type', { __typename: 'Note', id: '1' }],
    ['an object of an unknown type', { __typename: 'Nobody', id: '1' }],
    ['a type that is no text', { __typename: 7, id: '1' }],
  ])('%s', async (_guarantee, customer) => {
    const result = await answer({ text: '{ customer { __typename id } }', data: { customer } });
    expect(result.data).toEqual({ customer: null });
    expect(result.errors).toEqual([['customer', 'STORE_ANSWER_INVALID']]);
  });

  test('an item of a list, at its position', async () => {
    const result = await answer({
      text: '{ customer { matrix } }',
      data: { customer: { matrix: [[1, 'x'], 2] } },
    });
    expect(result.data).toEqual({ customer: { matrix: [[1, null], null] } });
    expect(result.errors.map(([path]) => path)).toEqual([
      'customer.matrix.0.1',
      'customer.matrix.1',
    ]);
  });

  test.each([{ id: '1' }, { __typename: 'Activity', id: '1' }])(
    'an object of an interface that does not say what it is: %j',
    async (activity) => {
      const text = '{ activities { __typename id } }';
      const result = await answer({ text, data: { activities: [activity] } });
      expect(result.data).toEqual({ activities: [null] });
      expect(result.errors).toEqual([['activities.0', 'STORE_ANSWER_INVALID']]);
    },
  );
});
