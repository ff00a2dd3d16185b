import { describe, expect, it, test } from '@jest/globals';
import { federationOf } from '../../../policies/compiler/federation.ts';
import { resolverTruth } from '../../../policies/compiler/invariants/resolverTruth.ts';
import type { Catalogue } from '../../../policies/compiler/types.ts';
import { compileFixture, fixtureInput } from './fixtures.ts';
import { file, holds } from './refusalTable.ts';

const { finance, crmSdl, financeSdl } = file;

describe('I3: one resolver a field', () => {
  it('refuses a second resolver and names both places', () => {
    const input = fixtureInput();
    const sdl = {
      ...input.sdl,
      finance: {
        file: financeSdl,
        text: `${input.sdl.finance?.text ?? ''}\nextend type Customer { tradeName: String }`,
      },
    };
    const [violation, ...others] = resolverTruth(federationOf(sdl));
    expect(others).toEqual([]);
    expect(violation).toMatchObject({ invariant: 'I3', coordinate: 'Customer.tradeName' });
    expect(violation?.message).toMatch(
      /crm \(schema\/crm\.graphql:\d+\).*finance \(schema\/finance/,
    );
  });

  holds([
    [
      'a shareable field outside the value types is refused in each store',
      [
        [crmSdl, '  region: String', '  region: String @shareable'],
        [
          financeSdl,
          'type Customer @key(fields: "id") { id: ID!',
          'type Customer @key(fields: "id") { id: ID! region: String @shareable',
        ],
      ],
      ['I3 Customer.region', 'I3 Customer.region', 'I3 Customer.region'],
    ],
    [
      '@override of a party field is refused',
      [
        [
          financeSdl,
          'type Customer @key(fields: "id") { id: ID!',
          'type Customer @key(fields: "id") { id: ID! tradeName: String @override(from: "crm")',
        ],
      ],
      ['I3 Customer.tradeName', 'I3 Customer.tradeName'],
    ],
    [
      '@provides of a party field is refused',
      [
        [crmSdl, '  tradeName: String', '  tradeName: String @shareable'],
        [
          financeSdl,
          'total: Money! customer: Customer!',
          'total: Money! customer: Customer! @provides(fields: "tradeName")',
        ],
        [
          financeSdl,
          'type Customer @key(fields: "id") { id: ID!',
          'type Customer @key(fields: "id") { id: ID! tradeName: String @external',
        ],
      ],
      ['I3 Customer.tradeName', 'I3 Invoice.customer'],
    ],
  ]);
});

describe('I4: every column is mapped or internal, and fits', () => {
  const text = { type: 'text', nullable: false };
  const invoice = {
    id: text,
    number: text,
    total_minor: { type: 'bigint', nullable: false },
    currency: text,
    customer_id: text,
    due_date: { type: 'date', nullable: true },
  };
  const withoutDueDate = Object.fromEntries(
    Object.entries(invoice).filter(([column]) => column !== 'due_date'),
  );
  const host = { outbox: { id: text }, party_kind: { customer_id: text, kind: text } };

  test.each<[string, Catalogue[string], readonly string[]]>([
    ['a database that fits is sound, the host’s own tables included', { invoice, ...host }, []],
    ['an unmapped column is refused', { invoice, note: { body: text } }, ['I4 note.body']],
    [
      'a mapped column that does not exist is refused',
      { invoice: withoutDueDate },
      ['I4 Invoice.dueDate'],
    ],
    [
      'a column of another type is refused',
      { invoice: { ...invoice, due_date: text } },
      ['I4 Invoice.dueDate'],
    ],
    [
      'a list where one value is promised is refused',
      { invoice: { ...invoice, number: { type: 'text[]', nullable: false } } },
      ['I4 Invoice.number'],
    ],
  ])('%s', (_guarantee, tables, refused) => {
    const { violations } = compileFixture([], { finance: tables });
    const found = violations.filter((violation) => violation.file === finance);
    expect(found.map(({ invariant, coordinate }) => `${invariant} ${coordinate}`)).toEqual(refused);
  });

  it('refuses an internal column that does not exist', () => {
    const { violations } = compileFixture([], { crm: { opportunity: { created_by: text } } });
    const about = violations.map(({ coordinate }) => coordinate);
    expect(about).not.toContain('opportunity.created_by');
    const gone = compileFixture([], { crm: {} }).violations.map(({ coordinate }) => coordinate);
    expect(gone).toContain('opportunity.created_by');
  });
});
