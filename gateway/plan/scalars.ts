import { GraphQLError, isScalarType, isSpecifiedScalarType, type GraphQLSchema } from 'graphql';

/** A schema built from SDL takes anything for a custom scalar; these tables say what is one. */
const isText =
  (pattern: RegExp, holds: (text: string) => boolean = () => true) =>
  (value: unknown): boolean =>
    typeof value === 'string' && value.length <= 2_048 && pattern.test(value) && holds(value);

function isCalendarDate(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

const accepts: Readonly<Record<string, (value: unknown) => boolean>> = {
  Date: isText(/^\d{4}-\d{2}-\d{2}$/, isCalendarDate),
  DateTime: isText(
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/,
    (text) => !Number.isNaN(Date.parse(text)),
  ),
  Decimal: isText(/^-?\d{1,30}(\.\d{1,18})?$/),
  URL: isText(/^[a-z][a-z0-9+.-]*:/i, (text) => URL.canParse(text)),
};

const isPlain = (value: unknown): boolean =>
  typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);

/** Gives each custom scalar of the schema its check of incoming values; the message holds no value. */
export function teachScalars(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isScalarType(type) || isSpecifiedScalarType(type)) continue;
    const accepted = accepts[type.name] ?? isPlain;
    const parseValue = type.parseValue.bind(type);
    type.parseValue = (value) => {
      if (!accepted(value)) throw new GraphQLError(`not a ${type.name}`);
      return parseValue(value);
    };
  }
}
