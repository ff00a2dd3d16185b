import type { RoundingRule } from '../entities/masterData.ts';
import { exactDecimal, powerOfTen, roundHalfEven, sumOf } from '../rounding.ts';

/** The tax that one line bears. */
export interface LineTax {
  readonly taxCode: string;
  /** A fraction: 0.2 is twenty percent. */
  readonly rate: string;
}

export interface TaxSum extends LineTax {
  readonly baseMinor: bigint;
  readonly taxMinor: bigint;
}

export interface TaxedLines {
  /** The tax of each line, in the order of the lines. */
  readonly lineTaxesMinor: readonly bigint[];
  readonly sums: readonly TaxSum[];
  readonly netMinor: bigint;
  readonly taxMinor: bigint;
  /** The document's tax less the sum of its lines' taxes; 0 where each line is rounded. */
  readonly roundingDifferenceMinor: bigint;
}

interface NetLine extends LineTax {
  readonly netMinor: bigint;
}

/** Reckons the taxes of a document by its rounding rule (invariant A8). */
export function taxLines(lines: readonly NetLine[], rule: RoundingRule): TaxedLines {
  const lineTaxesMinor = lines.map(({ netMinor, rate }) => taxOf(netMinor, rate));
  const codes = [...new Set(lines.map(({ taxCode }) => taxCode))].sort();
  const sums = codes.map((taxCode): TaxSum => {
    const own = lines.flatMap((line, index) =>
      line.taxCode === taxCode ? [{ ...line, taxMinor: lineTaxesMinor[index] ?? 0n }] : [],
    );
    const rate = own[0]?.rate ?? '0';
    const baseMinor = sumOf(own.map(({ netMinor }) => netMinor));
    const byLine = sumOf(own.map((line) => line.taxMinor));
    return {
      taxCode,
      rate,
      baseMinor,
      taxMinor: rule === 'PER_LINE' ? byLine : taxOf(baseMinor, rate),
    };
  });
  const taxMinor = sumOf(sums.map((sum) => sum.taxMinor));
  return {
    lineTaxesMinor,
    sums,
    netMinor: sumOf(lines.map(({ netMinor }) => netMinor)),
    taxMinor,
    roundingDifferenceMinor: taxMinor - sumOf(lineTaxesMinor),
  };
}

function taxOf(baseMinor: bigint, rate: string): bigint {
  const { units, scale } = exactDecimal(rate);
  return roundHalfEven(baseMinor * units, powerOfTen(scale));
}
