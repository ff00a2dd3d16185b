import { expect, test } from '@jest/globals';
import { normaliseEmail, normalisePhone } from '../../../subgraphs/customer-pii/normalise.ts';

test.each([
  ['', 'empty'],
  ['nobody', 'no at sign'],
  ['@example.test', 'no local part'],
  ['a@b', 'no dot in the domain'],
  ['a@@example.test', 'two at signs'],
  ['a b@example.test', 'a blank'],
  ['"a"@example.test', 'quotes'],
  [`${'a'.repeat(65)}@example.test`, 'a local part over 64 characters'],
  ['a@exa_mple.test', 'an underscore in the domain'],
  ['a@example.test\nBcc: b@example.test', 'a line break'],
])('%j is no e-mail address: %s', (text) => {
  expect(normaliseEmail(text)).toBeUndefined();
});

test.each([
  ['Ada.Lovelace@Example.TEST', 'ada.lovelace@example.test'],
  ['  ada@example.test ', 'ada@example.test'],
  ['ada@bücher.example', 'ada@xn--bcher-kva.example'],
  ['ａｄａ@example.test', 'ada@example.test'],
])('two spellings of one e-mail address are one: %s', (text, normalised) => {
  expect(normaliseEmail(text)).toBe(normalised);
});

test.each([
  ['', 'empty'],
  ['0199001234', 'no country'],
  ['+0199001234', 'a country that begins with zero'],
  ['+33 1', 'too short'],
  ['+1234567890123456', 'over fifteen digits'],
  ['+33 1 99 00 12 3x', 'a letter'],
  ['call +33199001234', 'words'],
])('%j is no telephone number: %s', (text) => {
  expect(normalisePhone(text)).toBeUndefined();
});

test.each([
  ['+33 1 99 00 12 34', '+33199001234'],
  ['0033-1.99.00.12.34', '+33199001234'],
  ['+1 (202) 555-0143', '+12025550143'],
])('two spellings of one telephone number are one: %s', (text, normalised) => {
  expect(normalisePhone(text)).toBe(normalised);
});
