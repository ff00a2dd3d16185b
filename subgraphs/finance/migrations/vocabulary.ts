/** Closed lists that several tables of the first migrations check against; later ones write their own. */
export const currencies = [
  ...['EUR', 'USD', 'GBP', 'CHF', 'JPY', 'CAD', 'AUD', 'CNY'],
  ...['SEK', 'NOK', 'DKK', 'PLN', 'BRL', 'MXN', 'INR', 'BHD'],
] as const;

/** SQL: the column holds one of these words. */
export const oneOf = (column: string, words: readonly string[]): string =>
  `check (${column} in (${words.map((word) => `'${word}'`).join(', ')}))`;

export const isCurrency = (column: string): string => oneOf(column, currencies);

/**
 * SQL: the column holds a reference, not an account number. Finance never stores an IBAN (ISO
 * 13616): two letters, two check digits, eleven to thirty letters or digits, blanks left out.
 */
export const isNoIban = (column: string): string =>
  `check (replace(upper(${column}), ' ', '') !~ '^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$')`;
