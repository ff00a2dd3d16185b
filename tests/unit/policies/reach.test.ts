import { describe } from '@jest/globals';
import { file, holds } from './refusalTable.ts';

const { crm, finance, pii, crmSdl, financeSdl, piiSdl } = file;

describe('I8: what can be withheld can be null', () => {
  holds([
    [
      'a personal non-null field under a non-null edge is refused',
      [
        [piiSdl, 'value: String }', 'value: String! }'],
        [piiSdl, 'emails: [EmailAddress!] ', 'emails: [EmailAddress!]! '],
      ],
      ['I8 EmailAddress.value'],
    ],
    [
      'a personal non-null field under nullable edges is sound',
      [[piiSdl, 'value: String }', 'value: String! }']],
      [],
    ],
    [
      'a free text that is non-null under a non-null edge is refused',
      [
        [crmSdl, '  note: String', '  note: String!'],
        [crmSdl, 'opportunity: Opportunity errors', 'opportunity: Opportunity! errors'],
        [crmSdl, '  moveOpportunity', '  touch: Opportunity!\n  moveOpportunity'],
        [
          crm,
          '',
          'Mutation.touch: {says: Opens the folder of a deal., write: [account-management]}',
        ],
      ],
      ['I8 Opportunity.note', 'I8 Opportunity.note', 'I8 Opportunity.note', 'I8 Opportunity.note'],
    ],
    [
      'a party field may be non-null: its row is left out',
      [[crmSdl, '  tradeName: String', '  tradeName: String!']],
      [],
    ],
  ]);
});

describe('I10: the person is reached', () => {
  holds([
    [
      'a personal field without a path is refused',
      [
        [
          pii,
          'EmailAddress: {class: personal, subjectPath: EmailAddress -> Person, ',
          'EmailAddress: {class: personal, ',
        ],
      ],
      ['I10 EmailAddress.id', 'I10 EmailAddress.value'],
    ],
    [
      'a path over an unknown field is refused',
      [
        [
          crm,
          'subjectPath: Contact.customer -> Customer',
          'subjectPath: Contact.client -> Customer',
        ],
      ],
      ['I10 Contact.id', 'I10 Contact.customer', 'I10 Contact.role'],
    ],
    [
      'a path over an unknown type is refused',
      [[crm, 'subjectPath: Contact.person -> Person', 'subjectPath: Folder.person -> Person']],
      ['I10 Contact.person'],
    ],
    [
      'a path that ends at no person is refused',
      [[crm, 'subjectPath: Contact.person -> Person', 'subjectPath: Contact']],
      ['I10 Contact.person'],
    ],
    [
      'a path that begins with an employee is refused',
      [[crm, 'subjectPath: Contact.person -> Person', 'subjectPath: Employee']],
      ['I10 Contact.person'],
    ],
    [
      'a path that passes an employee by is refused',
      [
        [
          crm,
          'subjectPath: Contact.person -> Person',
          'subjectPath: Contact -> Employee -> Folder',
        ],
      ],
      ['I10 Contact.person'],
    ],
    [
      'a path may end at an employee, for whom there is no type',
      [[crm, 'subjectPath: Contact.person -> Person', 'subjectPath: Contact.person -> Employee']],
      [],
    ],
    [
      'a path from a type that has nothing to do with it is refused',
      [
        [
          crm,
          'subjectPath: Contact.customer -> Customer',
          'subjectPath: Opportunity.customer -> Customer',
        ],
      ],
      ['I10 Contact.id', 'I10 Contact.customer', 'I10 Contact.role'],
    ],
  ]);
});

describe('I13: a business claim near a party has a reason', () => {
  holds([
    [
      'a business field of a customer without a reason is refused',
      [
        [
          crm,
          ', class: business, because: a region has thousands of customers',
          ', class: business',
        ],
      ],
      ['I13 Customer.region'],
    ],
    [
      'a business part of a customer without a reason is refused',
      [[finance, 'Balance: {class: party,', 'Balance: {class: business,']],
      ['I13 Balance.due', 'I13 Balance.overdue'],
    ],
    ['a business field away from customers needs none', [], []],
  ]);
});

describe('I13: structure hides no fact', () => {
  holds([
    [
      'an entity that is called structure is refused',
      [
        [
          crm,
          'Product: {class: business, read: {account-management: clear, customer-care: clear, sales-planning: clear}}',
          'Product: structure',
        ],
      ],
      [
        'I13 Product',
        'I13 Product.id',
        'I13 Product.sku',
        'I12 Opportunity.product',
        'I12 Product.sku',
      ],
    ],
    [
      'a fact in a wrapper without a rule of its own is refused',
      [[crmSdl, 'totals: PipelineTotals }', 'totals: PipelineTotals bestCustomer: String }']],
      ['I13 OpportunityConnection.bestCustomer'],
    ],
    [
      'an amount in a wrapper without a rule of its own is refused',
      [[crmSdl, 'totals: PipelineTotals }', 'totals: PipelineTotals sum: Money }']],
      ['I13 OpportunityConnection.sum'],
    ],
    [
      'a fact that calls itself structure is refused',
      [[crm, 'class: business, because: a region has thousands of customers', 'class: structure']],
      ['I13 Customer.region'],
    ],
    [
      'a root fact without a class is refused',
      [
        [crmSdl, 'type Query {', 'type Query {\n  headcount: Int'],
        [
          crm,
          '',
          'Query.headcount: {source: {computed: rows of customers}, says: How many customers there are., read: {sales-planning: clear}}',
        ],
      ],
      ['I13 Query.headcount'],
    ],
    [
      'a type that shared.yaml may not share is refused',
      [
        [
          'policies/shared.yaml',
          'UserError: structure}',
          'UserError: structure, PersonName: structure}',
        ],
      ],
      ['I13 PersonName'],
    ],
    [
      'party fields of a type that says nothing of natural persons are refused',
      [
        [
          finance,
          '  Balance: {class: party, subjectPath: Balance -> Customer, natural: [collections], read: {account-management: clear, collections: clear}}\n',
          '',
        ],
        [
          finance,
          'derivedFrom: [Invoice.total], says: All that is owed to us.',
          'class: business, because: for the test alone, read: {account-management: clear}, says: All that is owed to us.',
        ],
        [
          finance,
          'past Invoice.dueDate}, says:',
          'past Invoice.dueDate}, subjectPath: Balance -> Customer, read: {account-management: clear}, says:',
        ],
      ],
      ['I13 Balance.overdue'],
    ],
  ]);
});

describe('I16: features whose answers hang on the plan', () => {
  holds([
    [
      'a field that is required with arguments is refused',
      [
        [crmSdl, '  region: String', '  region: String\n  weight(unit: String): Int'],
        [
          crm,
          '',
          'Customer.weight: {source: {column: customer.weight}, says: What the folder weighs., arguments: {unit: parameter}}',
        ],
        [
          financeSdl,
          'type Customer @key(fields: "id") { id: ID!',
          'type Customer @key(fields: "id") { id: ID! weight(unit: String): Int @external postage: Int @requires(fields: "weight(unit: \\"g\\")") freight: Int @requires(fields: "weight(unit: \\"kg\\")")',
        ],
        [
          finance,
          '',
          'Customer.postage: {source: {computed: by Customer.weight}, says: What a letter costs.}',
        ],
        [
          finance,
          '',
          'Customer.freight: {source: {computed: by Customer.weight}, says: What a parcel costs.}',
        ],
      ],
      ['I16 Customer.postage', 'I16 Customer.freight'],
    ],
    [
      'a nested key that two stores share is refused',
      [
        [
          crmSdl,
          'type Product @key(fields: "id") { id: ID! sku: String! }',
          'type Product @key(fields: "id") @key(fields: "maker { code }") { id: ID! sku: String! maker: Maker! }\ntype Maker @shareable { code: String! }',
        ],
        [crm, '  OpportunityEdge: structure', '  OpportunityEdge: structure\n  Maker: structure'],
        [crm, '', 'Product.maker: {source: structure, says: Who makes the article.}'],
        [
          financeSdl,
          'type Balance {',
          'type Maker @shareable { code: String! }\ntype Product @key(fields: "maker { code }") { maker: Maker! price: Money }\ntype Balance {',
        ],
        [
          finance,
          '',
          'Product.price: {source: {columns: [price.minor, price.currency]}, class: business, says: What the article costs., read: {account-management: clear}}',
        ],
      ],
      [
        'I13 Maker.code',
        'I7 Product.price',
        'I16 Product',
        'I3 Maker.code',
        'I3 Maker.code',
        'I3 Maker.code',
        'I16 Product',
      ],
    ],
  ]);
});
