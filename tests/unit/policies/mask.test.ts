import { describe, expect, it, test } from '@jest/globals';
import { parse, print, stripIgnoredCharacters, validate } from 'graphql';
import { apiSchemaOf } from '../../../policies/apiSchema.ts';
import { maskDocument, type MaskRequest, type MaskResult } from '../../../policies/mask.ts';
import { compileFixture, fixtureInput } from './fixtures.ts';

const { lock } = compileFixture();
const schema = apiSchemaOf(fixtureInput().supergraph);

function mask(text: string, change: Partial<MaskRequest> = {}): MaskResult {
  const document = parse(text);
  expect(validate(schema, document)).toEqual([]);
  return maskDocument({
    lock,
    schema,
    document,
    purpose: 'account-management',
    roles: ['account-manager'],
    region: 'EU',
    ...change,
  });
}

const shown = ({ document }: MaskResult): string | null =>
  document === null ? null : stripIgnoredCharacters(print(document));
const paths = ({ withheld }: MaskResult): readonly string[] => withheld.map(({ path }) => path);

interface Case {
  readonly guarantee: string;
  readonly asked: string;
  readonly left: string | null;
  readonly withheld: readonly string[];
  readonly change?: Partial<MaskRequest>;
}

const cases: readonly Case[] = [
  {
    guarantee: 'a denied field is removed and its path listed',
    asked: '{ customer(id: "1") { tradeName contacts { person { name { full } birthDate } } } }',
    left: '{customer(id:"1"){tradeName contacts{person{name{full}}}}}',
    withheld: ['customer.contacts.*.person.birthDate'],
  },
  {
    guarantee: 'an alias names the path, and hides nothing',
    asked: '{ c: customer(id: "1") { id contacts { who: person { id secret: birthDate } } } }',
    left: '{c:customer(id:"1"){id contacts{who:person{id}}}}',
    withheld: ['c.contacts.*.who.secret'],
  },
  {
    guarantee: 'an emptied parent keeps its type’s name, so that it still is an object',
    asked: '{ customer(id: "1") { contacts { person { birthDate } } } }',
    left: '{customer(id:"1"){contacts{person{__typename}}}}',
    withheld: ['customer.contacts.*.person.birthDate'],
  },
  {
    guarantee: 'a denied field in a fragment is removed',
    asked:
      '{ customer(id: "1") { contacts { person { ...P } } } } fragment P on Person { id birthDate }',
    left: '{customer(id:"1"){contacts{person{...P}}}}fragment P on Person{id}',
    withheld: ['customer.contacts.*.person.birthDate'],
  },
  {
    guarantee: 'a fragment of which nothing is left goes with its spread',
    asked:
      '{ customer(id: "1") { contacts { person { id ...P } } } } fragment P on Person { birthDate }',
    left: '{customer(id:"1"){contacts{person{id}}}}',
    withheld: ['customer.contacts.*.person.birthDate'],
  },
  {
    guarantee: 'a fragment that is used twice is listed at both paths',
    asked:
      '{ a: person(id: "1") { ...P } b: person(id: "2") { ...P } } fragment P on Person { id birthDate }',
    left: '{a:person(id:"1"){...P}b:person(id:"2"){...P}}fragment P on Person{id}',
    withheld: ['a.birthDate', 'b.birthDate'],
  },
  {
    guarantee: 'an inline fragment of which nothing is left goes',
    asked: '{ person(id: "1") { id ... on Person { birthDate } } }',
    left: '{person(id:"1"){id}}',
    withheld: ['person.birthDate'],
  },
  {
    guarantee: 'a selection on an interface is denied if it is for any implementer',
    asked: '{ customer(id: "1") { id activities { subject } } }',
    left: '{customer(id:"1"){id activities{__typename}}}',
    withheld: ['customer.activities.*.subject'],
    change: { purpose: 'customer-care' },
  },
  {
    guarantee: 'a denied non-null field withholds the nearest nullable field above it',
    asked: '{ customer(id: "1") { tradeName opportunities { edges { node { name } } } } }',
    left: null,
    withheld: ['customer'],
    change: { purpose: 'customer-care' },
  },
  {
    guarantee: 'a denied argument withholds its field',
    asked: '{ customer(id: "1") { id } findPersons(email: "a@b.test") { edges { node { id } } } }',
    left: '{customer(id:"1"){id}}',
    withheld: ['findPersons'],
    change: { purpose: 'customer-care' },
  },
  {
    guarantee: 'a denied input field withholds the field that is asked with it',
    asked: '{ customer(id: "1") { id } pipeline(filter: { stages: [OPEN] }) { totalCount } }',
    left: '{customer(id:"1"){id}}',
    withheld: ['pipeline'],
    change: { purpose: 'customer-care' },
  },
  {
    guarantee: 'a variable that nothing uses any more is dropped',
    asked: `query Q($id: ID!, $mail: String) { customer(id: $id) { id } findPersons(email: $mail) { edges { node { id } } } }`,
    left: 'query Q($id:ID!){customer(id:$id){id}}',
    withheld: ['findPersons'],
    change: { purpose: 'customer-care' },
  },
  {
    guarantee: 'a command for another purpose leaves nothing',
    asked:
      'mutation { moveOpportunity(id: "1", expectedVersion: 1, to: WON) { opportunity { id } } }',
    left: null,
    withheld: ['moveOpportunity'],
    change: { purpose: 'sales-planning', roles: ['sales-lead'] },
  },
  {
    guarantee: 'a caller without a role of the purpose is left nothing',
    asked: '{ customer(id: "1") { id } }',
    left: null,
    withheld: ['customer'],
    change: { roles: ['dispatcher'] },
  },
  {
    guarantee: 'personal fields are removed outside their region, business fields stay',
    asked: '{ customer(id: "1") { tradeName contacts { role person { id name { full } } } } }',
    left: '{customer(id:"1"){tradeName contacts{role person{id}}}}',
    withheld: ['customer.contacts.*.person.name'],
    change: { region: 'US' },
  },
  {
    guarantee: 'introspection is left to the gateway',
    asked: '{ __typename customer(id: "1") { __typename id } }',
    left: '{__typename customer(id:"1"){__typename id}}',
    withheld: [],
  },
];

describe('the mask', () => {
  test.each(cases)('$guarantee', ({ asked, left, withheld, change }) => {
    const result = mask(asked, change);
    expect(shown(result)).toBe(left);
    expect(paths(result)).toEqual(withheld);
    if (result.document !== null) expect(validate(schema, result.document)).toEqual([]);
  });

  it('leaves a document that is allowed as it is', () => {
    const document = parse('query Q($id: ID!) { customer(id: $id) { id } }');
    expect(mask(print(document)).withheld).toEqual([]);
  });

  it('names the coordinate that was denied, the argument’s too', () => {
    const { withheld } = mask('{ findPersons(email: "a@b.test") { edges { node { id } } } }', {
      purpose: 'customer-care',
    });
    expect(withheld).toEqual([
      { path: 'findPersons', coordinate: 'Query.findPersons(email:)', code: 'NOT_PERMITTED' },
    ]);
  });

  it('decides every field of a variable’s input type, or the given ones where they are known', () => {
    const text = 'query Q($filter: OpportunityFilter) { pipeline(filter: $filter) { totalCount } }';
    const narrowed = {
      ...lock.arguments,
      'OpportunityFilter.closeTo': { ...lock.arguments['OpportunityFilter.closeTo'], purposes: [] },
    } as typeof lock.arguments;
    const table = { ...lock, arguments: narrowed };
    expect(shown(mask(text, { lock: table }))).toBeNull();
    expect(
      shown(mask(text, { lock: table, variables: { filter: { closeTo: '2026-01-01' } } })),
    ).toBeNull();
    expect(
      shown(mask(text, { lock: table, variables: { filter: { stages: ['OPEN'] } } })),
    ).not.toBeNull();
    expect(shown(mask(text, { lock: table, variables: {} }))).not.toBeNull();
  });

  it('inside a list that is shown as a count, keeps nothing that can be null', () => {
    const counted = compileFixture([
      [
        'policies/crm.yaml',
        'says: People who speak for this customer.',
        'says: People who speak for this customer., read: {account-management: count}',
      ],
      ['schema/crm.graphql', 'role: String!', 'role: String'],
    ]).lock;
    const text = '{ customer(id: "1") { contacts { role person { id } } } }';
    const nullable = apiSchemaOf(
      fixtureInput([['schema/crm.graphql', 'role: String!', 'role: String']]).supergraph,
    );
    const result = maskDocument({
      lock: counted,
      schema: nullable,
      document: parse(text),
      purpose: 'account-management',
      roles: ['account-manager'],
      region: 'EU',
    });
    expect(shown(result)).toBe('{customer(id:"1"){contacts{person{id}}}}');
    expect(paths(result)).toEqual(['customer.contacts.*.role']);
  });
});
