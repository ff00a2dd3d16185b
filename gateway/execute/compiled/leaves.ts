import {
  isEnumType,
  isListType,
  isNonNullType,
  type GraphQLLeafType,
  type GraphQLOutputType,
} from 'graphql';
import { isWithinDepth } from '../../../lib/jsonDepth.ts';
import { quote, type CodeWriter } from './code.ts';
import { Fault } from './faults.ts';

/** Source text that tells whether a value is one of a leaf type, and its JSON text where it is. */
export interface LeafCode {
  readonly test: string;
  readonly text: string;
}

const isIdentifier = (value: unknown): boolean =>
  typeof value === 'string' || (typeof value === 'number' && Number.isSafeInteger(value));

const isScalarValue = (value: unknown): boolean =>
  value !== null && value !== undefined && typeof value !== 'object';

/** A scalar of JSON's own shapes, as some graphs declare them. */
const isJsonValue = (value: unknown): boolean =>
  value !== null && value !== undefined && !(value instanceof Fault) && isWithinDepth(value);

const scalarText = (value: unknown): string =>
  typeof value === 'string' ? quote(value) : JSON.stringify(value);

export interface LeafOptions {
  /** True where a custom scalar may be a JSON object or list. */
  readonly objectScalars: boolean;
  /** The part of the plan that alone brings the value; undefined where several do. */
  readonly part: number | undefined;
}

/**
 * Result coercion (GraphQL, section 3.5) without the leniency: a subgraph has coerced already, so
 * another type is a fault. An ID may come as an integer.
 */
export function leafCode(
  code: CodeWriter,
  type: GraphQLLeafType,
  value: string,
  { objectScalars, part }: LeafOptions,
): LeafCode {
  // The common case is written in place: a string of an answer in which nothing is escaped.
  const quoted = (text: string): string =>
    part === undefined
      ? `${code.constant(quote)}(${text})`
      : `(c.plain[${String(part)}] ? '"' + ${text} + '"' : ${code.constant(quote)}(${text}))`;
  if (isEnumType(type)) {
    const names = new Set(type.getValues().map(({ name }) => name));
    return { test: `${code.constant(names)}.has(${value})`, text: `'"' + ${value} + '"'` };
  }
  switch (type.name) {
    case 'String':
      return { test: `typeof ${value} === 'string'`, text: quoted(value) };
    case 'ID':
      return {
        test: `${code.constant(isIdentifier)}(${value})`,
        text: quoted(value),
      };
    case 'Int':
      return { test: `(${value} | 0) === ${value}`, text: `('' + ${value})` };
    case 'Float':
      return { test: `Number.isFinite(${value})`, text: `('' + ${value})` };
    case 'Boolean':
      return { test: `typeof ${value} === 'boolean'`, text: `('' + ${value})` };
    default: {
      const test = objectScalars ? isJsonValue : isScalarValue;
      return {
        test: `${code.constant(test)}(${value})`,
        text: `${code.constant(scalarText)}(${value})`,
      };
    }
  }
}

/** Tells whether a value is one of a leaf type, or of lists of one; nulls are, where they may stand. */
export function leafTest(type: GraphQLOutputType): (value: unknown) => boolean {
  if (isNonNullType(type)) {
    const isOne = leafTest(type.ofType);
    return (value) => value !== null && isOne(value);
  }
  if (isListType(type)) {
    const isOne = leafTest(type.ofType);
    return (value) => value === null || (Array.isArray(value) && value.every(isOne));
  }
  const isOne = namedTests[type.name] ?? (isEnumType(type) ? isText : isJsonValue);
  return (value) => value === null || isOne(value);
}

const isText = (value: unknown): boolean => typeof value === 'string';

const namedTests: Readonly<Record<string, (value: unknown) => boolean>> = {
  String: isText,
  ID: isIdentifier,
  Int: Number.isInteger,
  Float: Number.isFinite,
  Boolean: (value) => typeof value === 'boolean',
};
