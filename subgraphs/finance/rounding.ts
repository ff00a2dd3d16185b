/** An exact decimal: `units` over ten to the power of `scale`. */
export interface ExactDecimal {
  readonly units: bigint;
  readonly scale: number;
}

/** Parses a decimal that its border has checked: `-12.50`. */
export function exactDecimal(text: string): ExactDecimal {
  const [whole = '0', fraction = ''] = text.split('.');
  return { units: BigInt(`${whole}${fraction}`), scale: fraction.length };
}

export const powerOfTen = (exponent: number): bigint => 10n ** BigInt(exponent);

/** Writes units over ten to the power of `scale` as a decimal: (1234, 2) is `12.34`. */
export function decimalText(units: bigint, scale: number): string {
  if (scale === 0) return String(units);
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/**
 * Rounds a quotient to a whole number, ties to the even one: the only place where finance rounds
 * (invariant A8). `denominator` is above zero.
 */
export function roundHalfEven(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  const remainder = numerator % denominator;
  const twice = (remainder < 0n ? -remainder : remainder) * 2n;
  const step = numerator < 0n ? -1n : 1n;
  if (twice < denominator || (twice === denominator && quotient % 2n === 0n)) return quotient;
  return quotient + step;
}

export const sumOf = (amounts: readonly bigint[]): bigint =>
  amounts.reduce((sum, amount) => sum + amount, 0n);
