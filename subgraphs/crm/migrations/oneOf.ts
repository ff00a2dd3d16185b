/** SQL of a CHECK: the column holds one of these words. */
export const oneOf = (column: string, words: string): string =>
  `${column} in (${words
    .split(' ')
    .map((word) => `'${word}'`)
    .join(', ')})`;
