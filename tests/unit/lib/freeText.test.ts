import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { redactFreeText } from '../../../lib/freeText/redact.ts';

test.each([
  ['the deal of 2026-11-24 was lost at 10:15', 'a day and a time'],
  ['moved from 01.02.2026 10:15 to 05/02/26 11:30', 'days as people write them'],
  ['net 1 250 000.00 EUR, discount 12.5 %', 'an amount'],
  ['order SO-2026-000123 and invoice INV-0012345678', 'numbers of documents'],
  ['see f47ac10b-58cc-4372-a567-0e02b2c3d479', 'an id'],
  ['3 pieces @ 12.50', 'a price'],
  ['10 people met at noon', 'words'],
  ['be12 or not', 'a word that begins like an account number'],
  ['DE12 is the code of the plant, 4 of 7', 'a code'],
  ['Ada thinks it is dear', 'a name, which has no shape'],
])('%j stays as it is: %s', (text) => {
  expect(redactFreeText(text)).toEqual({ text, found: [] });
});

test.each<[text: string, redacted: string]>([
  ['ask ada.lovelace@example.test.', 'ask [mail].'],
  ['ask <Ada+crm@sub.Example.TEST> now', 'ask <[mail]> now'],
  ['ask ada＠example．test', 'ask [mail]'],
  ['ask аdа@ехаmрlе.test', 'ask [mail]'],
  ['ask a\u200Bda@exam\u00ADple.te\u200Dst', 'ask [mail]'],
  ['ask ada (at) example (dot) test', 'ask [mail]'],
  ['ask ada[at]example.test', 'ask [mail]'],
  ['ask ada at example dot test', 'ask [mail]'],
  ['ask ada @ example.test', 'ask [mail]'],
  ['ask ada@bücher.example', 'ask [mail]'],
  ['ask ada@例え。テスト', 'ask [mail]'],
  ['ask "ada l"@example.test', 'ask [mail]'],
  ['ask ada@[192.0.2.1]', 'ask [mail]'],
  ['ada@example.test or bob@example.test', '[mail] or [mail]'],
])('the e-mail address in %j is taken out', (text, redacted) => {
  expect(redactFreeText(text)).toEqual({ text: redacted, found: ['email'] });
});

test.each<[text: string, redacted: string]>([
  ['call +33 1 99 00 12 34 today', 'call [phone] today'],
  ['call +49 (0)30 23125-000', 'call [phone]'],
  ['call 0049-30-23125000', 'call [phone]'],
  ['call 030/23125 000', 'call [phone]'],
  ['01.99.00.12.34', '[phone]'],
  ['(030) 23125 000', '[phone]'],
  ['call (202) 555-0143.', 'call [phone].'],
  ['call 202-555-0143', 'call [phone]'],
  ['tel. 2312 5000', 'tel. [phone]'],
  ['call ＋３３１９９００１２３４', 'call [phone]'],
  ['call +٣٣ ١٩٩٠٠ ١٢٣٤', 'call [phone]'],
  ['call +33\u00A01\u202F99–00‑12−34', 'call [phone]'],
  ['call +33\u200B1\u200B99\u200B00\u200B12\u200B34', 'call [phone]'],
])('the telephone number in %j is taken out', (text, redacted) => {
  expect(redactFreeText(text)).toEqual({ text: redacted, found: ['phone'] });
});

test.each<[text: string, redacted: string]>([
  ['pay to DE89 3704 0044 0532 0130 00 please', 'pay to [IBAN] please'],
  ['pay to de89370400440532013000', 'pay to [IBAN]'],
  ['IBAN: GB29-NWBK-6016-1331-9268-19, soon', 'IBAN: [IBAN], soon'],
  ['DE89 3704 0044 0532 0130 01', '[IBAN]'],
  ['ＤＥ89 3704 0044 0532 0130 00', '[IBAN]'],
  ['GВ29 NWВK 6016 1331 9268 19', '[IBAN]'],
  ['MT84 MALT 0110 0001 2345 MTLC AST0 01S', '[IBAN]'],
])('the account number in %j is taken out, a slip in it included', (text, redacted) => {
  expect(redactFreeText(text)).toEqual({ text: redacted, found: ['iban'] });
});

test('several shapes of one text are each taken out and named once', () => {
  const text = 'ada@example.test, +33199001234, bob@example.test, DE89370400440532013000';
  expect(redactFreeText(text)).toEqual({
    text: '[mail], [phone], [mail], [IBAN]',
    found: ['email', 'phone', 'iban'],
  });
});

test('what was redacted once is not redacted again, and no text fails', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
      const once = redactFreeText(text).text;
      expect(redactFreeText(once).text).toBe(once);
    }),
  );
});

test('an address among any words is taken out of them', () => {
  const words = fc.string({
    unit: fc.constantFrom('a', 'b', 'z', ' ', '.', ',', ';', '\n'),
    maxLength: 60,
  });
  fc.assert(
    fc.property(words, words, (before, after) => {
      const { text } = redactFreeText(`${before} ada@example.test ${after}`);
      expect(text).not.toMatch(/ada@|@example/);
    }),
  );
});

test('a long text takes no longer than its length says', () => {
  const text = `${'a.'.repeat(30_000)}${'0 '.repeat(10_000)}${'DE12 '.repeat(5_000)}`;
  const begun = performance.now();
  redactFreeText(text);
  expect(performance.now() - begun).toBeLessThan(2_000);
});
