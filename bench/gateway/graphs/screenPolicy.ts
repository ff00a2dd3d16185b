/** Whose the values of the screen are: everybody's business, or persons' and parties'. */
export type ShownValues = 'business' | 'personal';

const purposes = `purposes:
  account-management: {is: dpv:CustomerRelationshipManagement, legalBasis: gdpr:A6-1-b, roles: [account-manager], retention: {keep: P3Y, from: contract.end}}
  rights: {is: dpv:LegalCompliance, legalBasis: gdpr:A6-1-c, law: GDPR Art. 15, roles: [dpo-desk], retention: {keep: P3Y, from: contract.end}}
conflicts: []
`;

interface Classes {
  /** Of what a store says of a customer. */
  readonly party: string;
  readonly person: string;
  /** Of the pointer from a contact to the person, and of the person's key. */
  readonly key: string;
}

const read = 'read: {account-management: clear, rights: clear}';
/** What a stand-in says is made up, and nobody is behind it. */
const business = 'class: business, because: made up for a measurement';
const classesOf: Readonly<Record<ShownValues, Classes>> = {
  business: {
    party: `${business}, ${read}`,
    person: `${business}, ${read}`,
    key: business,
  },
  personal: {
    party: `class: party, natural: [account-management, rights], ${read}, erase: {how: unlink}`,
    person: `class: personal, ${read}, erase: {how: shred}`,
    key: 'class: subject-key',
  },
};

const crm = ({
  party,
  key,
}: Classes): string => `store: {name: crm, accountable: head of sales, steward: sales@example.test, residency: [EU]}
types:
  Customer: {${party}, subjectPath: Customer}
  Contact: {${party}, subjectPath: Contact -> Customer}
  Opportunity: {${party}, subjectPath: Opportunity -> Customer}
Query.customer: {source: {edge: Customer}, says: One customer by its id., arguments: {id: {key: Customer.id}}}
Customer.id: {source: {column: customer.id}, says: Key of the customer in every store.}
Customer.tradeName: {source: {column: customer.trade_name}, says: Name under which it trades.}
Customer.segment: {source: {column: customer.segment}, says: Market segment of the customer.}
Customer.contacts: {source: {edge: customer.id}, says: People who speak for this customer.}
Customer.opportunities: {source: {edge: customer.id}, says: Deals with this customer.}
Contact.id: {source: {column: contact.id}, says: Key of the business role.}
Contact.role: {source: {column: contact.role}, says: What the person decides there.}
Contact.person: {source: {column: contact.person_id}, says: Pointer to the person behind the role., ${key}, subjectPath: Contact.person -> Person, copy: reference-only}
Opportunity.id: {source: {column: opportunity.id}, says: Key of the deal.}
Opportunity.name: {source: {column: opportunity.name}, says: What the deal is called on the board.}
Opportunity.stage: {source: {column: opportunity.stage}, says: How far the deal has come.}
Opportunity.amount: {source: {columns: [opportunity.amount_minor, opportunity.currency]}, says: What the deal is worth.}
`;

const finance = ({
  party,
}: Classes): string => `store: {name: finance, accountable: chief financial officer, steward: books@example.test, residency: [EU]}
types:
  Customer: {${party}, subjectPath: Customer}
  Receivables: {${party}, subjectPath: Receivables -> Customer}
  Credit: {${party}, subjectPath: Credit -> Customer}
Customer.receivables: {source: {computed: open invoices of the customer}, says: What the customer owes us.}
Customer.credit: {source: {computed: limit less what is open}, says: What the customer may still order.}
Receivables.balance: {source: {computed: sum of open invoices}, says: All that is owed to us.}
Receivables.overdue: {source: {computed: sum of late invoices}, says: What should have been paid already.}
Credit.available: {source: {computed: limit less open orders}, says: How much credit is left.}
Credit.onHold: {source: {column: customer_account.on_hold}, says: Whether deliveries are held back.}
`;

const supplyChain = ({
  party,
}: Classes): string => `store: {name: supply-chain, accountable: head of logistics, steward: goods@example.test, residency: [EU]}
types:
  Customer: {${party}, subjectPath: Customer}
  Shipment: {${party}, subjectPath: Shipment -> Customer}
Customer.onTimeDeliveryPct: {source: {computed: shipments that came in time}, says: How many shipments came in time.}
Customer.shipments: {source: {edge: customer.id}, says: Goods on their way to this customer.}
Shipment.id: {source: {column: shipment.id}, says: Key of the shipment.}
Shipment.number: {source: {column: shipment.number}, says: What is printed on the parcel.}
Shipment.status: {source: {column: shipment.status}, says: How far the goods have come.}
Shipment.estimatedDelivery: {source: {column: shipment.estimated_delivery}, says: Day on which they should arrive.}
`;

const birthDate = 'class: personal, erase: {how: shred}, read: {rights: clear}';

const customerPii = ({
  party,
  person,
  key,
}: Classes): string => `store: {name: customer-pii, accountable: data-protection officer, steward: people@example.test, residency: [EU]}
types:
  Customer: {${party}, subjectPath: Customer}
  Person: {${person}, subjectPath: Person}
  PersonName: {${person}, subjectPath: PersonName -> Person}
  EmailAddress: {${person}, subjectPath: EmailAddress -> Person}
Customer.legalName: {source: {column: party_identity.legal_name}, says: Name of the company before the law.}
Person.id: {source: {column: person.id}, says: The reference that other stores hold., ${key}}
Person.name: {source: {edge: person.id}, says: What the person is called by others.}
Person.emails: {source: {edge: person.id}, says: Where the person reads mail.}
Person.birthDate: {source: {column: person.birth_date}, says: Day on which the person was born., ${birthDate}}
PersonName.full: {source: {column: person.full_name}, says: The whole name on one line.}
EmailAddress.value: {source: {column: email.value}, says: Where mail arrives. Lives only here.}
`;

const shared = `store: {name: shared, accountable: chief information officer, steward: graph@example.test, residency: []}
types: {Money: structure}
`;

/** The rules of the screen's graph. A birth date is a person's in either, and `rights` alone reads it. */
export function screenPolicyFiles(values: ShownValues): Readonly<Record<string, string>> {
  const classes = classesOf[values];
  return {
    'policies/purposes.yaml': purposes,
    'policies/shared.yaml': shared,
    'policies/crm.yaml': crm(classes),
    'policies/finance.yaml': finance(classes),
    'policies/supply-chain.yaml': supplyChain(classes),
    'policies/customer-pii.yaml': customerPii(classes),
    'policies/gate.yaml': '{}\n',
  };
}
