import { describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import type { DocumentLimits } from '../../../gateway/bounds.ts';
import { checkShape, checkText } from '../../../gateway/documents/limits.ts';
import { AppError } from '../../../lib/errors/appError.ts';

const limits: DocumentLimits = {
  bytesMax: 400,
  tokensMax: 40,
  depthMax: 4,
  aliasesMax: 2,
  directivesMax: 2,
  rootFieldsMax: 3,
  selectionsMax: 12,
  costMax: 200,
};

const refusal = (check: () => void): string => {
  try {
    check();
  } catch (error) {
    if (error instanceof AppError) return error.message;
    throw error;
  }
  return 'none';
};

describe('a text', () => {
  test.each([
    ['bytes', `{ a } # ${'é'.repeat(200)}`],
    ['tokens', `{ ${'a '.repeat(39)} }`],
    ['depth', '{ a '.repeat(17)],
    ['depth', `{ a(b: ${'['.repeat(17)}`],
  ])('is refused over its %s', (limit, text) => {
    expect(
      refusal(() => {
        checkText(text, limits);
      }),
    ).toContain(`(${limit})`);
  });

  test('is accepted at its bounds', () => {
    expect(
      refusal(() => {
        checkText(`{ ${'a '.repeat(38)} }`, limits);
      }),
    ).toBe('none');
  });

  test('with a broken token is not valid, and is not quoted', () => {
    const message = refusal(() => {
      checkText('{ a(b: "secret) }', limits);
    });
    expect(message).toBe('The document is not valid against the graph.');
  });
});

describe('a document, with its fragments written out', () => {
  test.each([
    ['depth', '{ a { b { c { d { e } } } } }'],
    ['depth', '{ a { b { ...F } } } fragment F on T { c { d { e } } }'],
    ['aliases', '{ x: a y: b z: c }'],
    ['aliases', '{ a { ...F } b { ...F } } fragment F on T { x: c y: d }'],
    ['directives', '{ a @x @y @z }'],
    ['directives', '{ ... @x { a @y } ...F @z } fragment F on T { b }'],
    ['root fields', '{ a b c d }'],
    ['root fields', '{ a ...F ...F } fragment F on Query { b c }'],
    ['cost', '{ a(first: 100) { b c } }'],
    ['cost', '{ a(last: 15) { b(first: 15) { c } } }'],
    ['cost', 'query Q($n: Int) { a(first: $n) { b c } }'],
    ['cost', '{ a(first: 20) { ...F } } fragment F on T { b(first: 10) { c } }'],
    ['selections', '{ a { ...F } b { ...F } } fragment F on T { c d e f g h }'],
    ['selections', '{ a } fragment Unused on T { a b c d e f g h i j k l m }'],
  ])('is refused over its %s: %s', (limit, text) => {
    expect(
      refusal(() => {
        checkShape(parse(text), limits);
      }),
    ).toContain(`(${limit})`);
  });

  test('that contains itself is not valid', () => {
    const text = '{ ...A } fragment A on T { a { ...B } } fragment B on T { ...A }';
    expect(
      refusal(() => {
        checkShape(parse(text), limits);
      }),
    ).toContain('not valid');
  });

  test('that doubles forty times is measured without being written out', () => {
    const fragments = Array.from(
      { length: 40 },
      (_, n) => `fragment F${String(n)} on T { ...F${String(n + 1)} ...F${String(n + 1)} }`,
    );
    const text = `{ ...F0 } ${fragments.join(' ')} fragment F40 on T { a }`;
    const startedAt = performance.now();
    expect(
      refusal(() => {
        checkShape(parse(text), limits);
      }),
    ).toContain('(selections)');
    expect(performance.now() - startedAt).toBeLessThan(500);
  });

  test.each([
    ['{ x: a { ...F } b } fragment F on T { y: c @z d }'],
    ['{ a(first: 99) { b } c(first: 0) { d } e(first: null) { f } }'],
  ])('within its bounds is accepted: %s', (text) => {
    expect(
      refusal(() => {
        checkShape(parse(text), limits);
      }),
    ).toBe('none');
  });
});
