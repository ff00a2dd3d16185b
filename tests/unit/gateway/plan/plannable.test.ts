import { describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { plannableTexts } from '../../../../gateway/plan/plannable.ts';

const texts = (text: string): readonly string[] =>
  plannableTexts(parse(text)).map((each) => each.replaceAll(/\s+/g, ' '));

describe('a planner is given what stores have to answer, and nothing else', () => {
  test.each<[guarantee: string, given: string, planned: readonly string[]]>([
    ['the type name of the root is asked of no store', '{ __typename t: __typename }', []],
    [
      'the schema is asked of no store',
      '{ __schema { queryType { name } } a { b } }',
      ['{ a { b } }'],
    ],
    ['a document of introspection alone has no text', '{ t: __type(name: "A") { name } }', []],
    [
      'a root object below is not left empty',
      '{ self { __schema { queryType { name } } } }',
      ['{ self { __typename } }'],
    ],
    ['an alias that says nothing goes', '{ a: a { b: b } }', ['{ a { b } }']],
    ['type names below the root stay', '{ a { __typename b } }', ['{ a { __typename b } }']],
    [
      'a fragment that nothing uses is left out',
      '{ a { ...F } } fragment F on A { b ...G } fragment G on A { c } fragment H on A { d }',
      ['{ a { ...F } } fragment F on A { b ...G } fragment G on A { c }'],
    ],
  ])('%s', (_guarantee, given, planned) => {
    expect(texts(given)).toEqual(planned);
  });
});

describe('the root fields of a mutation are planned one by one, in document order', () => {
  test.each<[guarantee: string, given: string, planned: readonly string[]]>([
    [
      'each with its own name',
      'mutation { b: add(x: 1) { id } a: add(x: 2) { id } }',
      ['mutation { b: add(x: 1) { id } }', 'mutation { a: add(x: 2) { id } }'],
    ],
    [
      'those in fragments where they are spread, with their conditions',
      'mutation M($v: Boolean!) { ...F @skip(if: $v) c } fragment F on Mutation { a { x } b @include(if: $v) }',
      [
        'mutation M($v: Boolean!) { ... on Mutation @skip(if: $v) { a { x } } }',
        'mutation M($v: Boolean!) { ... on Mutation @skip(if: $v) { b @include(if: $v) } }',
        'mutation M($v: Boolean!) { c }',
      ],
    ],
    [
      'a field that is written twice is sent once',
      'mutation { a { x } b a { y } }',
      ['mutation { a { x } a { y } }', 'mutation { b }'],
    ],
    ['its type name is asked of no store', 'mutation { __typename a }', ['mutation { a }']],
  ])('%s', (_guarantee, given, planned) => {
    expect(texts(given)).toEqual(planned);
  });
});
