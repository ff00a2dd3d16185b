import { describe, expect, test } from '@jest/globals';
import { parse, print, stripIgnoredCharacters } from 'graphql';
import { conditionVariables, settle } from '../../../../gateway/plan/conditions.ts';

const settled = (text: string, booleans: Readonly<Record<string, boolean>> = {}): string =>
  stripIgnoredCharacters(print(settle(parse(text), booleans)));

describe('a document before it is planned', () => {
  test.each<[guarantee: string, text: string, left: string]>([
    [
      'loses what is skipped, at any depth and of any kind',
      '{ a @skip(if: $yes) b { c ... on T @include(if: $no) { d } ...F @skip(if: true) e } }',
      '{b{c e}}',
    ],
    [
      'loses the conditions of what stays',
      '{ a @skip(if: $no) ... @include(if: $yes) { b } ...F @include(if: true) }',
      '{a ...{b}...F}',
    ],
    [
      'has something both conditions allow, and nothing that one denies',
      '{ a @skip(if: $no) @include(if: $yes) b @skip(if: $yes) @include(if: $yes) }',
      '{a}',
    ],
    [
      'still fetches an object of which nothing is left',
      '{ a { b @skip(if: $yes) } }',
      '{a{__typename}}',
    ],
    [
      'still has a root and fragments of which nothing is left',
      'query { a @skip(if: $yes) } fragment F on T { b @include(if: $no) }',
      '{__typename}fragment F on T{__typename}',
    ],
    ['has no alias that says nothing, and keeps the others', '{ a: a { b } b: a }', '{a{b}b:a}'],
    ['keeps other directives', '{ a @tag(name: "x") @skip(if: $no) }', '{a@tag(name:"x")}'],
  ])('%s', (_guarantee, text, left) => {
    expect(settled(text, { yes: true, no: false })).toBe(left);
  });

  test('names each variable of its conditions once, and no other variable', () => {
    const text = '{ a(x: $x) @skip(if: $c) b @include(if: $d) @skip(if: $c) d @skip(if: true) }';
    expect(conditionVariables(parse(text))).toEqual(['c', 'd']);
  });
});
