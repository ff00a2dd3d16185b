import { describe, expect, it } from '@jest/globals';
import { compileFixture } from './fixtures.ts';
import { file, holds } from './refusalTable.ts';

const { crm, finance, pii, crmSdl } = file;

describe('I1: every coordinate has one rule in its store’s file', () => {
  holds([
    [
      'a new field without a rule is refused',
      [[crmSdl, '  region: String', '  region: String\n  colour: String']],
      ['I1 Customer.colour'],
    ],
    [
      'a new argument without a meaning is refused',
      [[crmSdl, 'activities(first: Int = 20)', 'activities(first: Int = 20, kind: String)']],
      ['I1 Customer.activities(kind:)'],
    ],
    [
      'a new input field without a meaning is refused',
      [[crmSdl, 'closeTo: Date }', 'closeTo: Date owner: ID }']],
      ['I1 OpportunityFilter.owner'],
    ],
    [
      'a new mutation without a rule is refused',
      [[crmSdl, 'type Mutation {', 'type Mutation {\n  dropOpportunity: OpportunityPayload!']],
      ['I1 Mutation.dropOpportunity'],
    ],
    [
      'a rule for a field that does not exist is refused',
      [
        [
          crm,
          '',
          'Customer.colour: {source: {column: customer.colour}, says: The colour of the folder.}',
        ],
      ],
      ['I1 Customer.colour'],
    ],
    [
      'a meaning for an argument that does not exist is refused',
      [
        [
          crm,
          'arguments: {id: {key: Customer.id}}',
          'arguments: {id: {key: Customer.id}, colour: parameter}',
        ],
      ],
      ['I1 Query.customer(colour:)'],
    ],
    [
      'an entry for an input type that does not exist is refused',
      [[crm, '', 'ColourInput: {arguments: {name: parameter}}']],
      ['I1 ColourInput'],
    ],
    [
      'an entry for an input field that does not exist is refused',
      [
        [
          crm,
          'closeTo: {to: Opportunity.closeDate}',
          'closeTo: {to: Opportunity.closeDate}, colour: parameter',
        ],
      ],
      ['I1 OpportunityFilter.colour'],
    ],
    [
      'clauses for a type that does not exist are refused',
      [[crm, '  OpportunityEdge: structure', '  OpportunityEdge: structure\n  Folder: structure']],
      ['I1 Folder'],
    ],
    [
      'a rule in the file of a store that does not declare the field is refused',
      [
        [
          crm,
          'Product.sku: {source: {column: product.sku}, says: Stock-keeping unit that people type.}\n',
          '',
        ],
        [
          finance,
          '',
          'Product.sku: {source: {column: product.sku}, class: business, says: Stock-keeping unit that people type.}',
        ],
        ['screens/pipeline-board.graphql', ' product { sku }', ''],
      ],
      ['I1 Product.sku'],
    ],
    [
      'a key’s rule in the file of a store that only refers to it is refused',
      [
        [
          pii,
          'Person.id: {source: {column: person.id}, says: The reference that other stores hold., class: subject-key, read: {account-management: clear, customer-care: clear, collections: clear}}\n',
          '',
        ],
        [
          finance,
          '',
          'Person.id: {source: {column: invoice.person_id}, class: subject-key, subjectPath: Person, says: The reference that other stores hold., read: {account-management: clear, customer-care: clear, collections: clear}}',
        ],
      ],
      ['I1 Person.id'],
    ],
  ]);

  it('names the field, where it is declared and the file where its rule belongs', () => {
    const [violation] = compileFixture([
      [crmSdl, '  region: String', '  region: String\n  colour: String'],
    ]).violations;
    expect(violation).toMatchObject({
      invariant: 'I1',
      coordinate: 'Customer.colour',
      file: 'policies/crm.yaml',
    });
    expect(violation?.message).toMatch(/schema\/crm\.graphql:\d+/);
    expect(violation?.mend).toContain('policies/crm.yaml');
  });
});

describe('I2: no coordinate and no source twice', () => {
  holds([
    [
      'a field ruled in two files is refused',
      [
        [
          finance,
          '',
          'Customer.segment: {source: {column: customer.segment}, says: A copy of the market segment.}',
        ],
      ],
      ['I1 Customer.segment', 'I2 Customer.segment'],
    ],
    [
      'a column that is the source of two fields is refused',
      [[crm, '{column: customer.trade_name}', '{column: customer.segment}']],
      ['I2 Customer.segment'],
    ],
    [
      'an amount that is the source of two fields is refused',
      [[crm, '{column: opportunity.version}', '{column: opportunity.amount_minor}']],
      ['I2 Opportunity.version'],
    ],
    [
      'a currency may serve several amounts',
      [
        [
          finance,
          'Invoice.dueDate: {source: {column: invoice.due_date}',
          'Invoice.dueDate: {source: {columns: [invoice.due_minor, invoice.currency]}',
        ],
      ],
      [],
    ],
    [
      'a key column may serve several edges',
      [[crm, '{edge: customer.parent_id}', '{edge: customer.id}']],
      [],
    ],
    [
      'types that say which rows of a table are theirs may share its columns',
      [
        [
          crm,
          '  CallActivity: {class: party,',
          '  CallActivity: {class: party, rows: {column: activity.kind, is: CALL},',
        ],
        [
          crm,
          '  TaskActivity: {class: party,',
          '  TaskActivity: {class: party, rows: {column: activity.kind, is: TASK},',
        ],
        [crm, '{column: activity.minutes}', '{column: activity.figure}'],
        [crm, '{column: activity.done}', '{column: activity.figure}'],
      ],
      [],
    ],
    [
      'a second document of one name is refused',
      [
        [
          'screens/commands/customer-card.graphql',
          '',
          'query CustomerCard @screen(purpose: "account-management", roles: ["account-manager"], subjectsMax: 100) { pipeline { totalCount } }',
        ],
      ],
      ['I2 customer-card'],
    ],
  ]);
});
