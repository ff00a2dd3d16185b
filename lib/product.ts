/** The product's name, as it stands in file names, token types and the command. */
export const product = 'referent';
