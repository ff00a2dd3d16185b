import { describe, expect, test } from '@jest/globals';
import { en } from '../../../web/words/en.ts';
import { decimalOf, fill, formatDate, formatMoney } from '../../../web/words/format.ts';
import { fr } from '../../../web/words/fr.ts';
import { values } from '../../../web/words/values.ts';

const places = (sentence: string): readonly string[] =>
  [...sentence.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();

describe('every sentence of the console', () => {
  test('stands in both languages, with the same places to fill', () => {
    expect(Object.keys(fr)).toEqual(Object.keys(en));
    for (const [key, sentence] of Object.entries(fr)) {
      expect([key, places(sentence)]).toEqual([key, places(en[key as keyof typeof en])]);
    }
  });

  test('a value of an enumeration is never shown without words of its own', () => {
    for (const words of Object.values(values)) {
      expect(words.every((word) => word !== '' && !/[A-Z]_/.test(word))).toBe(true);
    }
  });

  test('a place that nothing was given for stays visible', () => {
    expect(fill('{a} of {b}', { a: 1 })).toBe('1 of {b}');
  });
});

describe('an amount', () => {
  test.each([
    ['0', 2, '0.00'],
    ['5', 2, '0.05'],
    ['-5', 2, '-0.05'],
    ['123456', 2, '1234.56'],
    ['1234', 0, '1234'],
    ['1', 3, '0.001'],
    ['900719925474099312345', 2, '9007199254740993123.45'],
  ])('of %s minor units, %s of them decimal, is %s', (minorUnits, exponent, expected) => {
    expect(decimalOf({ minorUnits, currency: 'EUR', exponent })).toBe(expected);
  });

  test('beyond what a floating-point number can hold is shown to the last digit', () => {
    const amount = { minorUnits: '900719925474099312345', currency: 'EUR', exponent: 2 };
    expect(formatMoney(amount, 'en')).toBe('€9,007,199,254,740,993,123.45');
  });
});

test('a day is the same day in every time zone', () => {
  expect(formatDate('2026-11-24', 'en')).toBe('Nov 24, 2026');
  expect(formatDate('2026-11-24', 'fr')).toBe('24 nov. 2026');
});

test('a text that is no date is shown as it stands', () => {
  expect(formatDate('soon', 'en')).toBe('soon');
});
