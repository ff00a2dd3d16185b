/** The rules of the screen's graph: party values, persons, and a birth date that `rights` alone reads. */
const purposes = `purposes:
  account-management: {is: dpv:CustomerRelationshipManagement, legalBasis: gdpr:A6-1-b, roles: [account-manager], retention: {keep: P3Y, from: contract.end}}
  rights: {is: dpv:LegalCompliance, legalBasis: gdpr:A6-1-c, law: GDPR Art. 15, roles: [dpo-desk], retention: {keep: P3Y, from: contract.end}}
conflicts: []
`;

const party =
  'class: party, natural: [account-management, rights], read: {account-management: clear, rights: clear}, erase: {how: unlink}';

const crm = `store: {name: crm, accountable: head of sales, steward: sales@example.test, residency: [EU]}
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
Contact.person: {source: {column: contact.person_id}, says: Pointer to the person behind the role., class: subject-key, subjectPath: Contact.person -> Person, copy: reference-only}
Opportunity.id: {source: {column: opportunity.id}, says: Key of the deal.}
Opportunity.name: {source: {column: opportunity.name}, says: What the deal is called on the board.}
Opportunity.stage: {source: {column: opportunity.stage}, says: How far the deal has come.}
Opportunity.amount: {source: {columns: [opportunity.amount_minor, opportunity.currency]}, says: What the deal is worth.}
`;

const finance = `store: {name: finance, accountable: chief financial officer, steward: books@example.test, residency: [EU]}
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

const supplyChain = `store: {name: supply-chain, accountable: head of logistics, steward: goods@example.test, residency: [EU]}
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

const personal =
  'class: personal, read: {account-management: clear, rights: clear}, erase: {how: shred}';

const customerPii = `store: {name: customer-pii, accountable: data-protection officer, steward: people@example.test, residency: [EU]}
types:
  Customer: {${party}, subjectPath: Customer}
  Person: {${personal}, subjectPath: Person}
  PersonName: {${personal}, subjectPath: PersonName -> Person}
  EmailAddress: {${personal}, subjectPath: EmailAddress -> Person}
Customer.legalName: {source: {column: party_identity.legal_name}, says: Name of the company before the law.}
Person.id: {source: {column: person.id}, says: The reference that other stores hold., class: subject-key}
Person.name: {source: {edge: person.id}, says: What the person is called by others.}
Person.emails: {source: {edge: person.id}, says: Where the person reads mail.}
Person.birthDate: {source: {column: person.birth_date}, says: Day on which the person was born., read: {rights: clear}}
PersonName.full: {source: {column: person.full_name}, says: The whole name on one line.}
EmailAddress.value: {source: {column: email.value}, says: Where mail arrives. Lives only here.}
`;

const shared = `store: {name: shared, accountable: chief information officer, steward: graph@example.test, residency: []}
types: {Money: structure}
`;

export const screenPolicyFiles: Readonly<Record<string, string>> = {
  'policies/purposes.yaml': purposes,
  'policies/shared.yaml': shared,
  'policies/crm.yaml': crm,
  'policies/finance.yaml': finance,
  'policies/supply-chain.yaml': supplyChain,
  'policies/customer-pii.yaml': customerPii,
  'policies/gate.yaml': '{}\n',
};
