import { describe } from '@jest/globals';
import { file, holds } from './refusalTable.ts';

const { crm, finance, pii, purposes, piiSdl } = file;

describe('I5: every term is in the vocabulary', () => {
  holds([
    [
      'an unknown purpose in read is refused',
      [
        [
          crm,
          'says: What the person decides there.',
          'says: What the person decides there., read: {spying: clear}',
        ],
      ],
      ['I5 Contact.role'],
    ],
    [
      'an unknown purpose in write is refused',
      [
        [
          crm,
          'says: Opens a deal with a customer., write: [account-management]',
          'says: Opens a deal with a customer., write: [account-management, spying]',
        ],
      ],
      ['I5 Mutation.createOpportunity'],
    ],
    [
      'an unknown purpose in natural is refused',
      [
        [
          crm,
          'Contact.customer -> Customer, natural: [account-management]',
          'Contact.customer -> Customer, natural: [account-management, spying]',
        ],
      ],
      ['I5 Contact'],
    ],
    [
      'a purpose term outside DPV is refused',
      [[purposes, 'dpv:CustomerCare', 'dpv:CustomerStalking']],
      ['I5 customer-care'],
    ],
    [
      'a DPV term that is no purpose is refused',
      [[purposes, 'dpv:CustomerCare', 'dpv:NegotiateContract']],
      ['I5 customer-care'],
    ],
    [
      'an unknown legal basis is refused',
      [
        [
          purposes,
          'is: dpv:CustomerCare, legalBasis: gdpr:A6-1-b',
          'is: dpv:CustomerCare, legalBasis: gdpr:A6-1-x',
        ],
      ],
      ['I5 customer-care'],
    ],
    [
      'an unknown kind of personal data is refused',
      [[pii, '{is: pd:Name}', '{is: pd:Nmae}']],
      ['I5 PersonName.given', 'I5 PersonName.full'],
    ],
    [
      'an unknown alias is refused',
      [[pii, '{is: pd:Name}', '{is: pd:Name, fides: user.nickname}']],
      ['I5 PersonName.given', 'I5 PersonName.full'],
    ],
    [
      'an unknown region is refused',
      [[finance, 'residency: [EU]', 'residency: [MOON]']],
      expectEvery('I5', [
        'finance',
        'InvoiceConnection.edges',
        'InvoiceConnection.pageInfo',
        'InvoiceEdge.cursor',
        'InvoiceEdge.node',
        'Query.invoice',
        'Customer.balance',
        'Customer.invoices',
        'Balance.due',
        'Balance.overdue',
        'Invoice.id',
        'Invoice.number',
        'Invoice.total',
        'Invoice.customer',
        'Invoice.dueDate',
      ]),
    ],
    [
      'an unknown event in erase is refused',
      [[crm, "erase: {how: 'null'}", 'erase: {how: retain, until: doomsday, law: contract}']],
      expectEvery('I5', [
        'Customer.id',
        'Customer.tradeName',
        'Customer.segment',
        'Customer.region',
        'Customer.opportunities',
        'Customer.contacts',
        'Customer.activities',
        'Customer.parent',
      ]),
    ],
    [
      'an unknown way of encryption is refused',
      [[pii, 'encrypt: subject-key', 'encrypt: rot13']],
      ['I5 Person.birthDate'],
    ],
    [
      'a role in conflicts that no purpose has is refused',
      [[purposes, '[account-manager, collections-clerk]', '[account-manager, ghost]']],
      ['I5 conflicts'],
    ],
    [
      'a text form on a number is refused',
      [
        [
          pii,
          'read: {customer-care: clear}}\nPerson.emails',
          'read: {customer-care: last4}}\nPerson.emails',
        ],
      ],
      ['I5 Person.birthYear'],
    ],
    [
      'a count of what is no list is refused',
      [
        [
          crm,
          'says: The customer the deal is with.',
          'says: The customer the deal is with., read: {account-management: count}',
        ],
      ],
      ['I5 Opportunity.customer', 'I12 Opportunity.customer'],
    ],
    [
      'a count that would tell a personal value is refused',
      [
        [
          piiSdl,
          'type EmailAddress { id: ID! value: String }',
          'type EmailAddress { id: ID! value: String! }',
        ],
        [
          pii,
          'says: Where the person reads mail.',
          'says: Where the person reads mail., read: {account-management: count}',
        ],
      ],
      ['I5 Person.emails'],
    ],
  ]);
});

describe('I6: a purpose has a basis', () => {
  holds([
    [
      'consent without its version is refused',
      [[purposes, 'consent: mail/v1, ', '']],
      ['I6 marketing'],
    ],
    [
      'legitimate interest without its assessment is refused',
      [[purposes, 'lia: LIA-1, ', '']],
      ['I6 collections'],
    ],
    [
      'a legal duty without its law is refused',
      [
        [
          purposes,
          'is: dpv:CustomerCare, legalBasis: gdpr:A6-1-b',
          'is: dpv:CustomerCare, legalBasis: gdpr:A6-1-c',
        ],
      ],
      ['I6 customer-care'],
    ],
    [
      'a consent beside another basis is refused',
      [
        [
          purposes,
          'is: dpv:CustomerCare, legalBasis: gdpr:A6-1-b',
          'is: dpv:CustomerCare, consent: care/v1, legalBasis: gdpr:A6-1-b',
        ],
      ],
      ['I6 customer-care'],
    ],
    [
      'a sensitive field without a condition of Art. 9(2) is refused',
      [
        [
          pii,
          'says: The whole name on one line.',
          'says: The whole name on one line., class: personal-sensitive, read: {customer-care: clear}',
        ],
        ['screens/customer-card.graphql', 'name { full } ', ''],
      ],
      ['I6 PersonName.full'],
    ],
    [
      'a sensitive field with a condition is sound',
      [
        [
          pii,
          'says: The whole name on one line.',
          'says: The whole name on one line., class: personal-sensitive, read: {customer-care: clear}',
        ],
        ['screens/customer-card.graphql', 'name { full } ', ''],
        [
          purposes,
          'is: dpv:CustomerCare, legalBasis: gdpr:A6-1-b',
          'is: dpv:CustomerCare, condition: gdpr:A9-2-f, legalBasis: gdpr:A6-1-b',
        ],
      ],
      [],
    ],
    [
      'consent reaches personal fields of customer-pii alone',
      [
        [
          crm,
          'class: free-text, read: {account-management: clear}',
          'class: free-text, read: {account-management: clear, marketing: clear}',
        ],
      ],
      ['I6 Opportunity.note'],
    ],
  ]);
});

describe('I11: retention is finite', () => {
  holds([
    [
      'a purpose with a basis and no retention is refused',
      [[purposes, ', retention: {keep: P90D, from: shipment.delivered}', '']],
      ['I11 fulfilment'],
    ],
    [
      'an endless retention is refused',
      [[purposes, 'keep: P90D', 'keep: forever']],
      ['I11 fulfilment'],
    ],
    [
      'a retention of nothing is refused',
      [[purposes, 'keep: P90D', 'keep: P0D']],
      ['I11 fulfilment'],
    ],
    [
      'a retention of more than a century is refused',
      [[purposes, 'keep: P90D', 'keep: P900Y']],
      ['I11 fulfilment'],
    ],
    [
      'a retention from an unknown event is refused',
      [[purposes, 'from: shipment.delivered', 'from: the.beginning']],
      ['I11 fulfilment'],
    ],
    ['a purpose without a basis needs none', [], []],
  ]);
});

function expectEvery(invariant: string, coordinates: readonly string[]): readonly string[] {
  return coordinates.map((coordinate) => `${invariant} ${coordinate}`);
}
