import { describe, expect, test } from '@jest/globals';
import { parse, type OperationDefinitionNode } from 'graphql';
import { answerTable, moneyText } from '../../../tools/cli/answerTable.ts';
import { readVariable } from '../../../tools/cli/documents.ts';
import type { Answer } from '../../../tools/cli/gatewayClient.ts';

const source = (path: string, store: string, fetched = true): object => ({
  ...{ path, store, fetched, coordinate: 'X.y', source: 'column', guarantee: 'owned' },
  ...{ form: fetched ? 'clear' : 'deny', readAt: null },
});

const answer = {
  data: {
    customer: {
      tradeName: 'Example Works',
      balance: { minorUnits: '-1234567', currency: 'EUR', exponent: 2 },
      contacts: {
        edges: [
          { node: { role: 'BUYER', person: { birthDate: null } } },
          { node: { role: 'BILLING', person: { birthDate: null } } },
        ],
      },
      credit: null,
      tags: [],
    },
  },
  errors: [
    {
      message: 'The store is not available.',
      path: ['customer', 'credit'],
      extensions: { code: 'STORE_UNAVAILABLE' },
    },
  ],
  extensions: {
    withheld: [
      { path: 'customer.contacts.edges.*.node.person.birthDate', code: 'NOT_PERMITTED' },
      { path: 'customer.contacts', code: 'PARTY_NOT_PERMITTED' },
    ],
    sources: [
      source('customer.tradeName', 'crm'),
      source('customer.balance.minorUnits', 'finance'),
      source('customer.contacts.edges.*.node.role', 'crm'),
      source('customer.contacts.edges.*.node.person.birthDate', 'customer-pii', false),
    ],
  },
} as Answer;

const rowOf = (field: string): string =>
  answerTable(answer, false).find((line) => line.startsWith(`${field} `)) ?? '';

describe('the table of an answer', () => {
  test('says why a value is withheld, and that no store was asked for it', () => {
    expect(rowOf('customer.contacts[1].person.birthDate')).toMatch(
      /\(NOT_PERMITTED, never fetched\) +customer-pii$/,
    );
  });

  test('says which store did not answer', () => {
    expect(rowOf('customer.credit')).toMatch(/\(STORE_UNAVAILABLE\)/);
  });

  test('says once that rows were left out', () => {
    const lines = answerTable(answer, false).filter((line) => line.includes('PARTY_NOT'));
    expect(lines).toEqual(['customer.contacts: rows were left out (PARTY_NOT_PERMITTED)']);
  });

  test('names the store of each value, in lists too', () => {
    expect(rowOf('customer.tradeName')).toMatch(/Example Works +crm$/);
    expect(rowOf('customer.contacts[2].role')).toMatch(/BILLING +crm$/);
  });

  test('shows an amount as one value, from the store of its parts', () => {
    expect(rowOf('customer.balance')).toMatch(/-12,345\.67 EUR +finance$/);
  });

  test('shows source, form and read time where asked to', () => {
    const [head, first] = answerTable(answer, true);
    expect(head).toMatch(/FIELD +VALUE +STORE +SOURCE +SHOWN AS +READ AT/);
    expect(first).toMatch(/crm +column, owned +clear$/);
  });
});

test.each([
  [{ minorUnits: '0', currency: 'EUR', exponent: 2 }, '0.00 EUR'],
  [{ minorUnits: '7', currency: 'EUR', exponent: 2 }, '0.07 EUR'],
  [
    { minorUnits: '123456789012345678', currency: 'EUR', exponent: 2 },
    '1,234,567,890,123,456.78 EUR',
  ],
  [{ minorUnits: '1500', currency: 'JPY', exponent: 0 }, '1,500 JPY'],
  [{ minorUnits: '-1', currency: 'KWD', exponent: 3 }, '-0.001 KWD'],
])('an amount %j is written %s, digit for digit', (money, text) => {
  expect(moneyText(money)).toBe(text);
});

describe('a variable of the command line', () => {
  const variable = (type: string, text: string): unknown => {
    const document = parse(`query Q($v: ${type}) { a(v: $v) }`);
    const [definition] =
      (document.definitions[0] as OperationDefinitionNode).variableDefinitions ?? [];
    if (definition === undefined) throw new TypeError('a variable was expected');
    return readVariable(definition, text);
  };

  test.each<[type: string, text: string, read: unknown]>([
    ['Int', 'many', { problem: expect.stringContaining('must be JSON') }],
    ['[ID!]!', 'a', { problem: expect.stringContaining('must be JSON') }],
    ['ID!', '42', { value: '42' }],
    ['String', 'true', { value: 'true' }],
    ['Date', '2026-01-31', { value: '2026-01-31' }],
    ['Decimal', '1.50', { value: '1.50' }],
    ['Stage', 'DEMO', { value: 'DEMO' }],
    ['Int!', '42', { value: 42 }],
    ['Boolean', 'true', { value: true }],
    ['[ID!]!', '["a"]', { value: ['a'] }],
    ['Filter', '{"a": 1}', { value: { a: 1 } }],
  ])('of type %s reads %s', (type, text, read) => {
    expect(variable(type, text)).toEqual(read);
  });
});
