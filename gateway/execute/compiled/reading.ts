import { isLeafType, type GraphQLOutputType, getNamedType } from 'graphql';
import type { CodeWriter } from './code.ts';
import { Fault, firstValue } from './faults.ts';
import { leafCode } from './leaves.ts';

/** Source text that reads one value of the answer. */
export interface ReadCode {
  readonly declared: readonly string[];
  readonly test: string;
  readonly text: string;
  /** True where the text may be undefined: a null came up from below. */
  readonly mayFail: boolean;
  /** The value that a gap is explained with. */
  readonly said: string;
}

const emptyList: readonly unknown[] = Object.freeze([]);
export const asList = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? (value as readonly unknown[]) : emptyList;

export const isRecordCode = (code: CodeWriter, name: string): string =>
  `(typeof ${name} === 'object' && ${name} !== null && !(${name} instanceof ${code.constant(Fault)}) && !Array.isArray(${name}))`;

/** Source text for the first of several values that is there. */
export const pickCode = (code: CodeWriter, values: readonly string[]): string => {
  if (values.length === 0) return 'undefined';
  return values.length === 1
    ? (values[0] ?? 'undefined')
    : `${code.constant(firstValue)}(${values.join(', ')})`;
};

interface LeafReader {
  readonly code: CodeWriter;
  readonly objectScalars: boolean;
}

interface LeafValue {
  readonly type: GraphQLOutputType;
  /** Source text of the value in each source. */
  readonly values: readonly string[];
  /** The part of the plan that alone brings it; undefined where several do. */
  readonly part: number | undefined;
}

export function leafRead(
  { code, objectScalars }: LeafReader,
  { type: given, values, part }: LeafValue,
  variable: string,
): ReadCode {
  const type = getNamedType(given);
  if (!isLeafType(type)) throw new TypeError('not a leaf');
  const declared = [`const ${variable} = ${pickCode(code, values)};`];
  const { test, text } = leafCode(code, type, variable, { objectScalars, part });
  return { declared, test, text, mayFail: false, said: variable };
}
