import { describe, expect, it, test } from '@jest/globals';
import { parse } from 'graphql';
import { apiSchemaOf } from '../../../policies/apiSchema.ts';
import { coordinatesOf, leafPathsOf } from '../../../policies/coordinates.ts';
import { fixtureInput } from './fixtures.ts';

const schema = apiSchemaOf(fixtureInput().supergraph);

describe('the API schema', () => {
  it('has neither the machinery of joins nor their directives', () => {
    const names = Object.keys(schema.getTypeMap()).filter((name) => /^(join|link)__/.test(name));
    expect(names).toEqual([]);
    expect(schema.getDirectives().map(({ name }) => name)).not.toContain('join__type');
  });

  it('leaves out what is inaccessible', () => {
    const hidden = apiSchemaOf(
      fixtureInput([
        ['schema/crm.graphql', '"@interfaceObject"]', '"@interfaceObject", "@inaccessible"]'],
        ['schema/crm.graphql', '  region: String', '  region: String @inaccessible'],
      ]).supergraph,
    );
    const customer = hidden.getType('Customer');
    expect(
      customer !== undefined && 'getFields' in customer && 'region' in customer.getFields(),
    ).toBe(false);
  });
});

describe('the coordinates of an operation', () => {
  test.each<
    [
      guarantee: string,
      text: string,
      variables: Record<string, unknown> | undefined,
      fields: readonly string[],
      inputs: readonly string[],
    ]
  >([
    [
      'fields and arguments are listed once',
      '{ a: customer(id: "1") { id } b: customer(id: "2") { id } }',
      undefined,
      ['Query.customer', 'Customer.id'],
      ['Query.customer(id:)'],
    ],
    [
      'an interface stands for its implementers as well',
      '{ customer(id: "1") { activities { subject } } }',
      undefined,
      [
        'Query.customer',
        'Customer.activities',
        'Activity.subject',
        'CallActivity.subject',
        'TaskActivity.subject',
      ],
      ['Query.customer(id:)'],
    ],
    [
      'fragments are entered',
      '{ person(id: "1") { ...P ... on Person { id } } } fragment P on Person { birthYear }',
      undefined,
      ['Query.person', 'Person.birthYear', 'Person.id'],
      ['Query.person(id:)'],
    ],
    [
      'introspection is no coordinate',
      '{ __typename __schema { queryType { name } } }',
      undefined,
      [],
      [],
    ],
    [
      'literal input objects are entered',
      '{ pipeline(filter: { stages: [OPEN] }) { totalCount } }',
      undefined,
      ['Query.pipeline', 'OpportunityConnection.totalCount'],
      ['Query.pipeline(filter:)', 'OpportunityFilter.stages'],
    ],
    [
      'an unknown variable stands for every field of its type',
      'query ($f: OpportunityFilter) { pipeline(filter: $f) { totalCount } }',
      undefined,
      ['Query.pipeline', 'OpportunityConnection.totalCount'],
      [
        'Query.pipeline(filter:)',
        'OpportunityFilter.stages',
        'OpportunityFilter.closeFrom',
        'OpportunityFilter.closeTo',
      ],
    ],
    [
      'a known variable stands for what it holds',
      'query ($f: OpportunityFilter) { pipeline(filter: $f) { totalCount } }',
      { f: { closeTo: '2026-01-01' } },
      ['Query.pipeline', 'OpportunityConnection.totalCount'],
      ['Query.pipeline(filter:)', 'OpportunityFilter.closeTo'],
    ],
    [
      'a variable that was left out stands for its default',
      'query ($f: OpportunityFilter = { stages: [WON] }) { pipeline(filter: $f) { totalCount } }',
      {},
      ['Query.pipeline', 'OpportunityConnection.totalCount'],
      ['Query.pipeline(filter:)', 'OpportunityFilter.stages'],
    ],
    [
      'nested input objects are entered',
      'mutation ($i: CreateOpportunityInput!) { createOpportunity(input: $i) { errors { code } } }',
      { i: { name: 'x', amount: { minorUnits: '1' } } },
      ['Mutation.createOpportunity', 'OpportunityPayload.errors', 'UserError.code'],
      [
        'Mutation.createOpportunity(input:)',
        'CreateOpportunityInput.name',
        'CreateOpportunityInput.amount',
        'MoneyInput.minorUnits',
      ],
    ],
    [
      'a field that the graph lacks is listed, not entered',
      '{ customer(id: "1") { colour { name } } }',
      undefined,
      ['Query.customer', 'Customer.colour'],
      ['Query.customer(id:)'],
    ],
  ])('%s', (_guarantee, text, variables, fields, inputs) => {
    expect(coordinatesOf(schema, parse(text), variables)).toEqual({ fields, arguments: inputs });
  });
});

describe('the leaf paths of a document', () => {
  it('lists each leaf once, in order, with stars for list positions and keys of the answer', () => {
    const text = `{ c: customer(id: "1") { id ...C opportunities { edges { node { amount { minorUnits } stage } } } } }
      fragment C on Customer { id contacts { who: person { addresses { lines } } } }`;
    expect(leafPathsOf(schema, parse(text))).toEqual([
      { path: 'c.id', coordinate: 'Customer.id' },
      { path: 'c.contacts.*.who.addresses.*.lines', coordinate: 'PostalAddress.lines' },
      { path: 'c.opportunities.edges.*.node.amount.minorUnits', coordinate: 'Money.minorUnits' },
      { path: 'c.opportunities.edges.*.node.stage', coordinate: 'Opportunity.stage' },
    ]);
  });

  it('has the answer’s own type names too', () => {
    expect(leafPathsOf(schema, parse('{ customer(id: "1") { __typename } }'))).toEqual([]);
  });
});
