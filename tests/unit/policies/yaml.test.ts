import { describe, expect, it, test } from '@jest/globals';
import { parseStrictYaml } from '../../../policies/yaml.ts';

const faults = (text: string): readonly string[] =>
  parseStrictYaml(text).faults.map(({ line, message }) => `${String(line)}: ${message}`);

describe('strict YAML', () => {
  test.each<[guarantee: string, text: string, fault: RegExp]>([
    ['a key that stands twice is refused', 'a: 1\nb: 2\na: 3', /^3: Not valid YAML: .*unique/i],
    ['an anchor is refused', 'a: &x {b: 1}', /^1: Anchors and aliases/],
    ['an alias is refused', 'a: &x 1\nb: *x', /Anchors and aliases/],
    ['a merge key is refused', 'a:\n  <<: {b: 1}', /^2: Merge keys/],
    ['a tag is refused', 'a: !!binary aGk=', /^1: (Tags|Not valid)/],
    [
      'a key that reaches the prototype is refused',
      'a:\n  __proto__: {b: 1}',
      /^2: The key __proto__/,
    ],
    ['a constructor key is refused', 'constructor: 1', /^1: The key constructor/],
    [
      'a letter that looks like another is refused in a key',
      'a: 1\nСustomer.segment: {}',
      /^2: .*outside ASCII/,
    ],
    [
      'an invisible character is refused in a value',
      'a: "Customer\u200b.segment"',
      /^1: .*invisible/,
    ],
    ['a character that turns the line around is refused', 'a: "x\u202ey"', /^1: .*bidirectional/],
    ['a key that is a list is refused', '? [a, b]\n: 1', /plain word/],
    ['two documents in one file are refused', 'a: 1\n---\nb: 2', /Not valid YAML/],
    ['a file over 1 MiB is refused', `a: "${'x'.repeat(1_048_577)}"`, /over 1 MiB/],
    [
      'a file nested beyond reason is refused',
      `${'{a: '.repeat(40)}1${'}'.repeat(40)}`,
      /nested too deeply/,
    ],
  ])('%s', (_guarantee, text, fault) => {
    const found = faults(text);
    expect(found.some((line) => fault.test(line))).toBe(true);
    expect(parseStrictYaml(text).yaml).toBeUndefined();
  });

  it('keeps the line of each part, and of the nearest part around one that is missing', () => {
    const { yaml } = parseStrictYaml('first: 1\nsecond:\n  inner: [1,\n    2]\n');
    expect(yaml?.value).toEqual({ first: 1, second: { inner: [1, 2] } });
    expect(yaml?.lineOf(['first'])).toBe(1);
    expect(yaml?.lineOf(['second', 'inner'])).toBe(3);
    expect(yaml?.lineOf(['second', 'inner', 1])).toBe(4);
    expect(yaml?.lineOf(['second', 'missing', 'deeper'])).toBe(2);
  });

  it('allows any letters in sentences', () => {
    expect(parseStrictYaml('says: Größe der Straße — voilà.').faults).toEqual([]);
  });
});
