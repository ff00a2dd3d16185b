/** An exact decimal: `units` over ten to the power of `scale`. */
interface ExactDecimal {
  readonly units: bigint;
  readonly scale: number;
}

/** Parses a decimal that its border has checked: `-12.50`. */
export function exactDecimal(text: string): ExactDecimal {
  const [whole = '0', fraction = ''] = text.split('.');
  return { units: BigInt(`${whole}${fraction}`), scale: fraction.length };
}

const powerOfTen = (exponent: number): bigint => 10n ** BigInt(exponent);

/**
 * Rounds a quotient to a whole number of minor units, ties to the even one. The only place where
 * amounts are rounded. `denominator` is above zero.
 */
export function roundHalfEven(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  const remainder = numerator % denominator;
  const twice = (remainder < 0n ? -remainder : remainder) * 2n;
  const step = numerator < 0n ? -1n : 1n;
  if (twice < denominator || (twice === denominator && quotient % 2n === 0n)) return quotient;
  return quotient + step;
}

/** Sum of exact decimals of minor units, as SQL states them, in whole minor units: rounded once. */
export function wholeMinorUnits(...texts: readonly string[]): bigint {
  const parts = texts.map(exactDecimal);
  const scale = Math.max(0, ...parts.map((part) => part.scale));
  const units = sumOf(parts.map((part) => part.units * powerOfTen(scale - part.scale)));
  return roundHalfEven(units, powerOfTen(scale));
}

/** An amount times a factor, for example a probability. */
export function scaleAmount(minorUnits: string, factor: string): bigint {
  const { units, scale } = exactDecimal(factor);
  return roundHalfEven(BigInt(minorUnits) * units, powerOfTen(scale));
}

export interface LineTerms {
  readonly quantity: string;
  readonly unitPriceMinor: string;
  /** Per cent, 0 to 100. */
  readonly discountPct: string;
}

export interface LineAmounts {
  /** Quantity times price. */
  readonly grossMinor: bigint;
  /** After the discount. */
  readonly netMinor: bigint;
}

export function amountsOfLine(line: LineTerms): LineAmounts {
  const quantity = exactDecimal(line.quantity);
  const discount = exactDecimal(line.discountPct);
  const price = BigInt(line.unitPriceMinor);
  const gross = quantity.units * price;
  const grossScale = powerOfTen(quantity.scale);
  const hundred = 100n * powerOfTen(discount.scale);
  return {
    grossMinor: roundHalfEven(gross, grossScale),
    netMinor: roundHalfEven(gross * (hundred - discount.units), grossScale * hundred),
  };
}

export const sumOf = (amounts: readonly bigint[]): bigint =>
  amounts.reduce((sum, amount) => sum + amount, 0n);
