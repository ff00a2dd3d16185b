import { compileFunction } from 'node:vm';

const graphqlName = /^[_A-Za-z][_0-9A-Za-z]*$/;

/**
 * Collects generated functions and the values that they close over. Only names that GraphQL allows
 * and literals written by `JSON.stringify` ever become source text.
 */
export interface CodeWriter {
  /** The name under which generated code sees a value. */
  readonly constant: (value: unknown) => string;
  readonly freshName: (prefix: string) => string;
  /** Adds `function name(parameters) { body }`. */
  readonly add: (name: string, parameters: readonly string[], body: string) => void;
  /** The generated functions of these names. */
  readonly compile: (names: readonly string[]) => readonly unknown[];
}

export function createCodeWriter(title: string): CodeWriter {
  const constants: unknown[] = [];
  const names = new Map<unknown, string>();
  const functions: string[] = [];
  let count = 0;
  const freshName = (prefix: string): string => {
    count += 1;
    return `${prefix}${String(count)}`;
  };
  return {
    constant: (value) => {
      const known = names.get(value);
      if (known !== undefined) return known;
      const name = `k${String(constants.length)}`;
      constants.push(value);
      names.set(value, name);
      return name;
    },
    freshName,
    add: (name, parameters, body) => {
      functions.push(`function ${name}(${parameters.join(', ')}) {\n${body}\n}`);
    },
    compile: (wanted) => {
      const parameters = constants.map((_, index) => `k${String(index)}`);
      const source = `'use strict';\n${functions.join('\n')}\nreturn [${wanted.join(', ')}];`;
      const filename = `${title}.generated`;
      const make = compileFunction(source, parameters, { filename }) as (
        ...given: readonly unknown[]
      ) => readonly unknown[];
      return make(...constants);
    },
  };
}

const ownMember = (holder: object, key: string): unknown =>
  Object.hasOwn(holder, key) ? (holder as Readonly<Record<string, unknown>>)[key] : undefined;

/** Source text that reads a member: an object's inherited members are never taken for a field. */
export function memberCode(code: CodeWriter, holder: string, key: string): string {
  if (!graphqlName.test(key)) throw new TypeError('not a GraphQL name');
  return key in Object.prototype
    ? `${code.constant(ownMember)}(${holder}, ${JSON.stringify(key)})`
    : `${holder}.${key}`;
}

/** The same for a field that may stand under one of several keys. */
export const anyMemberCode = (code: CodeWriter, holder: string, keys: readonly string[]): string =>
  keys.length === 1
    ? memberCode(code, holder, keys[0] ?? '')
    : `(${keys.map((key) => memberCode(code, holder, key)).join(' ?? ')})`;

/** JSON escapes just these (RFC 8259, section 7); a lone surrogate has no UTF-8. */
const escaped = /["\\\u0000-\u001f\ud800-\udfff]/;

/** A string as JSON text. Most need no escape, and to see that is cheaper than to write one. */
export const quote = (text: string): string =>
  escaped.test(text) ? JSON.stringify(text) : `"${text}"`;
