/** An amount as the graph gives it. */
export interface MoneyValue {
  readonly minorUnits: string;
  readonly currency: string;
  readonly exponent: number;
}

/** Exact: minor units are shifted as text, never through a floating-point number. */
export function decimalOf({ minorUnits, exponent }: MoneyValue): string {
  const negative = minorUnits.startsWith('-');
  const digits = minorUnits.replace('-', '').padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent);
  const part = exponent === 0 ? '' : `.${digits.slice(-exponent)}`;
  return `${negative ? '-' : ''}${whole}${part}`;
}

/** Puts values in the places of a sentence: `{count} fields`. */
export const fill = (sentence: string, given: Readonly<Record<string, string | number>>): string =>
  sentence.replaceAll(/\{(\w+)\}/g, (place, name: string) => String(given[name] ?? place));

export function formatMoney(value: MoneyValue, language: string): string {
  const format = new Intl.NumberFormat(language, {
    style: 'currency',
    currency: value.currency,
    minimumFractionDigits: value.exponent,
    maximumFractionDigits: value.exponent,
  });
  return format.format(decimalOf(value) as Intl.StringNumericLiteral);
}

export function formatDate(text: string, language: string): string {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) return text;
  const options: Intl.DateTimeFormatOptions = text.includes('T')
    ? { dateStyle: 'medium', timeStyle: 'short' }
    : { dateStyle: 'medium', timeZone: 'UTC' };
  return new Intl.DateTimeFormat(language, options).format(date);
}

/** `1.0000` → `1`, by the language's own signs. */
export function formatDecimal(text: string, language: string): string {
  if (!/^-?\d+(\.\d+)?$/.test(text)) return text;
  return new Intl.NumberFormat(language, { maximumFractionDigits: 4 }).format(
    text as Intl.StringNumericLiteral,
  );
}
