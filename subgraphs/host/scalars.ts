import { GraphQLError, type GraphQLScalarType } from 'graphql';
import { isDate, isDecimal, isInstant, isWebAddress } from './inputs.ts';

/*
 * The graph's own scalars are all text. A value that does not fit is refused without being
 * repeated: an error leaves the store, and with it whatever it quotes.
 */
type ScalarFunctions = Partial<
  Pick<GraphQLScalarType, 'serialize' | 'parseValue' | 'parseLiteral'>
>;

const textScalar = (name: string, fits: (text: string) => boolean): ScalarFunctions => {
  const checked = (value: unknown): string => {
    if (typeof value === 'string' && fits(value)) return value;
    throw new GraphQLError(`${name} was expected`);
  };
  return {
    serialize: (value) => checked(typeof value === 'number' ? String(value) : value),
    parseValue: checked,
    parseLiteral: (node) => checked('value' in node ? node.value : undefined),
  };
};

/** Resolvers of every scalar that a store's SDL may declare. */
export const scalarResolvers: Readonly<Record<string, ScalarFunctions>> = {
  Date: textScalar('Date', isDate),
  DateTime: textScalar('DateTime', isInstant),
  Decimal: textScalar('Decimal', isDecimal),
  URL: textScalar('URL', isWebAddress),
};
