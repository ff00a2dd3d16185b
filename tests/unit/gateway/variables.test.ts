import { describe, expect, test } from '@jest/globals';
import { buildSchema, parse } from 'graphql';
import { operationOf } from '../../../gateway/documents/parseText.ts';
import { coerceVariables } from '../../../gateway/documents/variables.ts';
import { teachScalars } from '../../../gateway/plan/scalars.ts';
import { AppError } from '../../../lib/errors/appError.ts';

const schema = buildSchema(`
  scalar Date scalar DateTime scalar Decimal scalar URL scalar Unheard
  enum Stage { OPEN WON }
  input Filter { stages: [Stage!]! closeFrom: Date }
  type Query { a(id: ID, n: Int = 5, stage: Stage, filter: Filter, date: Date, at: DateTime, amount: Decimal, url: URL, other: Unheard): Int }
`);
teachScalars(schema);

const coerce = (type: string, given: Readonly<Record<string, unknown>>): unknown => {
  const operation = operationOf(parse(`query Q($v: ${type}) { a }`));
  return coerceVariables(schema, operation, given);
};

const secret = 'secret-value';

describe('a variable', () => {
  test.each<[guarantee: string, type: string, given: Readonly<Record<string, unknown>>]>([
    ['that is missing', 'ID!', {}],
    ['that is null where it may not be', 'ID!', { v: null }],
    ['of another type', 'Int', { v: secret }],
    ['that is a list', 'ID', { v: [secret] }],
    ['outside its enum', 'Stage', { v: secret }],
    ['with an unknown member', 'Filter', { v: { stages: [], [secret]: 1 } }],
    ['with a missing member', 'Filter', { v: {} }],
    ['with a bad member', 'Filter', { v: { stages: ['OPEN'], closeFrom: secret } }],
    ['that is no date', 'Date', { v: secret }],
    ['that is a day that does not exist', 'Date', { v: '2025-02-29' }],
    ['that is a date with a time', 'Date', { v: '2025-02-28T00:00:00Z' }],
    ['that is an object for a date', 'Date', { v: { secret } }],
    ['that is an instant without a zone', 'DateTime', { v: '2025-02-28T00:00:00' }],
    ['that is no decimal', 'Decimal', { v: '1e5' }],
    ['that is a number for a decimal', 'Decimal', { v: 1.5 }],
    ['that is no URL', 'URL', { v: secret }],
    ['that is an object for an unknown scalar', 'Unheard', { v: { secret } }],
  ])('%s is refused by its name alone', (_guarantee, type, given) => {
    const refused = (): unknown => coerce(type, given);
    expect(refused).toThrow(AppError);
    expect(refused).toThrow(/^A variable is missing, unknown or of the wrong type\. \(\$v\)$/);
  });

  test('that the document does not declare is refused without its name', () => {
    expect(() => coerce('ID', { v: '1', [secret]: 1 })).toThrow(
      /^A variable is missing, unknown or of the wrong type\.$/,
    );
  });

  test.each<[type: string, given: Readonly<Record<string, unknown>>, expected: unknown]>([
    ['ID!', { v: 7 }, { v: '7' }],
    ['Int = 3', {}, { v: 3 }],
    ['Int', {}, {}],
    ['Int', { v: null }, { v: null }],
    [
      'Filter',
      { v: { stages: 'OPEN', closeFrom: '2024-02-29' } },
      { v: { stages: ['OPEN'], closeFrom: '2024-02-29' } },
    ],
    ['DateTime', { v: '2025-02-28T10:00:00.000Z' }, { v: '2025-02-28T10:00:00.000Z' }],
    ['Decimal', { v: '-12.5000' }, { v: '-12.5000' }],
    ['URL', { v: 'https://example.test/x' }, { v: 'https://example.test/x' }],
  ])('of type %s is coerced once', (type, given, expected) => {
    expect(coerce(type, given)).toEqual(expected);
  });
});
