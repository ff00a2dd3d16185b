import { expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { digestBytes } from '../../lib/copies/digest.ts';
import { eachCandidate, isTelling, runTogether, wordsOf } from '../../lib/copies/words.ts';
import { createDigestTable } from '../../subgraphs/customer-pii/matching/digestTable.ts';
import { textOfJson } from '../../tools/scan/cellText.ts';

const candidatesOf = (text: string): readonly string[] => {
  const found: string[] = [];
  eachCandidate(wordsOf(text), (candidate) => found.push(candidate));
  return found;
};

test.each([
  ['Ada.LOVELACE@Example.test', 'adalovelaceexampletest'],
  ['+33 1 99-00 (12) 34', '33199001234'],
  ['Ａｄａ Ｌｏｖｅｌａｃｅ', 'adalovelace'],
  ['Zoë\u200B Müller', 'zoemuller'],
  ['', ''],
])('%j is compared as %j', (text, expected) => {
  expect(runTogether(text)).toBe(expected);
});

test.each([
  ['', false],
  ['ada', false],
  ['20261124', false],
  ['199012101', false],
  ['lovela', false],
  ['1990121012', true],
  ['lovelac', true],
])('whether %j is one of 2³² by its shape: %s', (text, expected) => {
  expect(isTelling(text)).toBe(expected);
});

test('a value is a run of words of the text that it stands in', () => {
  expect(candidatesOf('please call Ada Lovelace today')).toContain('adalovelace');
  expect(candidatesOf('at +33 1 99 00 12 34 or later')).toContain('33199001234');
});

test('a day, an amount and a short word are no candidates', () => {
  expect(candidatesOf('2026-11-24')).toEqual([]);
  expect(candidatesOf('12.50 EUR')).toEqual(['1250eur']);
});

test('values of JSON that follow one another can be one value', () => {
  const text = textOfJson('{"given":"Ada","family":"Lovel\\u0061ce","n":[1,null]}');
  expect(candidatesOf(text)).toContain('adalovelace');
});

const digest = (text: string): Uint8Array =>
  createHash('sha256').update(text).digest().subarray(0, digestBytes);

test('the table finds each of many digests and no other', () => {
  const table = createDigestTable();
  for (let n = 0; n < 20_000; n += 1) table.add(digest(String(n)), n % 7, n);
  expect(table.size()).toBe(20_000);
  for (let n = 0; n < 20_000; n += 1) {
    expect(table.find(digest(String(n)), 0)).toEqual({ what: n % 7, subjects: 1 });
  }
  for (let n = 20_000; n < 40_000; n += 1) {
    expect(table.find(digest(String(n)), 0)).toBeUndefined();
  }
});

test('subjects of one digest are counted once each', () => {
  const table = createDigestTable();
  for (const subject of [1, 1, 2, 2, 3]) table.add(digest('shared'), 0, subject);
  expect(table.find(digest('shared'), 0)?.subjects).toBe(3);
});
