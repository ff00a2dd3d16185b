import { describe, expect, test } from '@jest/globals';
import { parse, print, visit } from 'graphql';
import { clientKey, plannedKey, separateKeys } from '../../../../gateway/plan/separateKeys.ts';

const fieldNames = new Set(['product', 'id', 'name', 'price', '_k0']);

const separated = (text: string): { text: string; keys: Record<string, string> } => {
  const { document, keys } = separateKeys(parse(text), fieldNames);
  return {
    text: print(document).replaceAll(/\s+/g, ' '),
    keys: Object.fromEntries([...keys].map(([key, { alias }]) => [key, alias])),
  };
};

describe('an alias is never taken for a field of that name', () => {
  test.each<[guarantee: string, given: string, text: string, keys: Record<string, string>]>([
    [
      'an alias that is another field gets a key of its own',
      '{ product { id: name price } }',
      '{ product { _k1: name price } }',
      { _k1: 'id' },
    ],
    [
      'so does one of __typename',
      '{ product { id: __typename } }',
      '{ product { _k1: __typename } }',
      { _k1: 'id' },
    ],
    [
      'what the client merges stays merged, in fragments too',
      '{ product { id: name ...F } } fragment F on Product { id: name }',
      '{ product { _k1: name ...F } } fragment F on Product { _k1: name }',
      { _k1: 'id' },
    ],
    [
      'one alias of two fields becomes two keys',
      '{ product { id: name } other: product { id: price } }',
      '{ product { _k1: name } other: product { _k2: price } }',
      { _k1: 'id', _k2: 'id' },
    ],
    [
      'a key that the client uses is not given again',
      '{ product { _k1: price id: name } }',
      '{ product { _k1: price _k2: name } }',
      { _k2: 'id' },
    ],
    [
      'an alias that is no field stays',
      '{ mine: product { label: name id: id } }',
      '{ mine: product { label: name id: id } }',
      {},
    ],
  ])('%s', (_guarantee, given, text, keys) => {
    expect(separated(given)).toEqual({ text, keys });
  });

  test('every key is found again from the client’s field, and back', () => {
    const given = parse('{ product { id: name label: price price } }');
    const { keys } = separateKeys(given, fieldNames);
    const found: (readonly [string, string])[] = [];
    visit(given, {
      Field: (node) => {
        const key = plannedKey(keys, node);
        found.push([key, clientKey(keys, key)]);
      },
    });
    expect(found).toEqual([
      ['product', 'product'],
      ['_k1', 'id'],
      ['label', 'label'],
      ['price', 'price'],
    ]);
  });

  test('a required field that takes arguments is fetched apart from what the client asks of it', () => {
    const given = parse('{ product { price(unit: "kg") name } b: product { price name: price } }');
    const { document, keys } = separateKeys(given, fieldNames, new Set(['price']));
    expect(print(document).replaceAll(/\s+/g, ' ')).toBe(
      '{ product { _k1: price(unit: "kg") name } b: product { _k1: price _k2: price } }',
    );
    expect([...keys].map(([key, { alias }]) => [key, alias])).toEqual([
      ['_k1', 'price'],
      ['_k2', 'name'],
    ]);
  });

  test('a document without such an alias is given back as it is', () => {
    const document = parse('{ product { label: name } }');
    expect(separateKeys(document, fieldNames).document).toBe(document);
  });
});
