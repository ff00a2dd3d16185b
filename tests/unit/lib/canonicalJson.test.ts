import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson } from '../../../lib/canonicalJson.ts';

describe('canonical JSON', () => {
  test.each<[guarantee: string, value: unknown, text: string]>([
    ['keys are sorted', { b: 1, a: 2 }, '{"a":2,"b":1}'],
    ['keys are sorted below others too', { a: [{ d: 1, c: 2 }] }, '{"a":[{"c":2,"d":1}]}'],
    ['numbers as keys are sorted as text', { 9: 1, 10: 2 }, '{"10":2,"9":1}'],
    [
      'by code units, not by code points',
      { '\ufb33': 1, '\ud83d\ude02': 2 },
      '{"\ud83d\ude02":2,"\ufb33":1}',
    ],
    ['members without a value are left out', { a: undefined, b: null }, '{"b":null}'],
    ['a minus before zero is none', [-0], '[0]'],
    ['what is more than its members is read by them', { a: new Date(0) }, '{"a":{}}'],
    [
      'an object without a prototype is one',
      Object.assign(Object.create(null), { a: 1 }),
      '{"a":1}',
    ],
  ])('%s', (_guarantee, value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  test.each<[what: string, value: unknown]>([
    ['a number that is none', { a: Number.NaN }],
    ['nothing in a list', [undefined]],
    ['a function', { toJSON: () => 1 }],
    ['a symbol', [Symbol('a')]],
    ['an integer without bounds', { a: 1n }],
  ])('%s is no JSON value', (_what, value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
  });

  test('every JSON value is written alike, whatever order its keys came in', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(text).toBe(slowly(value));
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
    );
  });
});

/** Member by member, as RFC 8785 says it. */
function slowly(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(slowly).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  const members = value as Readonly<Record<string, unknown>>;
  return `{${keys.map((key) => `${JSON.stringify(key)}:${slowly(members[key])}`).join(',')}}`;
}
