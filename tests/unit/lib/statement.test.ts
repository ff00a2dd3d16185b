import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { looksPersonal } from '../../../audit/verify/core/subjects.ts';
import { isImpersonal } from '../../../lib/freeText/statement.ts';

test.each([
  'as agreed with the data-protection office',
  'GDPR Art. 17(1)(d)',
  'ticket OPS-1234 of 2026-11-24',
  'the incident of 2026-11-24T12:00:00.000Z',
  'see f47ac10b-58cc-4372-a567-0e02b2c3d479',
  'entry 01JDFVXW00000000000000000A was wrong',
  'the Drive of the Missing Link, and Drummers',
])('%j may stand where it stays for ever', (text) => {
  expect(isImpersonal(text)).toBe(true);
});

test.each([
  'write to ada@example.test',
  'ada at example dot test asked',
  'call +33 1 99 00 12 34',
  'pay to DE89370400440532013000',
  'customer 19900123477',
  'asked for by Mrs. Lovelace',
  'Frau Lovelace bat darum',
  'Mme Lovelace l’a demandé',
])('%j may not', (text) => {
  expect(isImpersonal(text)).toBe(false);
});

test('what the log’s verifier would report was refused before', () => {
  const word = fc.constantFrom(
    ...['a', 'be', 'BE12', 'DE8', '9', '37', '0044', '+', '(0)', '.', '-', '/', ' ', '@', 'x.de'],
    ...['2026-11-24', 'T12:00', 'abcd', '\u00a0', 'é'],
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 14 }), (words) => {
      const text = words.join('');
      return !looksPersonal(text) || !isImpersonal(text);
    }),
    { numRuns: 5_000 },
  );
});
