import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  amountsOfLine,
  roundHalfEven,
  scaleAmount,
  wholeMinorUnits,
} from '../../../subgraphs/crm/amounts.ts';

test.each([
  [5n, 2n, 2n],
  [7n, 2n, 4n],
  [-5n, 2n, -2n],
  [-7n, 2n, -4n],
  [4n, 3n, 1n],
  [5n, 3n, 2n],
  [-5n, 3n, -2n],
  [0n, 7n, 0n],
])('%s / %s rounds to %s: ties go to the even one', (numerator, denominator, expected) => {
  expect(roundHalfEven(numerator, denominator)).toBe(expected);
});

test('rounding is never off by more than half a unit, whatever the size', () => {
  fc.assert(
    fc.property(fc.bigInt(), fc.bigInt({ min: 1n }), (numerator, denominator) => {
      const off = 2n * (roundHalfEven(numerator, denominator) * denominator - numerator);
      expect(off <= denominator && off >= -denominator).toBe(true);
    }),
  );
});

test.each([
  ['1', '9999', '0', 9_999n, 9_999n],
  ['10.0000', '8999', '10', 89_990n, 80_991n],
  ['0.5', '1001', '0', 500n, 500n],
  ['1.5', '1001', '0', 1_502n, 1_502n],
  ['3', '333', '33.33', 999n, 666n],
  ['2', '100', '100', 200n, 0n],
  ['99999999999999.9999', '9', '0', 900_000_000_000_000n, 900_000_000_000_000n],
])(
  '%s pieces at %s less %s per cent: %s before, %s after',
  (quantity, unitPriceMinor, discountPct, grossMinor, netMinor) => {
    expect(amountsOfLine({ quantity, unitPriceMinor, discountPct })).toEqual({
      grossMinor,
      netMinor,
    });
  },
);

test('a discount never makes a line dearer, and the rounding is done once', () => {
  const decimals = fc.tuple(fc.integer({ min: 1, max: 999_999 }), fc.integer({ min: 0, max: 4 }));
  fc.assert(
    fc.property(decimals, fc.nat(10_000_000), fc.nat(10_000), ([units, scale], price, pct) => {
      const quantity = (units / 10 ** scale).toFixed(scale);
      const line = { quantity, unitPriceMinor: String(price), discountPct: (pct / 100).toFixed(2) };
      const { grossMinor, netMinor } = amountsOfLine(line);
      expect(netMinor <= grossMinor && netMinor >= 0n).toBe(true);
      // The exact net, over 10^scale times 10,000, is within half a minor unit.
      const exact = BigInt(units) * BigInt(price) * BigInt(10_000 - pct);
      const off = 2n * (netMinor * 10n ** BigInt(scale) * 10_000n - exact);
      const unit = 10n ** BigInt(scale) * 10_000n;
      expect(off <= unit && off >= -unit).toBe(true);
    }),
  );
});

test.each([
  ['100', '0.5', 50n],
  ['101', '0.5', 50n],
  ['103', '0.5', 52n],
  ['900', '1', 900n],
  ['900', '0', 0n],
])('%s at a chance of %s weighs %s', (amount, chance, expected) => {
  expect(scaleAmount(amount, chance)).toBe(expected);
});

test('a sum that SQL states exactly is rounded as any other amount', () => {
  expect(wholeMinorUnits('12.5000')).toBe(12n);
  expect(wholeMinorUnits('13.5')).toBe(14n);
  expect(wholeMinorUnits('-0.5')).toBe(0n);
  expect(wholeMinorUnits('7')).toBe(7n);
  expect(wholeMinorUnits('0.4', '0.4', '0.70')).toBe(2n);
  expect(wholeMinorUnits()).toBe(0n);
});
