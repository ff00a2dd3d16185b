import { describe } from '@jest/globals';
import { file, holds } from './refusalTable.ts';

const { crm, pii, gate, financeSdl } = file;

describe('I7: nothing is shown wider than what it is made of', () => {
  holds([
    [
      'a derived field that more purposes read is refused',
      [
        [
          pii,
          'says: Year of birth for service by age., read: {customer-care: clear}',
          'says: Year of birth for service by age., read: {customer-care: clear, account-management: clear}',
        ],
      ],
      ['I7 Person.birthYear'],
    ],
    [
      'a derived field that is clearer is refused',
      [
        [
          pii,
          'PersonName.full: {source: {computed: PersonName.given and the rest}, derivedFrom: [PersonName.given]',
          'PersonName.full: {source: {computed: PersonName.given and the rest}, derivedFrom: [EmailAddress.value], read: {collections: clear}',
        ],
        ['screens/customer-card.graphql', 'name { full } ', ''],
      ],
      ['I7 PersonName.full'],
    ],
    [
      'reclassifying is the one way past it',
      [
        [
          pii,
          'says: Year of birth for service by age., read: {customer-care: clear}',
          'says: Year of birth for service by age., reclassified: {by: dpo@example.test, because: a year does not identify}, read: {customer-care: clear, account-management: clear}',
        ],
      ],
      [],
    ],
    [
      'a derived field of unknown inputs is refused',
      [[pii, 'derivedFrom: [Person.birthDate]', 'derivedFrom: [Person.shoeSize]']],
      ['I7 Person.birthYear'],
    ],
    [
      'a field that requires what fewer purposes read is refused',
      [
        [
          financeSdl,
          'type Customer @key(fields: "id") { id: ID!',
          'type Customer @key(fields: "id") { id: ID! segment: String! @external',
        ],
        [
          financeSdl,
          'balance(asOf: Date): Balance ',
          'balance(asOf: Date): Balance @requires(fields: "segment") ',
        ],
        [
          crm,
          "Market segment, chosen by the account manager.'",
          "Market segment, chosen by the account manager.', read: {account-management: clear, sales-planning: clear}",
        ],
      ],
      ['I7 Customer.balance'],
    ],
    [
      'a contribution that more purposes read than the key is refused',
      [
        [
          crm,
          'says: Key of the customer in every store.',
          'says: Key of the customer in every store., read: {account-management: clear, customer-care: clear, sales-planning: clear}',
        ],
      ],
      ['I7 Customer.balance', 'I7 Customer.invoices'],
    ],
    [
      'an interface’s field shown wider than an implementer’s is refused',
      [
        [
          crm,
          'says: What it was about in a word.',
          'says: What it was about in a word., read: {account-management: clear, customer-care: clear}',
        ],
      ],
      ['I7 Activity.subject'],
    ],
    [
      'a predicate right beyond the clear read right is refused',
      [
        [
          crm,
          'predicate: {exact: [account-management, sales-planning]}}\nCustomer.region',
          'predicate: {exact: [account-management, marketing]}}\nCustomer.region',
        ],
      ],
      ['I7 Customer.segment'],
    ],
    [
      'a predicate right on a weaker form is refused',
      [
        [
          pii,
          'predicate: {exact: [account-management]}',
          'predicate: {exact: [account-management, collections]}',
        ],
      ],
      ['I7 EmailAddress.value'],
    ],
    [
      'an argument that speaks of an unknown field is refused',
      [[crm, '{exact: Opportunity.stage}', '{exact: Opportunity.step}']],
      ['I7 OpportunityFilter.stages'],
    ],
    [
      'an input for a purpose that may not write the field is refused',
      [
        [
          crm,
          'says: Moves a deal to its next stage., write: [account-management]',
          'says: Moves a deal to its next stage., write: [account-management, sales-planning]',
        ],
      ],
      ['I7 Mutation.moveOpportunity(to:)'],
    ],
    [
      'a message of the gate that carries an unknown field is refused',
      [[gate, 'customerId: Customer.id', 'customerId: Customer.key']],
      ['I7 customer-known'],
    ],
  ]);
});
