import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dueDateOf } from '../../../subgraphs/finance/billing/dueDate.ts';
import {
  billLine,
  quantityUnits,
  type SignedLine,
} from '../../../subgraphs/finance/billing/lines.ts';
import { taxLines } from '../../../subgraphs/finance/billing/taxes.ts';
import { utilisationPct } from '../../../subgraphs/finance/computed/creditExposure.ts';
import { decideCredit, type CreditFacts } from '../../../subgraphs/finance/creditDecision.ts';
import { decimalText, exactDecimal, roundHalfEven } from '../../../subgraphs/finance/rounding.ts';

describe('rounding', () => {
  test.each([
    [5n, 2n, 2n],
    [7n, 2n, 4n],
    [-5n, 2n, -2n],
    [-7n, 2n, -4n],
    [1n, 2n, 0n],
    [26n, 10n, 3n],
    [24n, 10n, 2n],
    [0n, 3n, 0n],
  ])('%s over %s is %s: ties go to the even', (numerator, denominator, rounded) => {
    expect(roundHalfEven(numerator, denominator)).toBe(rounded);
  });

  test('is never further off than half', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }),
        fc.bigInt(1n, 10n ** 6n),
        (n, d) => {
          const off = (roundHalfEven(n, d) * d - n) * 2n;
          expect(off <= d && off >= -d).toBe(true);
        },
      ),
    );
  });

  test('a decimal is written as it was read', () => {
    for (const text of ['12.50', '-0.05', '0.0000', '7', '-123.4567']) {
      const { units, scale } = exactDecimal(text);
      expect(decimalText(units, scale)).toBe(text);
    }
  });
});

const line = (changes: Partial<SignedLine> = {}): SignedLine => ({
  ...{ lineId: 'l', productId: 'p', quantity: '10.0000', unitPriceMinor: '333' },
  ...{ discountPct: '10.00', ...changes },
});

describe('billing a line', () => {
  test('is never over what was signed', () => {
    expect(billLine(line(), quantityUnits('9.5'), quantityUnits('0.5001'))).toBeUndefined();
    expect(billLine(line(), quantityUnits('9.5'), quantityUnits('0.5'))?.netMinor).toBe(150n);
  });

  test('in any parts adds up to the line, and no part is below nothing', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 50_000 }), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 0, max: 1_000_000 }),
        fc.integer({ min: 0, max: 10_000 }),
        (parts, price, discount) => {
          const total = BigInt(parts.reduce((sum, part) => sum + part, 0));
          const signed = line({
            quantity: decimalText(total, 4),
            unitPriceMinor: String(price),
            discountPct: decimalText(BigInt(discount), 2),
          });
          let done = 0n;
          let net = 0n;
          for (const part of parts) {
            const billed = billLine(signed, done, BigInt(part));
            expect(billed?.netMinor).toBeGreaterThanOrEqual(0n);
            expect(billed?.discountMinor).toBeGreaterThanOrEqual(0n);
            done += BigInt(part);
            net += billed?.netMinor ?? 0n;
          }
          expect(net).toBe(billLine(signed, 0n, total)?.netMinor);
        },
      ),
    );
  });
});

describe('taxes', () => {
  const lines = [
    { taxCode: 'STD', rate: '0.2', netMinor: 13n },
    { taxCode: 'STD', rate: '0.2', netMinor: 13n },
    { taxCode: 'RED', rate: '0.055', netMinor: 100n },
  ];

  test('by line are the sum of rounded lines', () => {
    // 2.6 and 2.6 are 3 each; 5.5 is a tie and goes to 6.
    const taxed = taxLines(lines, 'PER_LINE');
    expect(taxed.lineTaxesMinor).toEqual([3n, 3n, 6n]);
    expect(taxed.sums.map(({ taxCode, taxMinor }) => [taxCode, taxMinor])).toEqual([
      ['RED', 6n],
      ['STD', 6n],
    ]);
    expect([taxed.taxMinor, taxed.roundingDifferenceMinor]).toEqual([12n, 0n]);
  });

  test('by document are the rounded sum, and the difference is stated', () => {
    // 5.2 on 26 is 5, one less than its lines.
    const taxed = taxLines(lines, 'PER_DOCUMENT');
    expect([taxed.taxMinor, taxed.roundingDifferenceMinor]).toEqual([11n, -1n]);
    expect([taxed.netMinor, taxed.sums.map(({ baseMinor }) => baseMinor)]).toEqual([
      126n,
      [100n, 26n],
    ]);
  });
});

describe('due dates', () => {
  test.each([
    ['IMMEDIATE', 0, '2026-08-15', '2026-08-15'],
    ['NET_DAYS', 30, '2026-01-31', '2026-03-02'],
    ['NET_DAYS', 1, '2028-02-28', '2028-02-29'],
    ['END_OF_MONTH_PLUS_DAYS', 15, '2026-12-01', '2027-01-15'],
    ['END_OF_MONTH_PLUS_DAYS', 0, '2026-02-10', '2026-02-28'],
    ['FIXED_DAY', 15, '2026-12-20', '2027-01-15'],
    ['FIXED_DAY', 31, '2026-01-05', '2026-02-28'],
  ] as const)('%s %i: issued on %s, due on %s', (dueRule, netDays, issued, due) => {
    expect(dueDateOf({ dueRule, netDays }, issued)).toBe(due);
  });
});

describe('a credit decision', () => {
  const facts: CreditFacts = {
    ...{ accountStatus: 'CONFIRMED', onHold: false, limitMinor: 100n, exposureMinor: 40n },
    ...{ oldestDaysLate: 60, orderMinor: 60n },
  };
  test.each<[string, Partial<CreditFacts>, string[]]>([
    ['a blocked account', { accountStatus: 'BLOCKED' }, ['ACCOUNT_BLOCKED']],
    ['a hold', { onHold: true }, ['ON_HOLD']],
    ['one unit over the limit', { orderMinor: 61n }, ['OVER_LIMIT']],
    ['61 days late', { oldestDaysLate: 61 }, ['OVERDUE_MORE_THAN_60_DAYS']],
    ['the limit to the unit, and 60 days', {}, []],
  ])('%s', (_name, change, reasons) => {
    const decision = reasons.length === 0 ? 'APPROVED' : 'BLOCKED';
    expect(decideCredit({ ...facts, ...change })).toEqual({ decision, reasons });
  });
});

test('a limit of nothing is used up by any exposure', () => {
  expect(utilisationPct(0n, 0n)).toBe('0.00');
  expect(utilisationPct(1n, 0n)).toBe('100.00');
  expect(utilisationPct(1n, 3n)).toBe('33.33');
  expect(utilisationPct(5n, 4n)).toBe('125.00');
});
