import { describe, expect, test } from '@jest/globals';
import { buildSchema } from 'graphql';
import { checkAnswer } from '../../../gateway/execute/checkAnswer.ts';
import { compileSubOperation } from '../../../gateway/execute/subOperation.ts';

const schema = buildSchema(`
  enum Stage { OPEN WON }
  scalar Date
  type Query { customer: Customer activities: [Activity!] any: Any }
  type Customer { id: ID! name: String n: Int f: Float b: Boolean stage: Stage date: Date matrix: [[Int!]!] friends: [Customer!]! }
  interface Activity { id: ID! }
  type Call implements Activity { id: ID! outcome: String }
  type Note implements Activity { id: ID! body: String }
  union Any = Call | Note
`);

const check = (text: string, data: unknown, representations: Record<string, unknown>[] = []) =>
  checkAnswer(schema, compileSubOperation(schema, text), data, representations);

describe('an answer in the asked shape', () => {
  test('passes as it is', () => {
    const data = {
      customer: { id: '1', n: 3, f: 1.5, b: true, stage: 'OPEN', date: 'x', matrix: [[1], []] },
    };
    const checked = check('{ customer { id n f b stage date matrix } }', data);
    expect(checked).toEqual({ data, faults: [] });
  });

  test('keeps nulls, wherever they stand: what may be null is decided later', () => {
    const data = { customer: { id: null, friends: [null] } };
    expect(check('{ customer { id friends { id } } }', data)).toEqual({ data, faults: [] });
  });

  test('takes what two fragments ask of one object', () => {
    const text =
      '{ activities { __typename ... on Call { id outcome } ...F } } fragment F on Activity { id }';
    const data = {
      activities: [
        { __typename: 'Call', id: '1', outcome: 'x' },
        { __typename: 'Note', id: '2' },
      ],
    };
    expect(check(text, data)).toEqual({ data, faults: [] });
  });

  test('may leave out what is skipped', () => {
    const text =
      'query($x: Boolean!) { customer { id name @include(if: $x) ... @skip(if: $x) { n } } }';
    const data = { customer: { id: '1' } };
    expect(check(text, data)).toEqual({ data, faults: [] });
  });
});

describe('what has another shape becomes null, and its place is noted', () => {
  test.each<[guarantee: string, field: string, value: unknown]>([
    ['text for a number', 'n', '3'],
    ['a fraction for an Int', 'n', 1.5],
    ['an Int out of range', 'n', 2 ** 40],
    ['a number for text', 'name', 3],
    ['an object for text', 'name', { a: 1 }],
    ['a list for text', 'name', ['a']],
    ['an unknown value of an enum', 'stage', 'LOST'],
    ['a property of every object as a value of an enum', 'stage', 'constructor'],
    ['an object for a custom scalar', 'date', {}],
    ['text for a Boolean', 'b', 'true'],
    ['an object for a list', 'matrix', {}],
    ['a missing field', 'name', undefined],
  ])('%s', (_guarantee, field, value) => {
    expect(
      check(`{ customer { id ${field} } }`, { customer: { id: '1', [field]: value } }),
    ).toEqual({
      data: { customer: { id: '1', [field]: null } },
      faults: [['customer', field]],
    });
  });

  test.each<[guarantee: string, value: unknown]>([
    ['a list for an object', []],
    ['text for an object', 'x'],
    ['an object of another type', { __typename: 'Note', id: '1' }],
    ['an object of an unknown type', { __typename: 'Nobody', id: '1' }],
    ['a type that is no text', { __typename: 7, id: '1' }],
  ])('%s', (_guarantee, value) => {
    expect(check('{ customer { __typename id } }', { customer: value })).toEqual({
      data: { customer: null },
      faults: [['customer']],
    });
  });

  test('an item of a list, at its position', () => {
    const checked = check('{ customer { matrix } }', { customer: { matrix: [[1, 'x'], 2] } });
    expect(checked).toEqual({
      data: { customer: { matrix: [[1, null], null] } },
      faults: [
        ['customer', 'matrix', 0, 1],
        ['customer', 'matrix', 1],
      ],
    });
  });

  test('an object of an interface that does not say what it is', () => {
    expect(check('{ activities { id } }', { activities: [{ id: '1' }] })?.data).toEqual({
      activities: [null],
    });
  });

  test('an interface as the type of an object', () => {
    const data = { activities: [{ __typename: 'Activity', id: '1' }] };
    expect(check('{ activities { __typename id } }', data)?.data).toEqual({ activities: [null] });
  });
});

describe('what was not asked for', () => {
  test('is dropped', () => {
    const data = JSON.parse(
      '{"customer": {"id": "1", "name": "x", "__proto__": {"n": 3}}, "extra": 1}',
    ) as unknown;
    expect(check('{ customer { id } }', data)?.data).toEqual({ customer: { id: '1' } });
  });

  test('under a condition on another type is dropped', () => {
    const text = '{ activities { __typename ... on Call { outcome } } }';
    const data = { activities: [{ __typename: 'Note', outcome: 'x' }] };
    expect(check(text, data)?.data).toEqual({ activities: [{ __typename: 'Note' }] });
  });

  test('through a prototype is not there', () => {
    const data = { customer: Object.create({ id: '1' }) as unknown };
    expect(check('{ customer { id } }', data)?.data).toEqual({ customer: { id: null } });
  });
});

describe('entities', () => {
  const text =
    'query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Customer { name } ... on Call { outcome } } }';
  const both = [
    { __typename: 'Customer', id: '1' },
    { __typename: 'Call', id: '2' },
  ];

  test.each<[guarantee: string, data: unknown]>([
    ['a missing list', {}],
    ['no list', { _entities: {} }],
    ['a list of another length', { _entities: [null] }],
    ['no object at all', null],
  ])('%s is no answer', (_guarantee, data) => {
    expect(check(text, data, both)).toBeUndefined();
  });

  test('each has the type that it was asked by, or is null', () => {
    const data = { _entities: [{ name: 'x', outcome: 'y' }, null] };
    expect(check(text, data, both)).toEqual({
      data: { _entities: [{ name: 'x' }, null] },
      faults: [],
    });
  });

  test('one of another type than it was asked by is null', () => {
    const data = { _entities: [{ __typename: 'Call', name: 'x' }, { outcome: 'y' }] };
    expect(check(text, data, both)).toEqual({
      data: { _entities: [null, { outcome: 'y' }] },
      faults: [['_entities', 0]],
    });
  });

  test('the paths that they fill are those below each entity', () => {
    expect(compileSubOperation(schema, text).paths).toEqual(['name', 'outcome']);
    expect(
      compileSubOperation(schema, '{ customer { x__alias_0: n friends { id } matrix } }').paths,
    ).toEqual([
      'customer',
      'customer.x',
      'customer.friends',
      'customer.friends.*.id',
      'customer.matrix',
    ]);
  });
});
