/** Exponents of ISO 4217 that are not 2; the graph's currencies are all in the table or have two decimals. */
const exponents: Readonly<Record<string, number>> = { JPY: 0, BHD: 3 };

export interface MoneyValue {
  readonly minorUnits: string;
  readonly currency: string;
  readonly exponent: number;
}

export const currencyExponent = (currency: string): number => exponents[currency] ?? 2;

/** `Money` of the graph from an amount in minor units and its currency. */
export const moneyOf = (minorUnits: string | number | bigint, currency: string): MoneyValue => ({
  minorUnits: String(minorUnits),
  currency,
  exponent: currencyExponent(currency),
});
