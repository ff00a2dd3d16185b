import { describe, expect, test } from '@jest/globals';
import { buildSchema, parse } from 'graphql';
import { readingOf } from './answers/collected.ts';
import { differencesFrom } from './answers/differences.ts';
import { shapeFault } from './illFormed/shape.ts';
import { operations } from './operations/operation.ts';
import { hostileGraphs } from './graphs/all.ts';
import { subgraphOf } from './world/subgraph.ts';
import { newRun, worldOf } from './world/world.ts';
import fc from 'fast-check';

/** These tests are only worth what they can find wrong. */
describe('an answer that differs from the reference is found', () => {
  const reference = {
    data: { a: { b: null, c: [1, null] }, d: null },
    errors: [
      { path: ['a', 'b'], code: 'CONFLICT', restsAt: ['a', 'b'], isCause: true },
      { path: ['d', 'e'], code: 'NOT_FOUND', restsAt: ['d'], isCause: true },
      { path: ['d', 'f', 0], code: 'NOT_FOUND', restsAt: ['d'], isCause: true },
      { path: ['d', 'g'], code: 'NOT_FOUND', restsAt: ['d'], isCause: false },
    ],
  };
  const data = JSON.stringify(reference.data);
  const errors = [
    { path: ['a', 'b'], code: 'CONFLICT' },
    { path: ['d', 'e'], code: 'NOT_FOUND' },
  ];

  test.each<[what: string, given: Parameters<typeof differencesFrom>[1]]>([
    ['another value', { data: data.replace('1', '2'), errors }],
    ['another order of members', { data: '{"d":null,"a":{"b":null,"c":[1,null]}}', errors }],
    ['a value in the place of a null', { data: data.replace('"d":null', '"d":{}'), errors }],
    ['a list that is shorter', { data: data.replace('[1,null]', '[1]'), errors }],
    ['no error for a null', { data, errors: errors.slice(1) }],
    ['no error for a null that came up', { data, errors: errors.slice(0, 1) }],
    [
      'an error where nothing fails',
      { data, errors: [...errors, { path: ['a', 'c'], code: 'X' }] },
    ],
    ['an error without a path', { data, errors: [...errors, { path: undefined, code: 'X' }] }],
    [
      'an error above the field that fails',
      { data, errors: [...errors.slice(0, 1), { path: ['d'], code: 'NOT_FOUND' }] },
    ],
    [
      'only an error that cannot have sent the null up',
      { data, errors: [...errors.slice(0, 1), { path: ['d', 'g'], code: 'NOT_FOUND' }] },
    ],
    [
      'another code',
      { data, errors: [{ path: ['a', 'b'], code: 'NOT_FOUND' }, ...errors.slice(1)] },
    ],
  ])('%s', (_what, given) => {
    expect(differencesFrom(reference, given)).not.toEqual([]);
  });

  test('of several failing fields under one null any may be reported, or all', () => {
    expect(differencesFrom(reference, { data, errors })).toEqual([]);
    const other = { path: ['d', 'f', 0], code: 'NOT_FOUND' };
    expect(differencesFrom(reference, { data, errors: [...errors.slice(0, 1), other] })).toEqual(
      [],
    );
    expect(differencesFrom(reference, { data, errors: [...errors, other] })).toEqual([]);
  });
});

describe('an answer that is none to its document is found', () => {
  const schema = buildSchema(`
    type Query { any: Any one: One must: Int! list: [Int!] on: E }
    union Any = One | Two
    type One { a: String! }
    type Two { b: Int }
    enum E { X }
  `);
  const reading = readingOf(
    schema,
    parse('{ any { __typename ... on One { a } ... on Two { b } } must list on }'),
    {},
  );
  const right = { any: { __typename: 'One', a: 'x' }, must: 1, list: [1], on: 'X' };

  test('and one that is right is not', () => {
    expect(shapeFault(reading, right)).toBeUndefined();
    expect(shapeFault(reading, { ...right, any: null, list: null, on: null })).toBeUndefined();
    expect(shapeFault(reading, null)).toBeUndefined();
  });

  test.each<[what: string, change: object]>([
    ['a member that was not asked for', { more: 1 }],
    ['a null where none may stand', { must: null }],
    ['a null in a list of no nulls', { list: [null] }],
    ['another scalar', { must: '1' }],
    ['a number beyond its type', { must: 2 ** 31 }],
    ['an unknown value of an enum', { on: 'Y' }],
    ['an object of no possible type', { any: { __typename: 'Three', a: 'x' } }],
    ['an object with another type’s fields', { any: { __typename: 'One', b: 1 } }],
    ['a list in the place of an object', { any: [] }],
    ['an object in the place of a list', { list: {} }],
  ])('%s', (_what, change) => {
    expect(shapeFault(reading, { ...right, ...change })).toBeDefined();
  });

  test('a member that is missing, and members in another order', () => {
    const { must, ...without } = right;
    expect(shapeFault(reading, without)).toBeDefined();
    expect(shapeFault(reading, { must, ...without })).toBeDefined();
  });
});

describe('what no gateway may send is found', () => {
  const world = worldOf(hostileGraphs.find(({ name }) => name === 'requirements') ?? never());
  const notesOn = (subgraph: string, query: string, representations?: unknown): string[] => {
    const notes: string[] = [];
    const body = JSON.stringify({ query, variables: { representations } });
    subgraphOf(world, subgraph).answer(body, newRun(), notes);
    return notes;
  };
  const lookup = (selection: string): string =>
    `query ($representations: [_Any!]!) { _entities(representations: $representations) { ${selection} } }`;
  const parcel = { __typename: 'Parcel', id: 'id "Parcel#1" é' };

  test.each<[what: string, notes: readonly string[]]>([
    ['a field that the subgraph does not have', notesOn('base', '{ parcel { duty } }')],
    ['an object without its fields', notesOn('base', '{ parcel }')],
    [
      'a lookup of what is no entity there',
      notesOn('rates', lookup('... on Size { unit }'), [{ __typename: 'Size' }]),
    ],
    ['a field without what it requires', notesOn('rates', '{ sender2 { surcharge } }')],
  ])('%s', (_what, notes) => {
    expect(notes).not.toEqual([]);
  });

  test('and what it may send is not', () => {
    const rate = lookup('... on Parcel { rate }');
    expect(notesOn('rates', rate, [{ ...parcel, weight: 1, sender: { zone: 'x' } }])).toEqual([]);
  });
});

test('the same seed draws the same operations, another seed others', () => {
  const { apiSchema } = worldOf(hostileGraphs[0] ?? never()).federation;
  const drawn = (seed: number): string =>
    JSON.stringify(fc.sample(operations(apiSchema), { seed, numRuns: 20 }));
  expect(drawn(1)).toBe(drawn(1));
  expect(drawn(1)).not.toBe(drawn(2));
});

function never(): never {
  throw new TypeError('there is no such graph');
}
