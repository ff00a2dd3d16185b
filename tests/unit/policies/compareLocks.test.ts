import { describe, expect, it, test } from '@jest/globals';
import { apiSchemaOf } from '../../../policies/apiSchema.ts';
import { compareLocks, type BrokenScreen } from '../../../policies/compareLocks.ts';
import { compilePolicies } from '../../../policies/compiler/compile.ts';
import { fixtureInput, type Edit } from './fixtures.ts';
import { file } from './refusalTable.ts';

const before = compilePolicies(fixtureInput()).lock;
const card = 'screens/customer-card.graphql';

function breaks(edits: readonly Edit[]): readonly BrokenScreen[] {
  const input = fixtureInput(edits);
  return compareLocks({
    before,
    after: compilePolicies(input).lock,
    schema: apiSchemaOf(input.supergraph),
    documents: [...input.screens, ...input.registered].map(({ text }) => text),
  });
}

describe('what a change breaks', () => {
  test.each<[guarantee: string, edits: readonly Edit[], broken: readonly string[]]>([
    ['no change breaks nothing', [], []],
    [
      'a field taken from a purpose breaks the screens that show it',
      [
        [
          file.crm,
          'says: Stock-keeping unit that people type.',
          'says: Stock-keeping unit that people type., read: {account-management: clear}',
        ],
      ],
      [
        'pipeline-board FIELD_DENIED Opportunity.product',
        'pipeline-board FIELD_DENIED Product.sku',
      ].slice(1),
    ],
    [
      'a field that is no longer in the graph breaks them too',
      [[file.crmSdl, 'sku: String!', 'code: String!']],
      ['pipeline-board FIELD_GONE Product.sku'],
    ],
    [
      'a filter taken away breaks the screens that use it',
      [
        [
          file.crm,
          'predicate: {range: [account-management, sales-planning]',
          'predicate: {range: [account-management]',
        ],
      ],
      ['pipeline-board ARGUMENT_DENIED OpportunityFilter.closeFrom'],
    ],
    [
      'a role taken from a purpose breaks its screens',
      [[file.purposes, 'roles: [sales-lead, account-manager]', 'roles: [account-manager]']],
      ['pipeline-board ROLE_LOST sales-lead'],
    ],
    [
      'a right to write taken away breaks the command',
      [
        [
          file.crm,
          'says: Moves a deal to its next stage., write: [account-management]',
          'says: Moves a deal to its next stage., write: [customer-care]',
        ],
      ],
      [
        'moveOpportunity FIELD_DENIED Mutation.moveOpportunity',
        'moveOpportunity ARGUMENT_DENIED Mutation.moveOpportunity(id:)',
        'moveOpportunity ARGUMENT_DENIED Mutation.moveOpportunity(expectedVersion:)',
        'moveOpportunity ARGUMENT_DENIED Mutation.moveOpportunity(to:)',
      ],
    ],
    [
      'a version that is no longer accepted is named',
      [[card, 'tradeName', 'tradeName segment']],
      [`customer-card VERSION_RETIRED ${before.screens['customer-card']?.documents[0] ?? ''}`],
    ],
    [
      'a wider right breaks nothing',
      [
        [
          file.crm,
          'Product: {class: business, read: {',
          'Product: {class: business, read: {collections: clear, ',
        ],
      ],
      [],
    ],
  ])('%s', (_guarantee, edits, broken) => {
    expect(
      breaks(edits).map(({ screen, because, subject }) => `${screen} ${because} ${subject}`),
    ).toEqual(broken);
  });

  it('names a screen that is gone', () => {
    const input = fixtureInput();
    const screens = input.screens.filter((screen) => screen.file !== card);
    const after = compilePolicies({ ...input, screens }).lock;
    const found = compareLocks({
      before,
      after,
      schema: apiSchemaOf(input.supergraph),
      documents: screens.map(({ text }) => text),
    });
    expect(found).toEqual([
      {
        screen: 'customer-card',
        because: 'SCREEN_GONE',
        subject: 'customer-card',
        sentence: 'customer-card is no longer registered.',
      },
    ]);
  });
});
