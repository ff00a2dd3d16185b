/** A graph of three stores, small enough to read, with one of each thing that a rule can speak of. */
const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@key", "@shareable", "@external", "@requires", "@provides", "@override", "@interfaceObject"])
scalar Date
enum CurrencyCode { EUR USD }
type Money @shareable { minorUnits: String! currency: CurrencyCode! exponent: Int! }
type PageInfo @shareable { hasNextPage: Boolean! endCursor: String }
`;

const crmSdl = `${link}
type UserError @shareable { code: String! path: [String!] }
input MoneyInput { minorUnits: String! currency: CurrencyCode! }
enum Stage { OPEN WON LOST }
enum SortDirection { ASC DESC }
enum OpportunityOrderField { CLOSE_DATE NAME }
type Customer @key(fields: "id") {
  id: ID!
  tradeName: String
  segment: String!
  region: String
  opportunities(first: Int = 20, after: String, filter: OpportunityFilter, orderBy: OpportunityOrder): OpportunityConnection!
  contacts(first: Int = 20): [Contact!]
  activities(first: Int = 20): [Activity!]
  parent: Customer
}
type Contact @key(fields: "id") { id: ID! customer: Customer! person: Person role: String! }
type Person @key(fields: "id", resolvable: false) { id: ID! }
type Product @key(fields: "id") { id: ID! sku: String! }
type Opportunity @key(fields: "id") {
  id: ID!
  name: String!
  stage: Stage!
  amount: Money!
  closeDate: Date
  note: String
  customer: Customer!
  product: Product
  version: Int!
}
type OpportunityConnection { edges: [OpportunityEdge!]! pageInfo: PageInfo! totalCount: Int totals: PipelineTotals }
type OpportunityEdge { cursor: String! node: Opportunity! }
type PipelineTotals { count: Int! weighted: Money! }
interface Activity { id: ID! subject: String }
type CallActivity implements Activity @key(fields: "id") { id: ID! subject: String minutes: Int }
type TaskActivity implements Activity @key(fields: "id") { id: ID! subject: String done: Boolean }
input OpportunityFilter { stages: [Stage!] closeFrom: Date closeTo: Date }
input OpportunityOrder { field: OpportunityOrderField! direction: SortDirection! }
input CreateOpportunityInput { idempotencyKey: ID! customerId: ID! name: String! amount: MoneyInput! }
type OpportunityPayload { opportunity: Opportunity errors: [UserError!]! }
type Query {
  customer(id: ID!): Customer
  pipeline(first: Int = 20, after: String, filter: OpportunityFilter): OpportunityConnection
}
type Mutation {
  moveOpportunity(id: ID!, expectedVersion: Int!, to: Stage!): OpportunityPayload!
  createOpportunity(input: CreateOpportunityInput!): OpportunityPayload!
}
`;

const financeSdl = `${link}
type Customer @key(fields: "id") { id: ID! balance(asOf: Date): Balance invoices(first: Int = 20, after: String): InvoiceConnection }
type Balance { due: Money! overdue: Money! }
type Invoice @key(fields: "id") { id: ID! number: String! total: Money! customer: Customer! dueDate: Date }
type InvoiceConnection { edges: [InvoiceEdge!]! pageInfo: PageInfo! }
type InvoiceEdge { cursor: String! node: Invoice! }
type Query { invoice(id: ID!): Invoice }
`;

const piiSdl = `${link}
type Person @key(fields: "id") { id: ID! name: PersonName birthDate: Date birthYear: Int emails: [EmailAddress!] addresses: [PostalAddress!] }
type PersonName { given: String full: String }
type EmailAddress { id: ID! value: String }
type PostalAddress @key(fields: "id") { id: ID! lines: [String!] }
type PersonConnection { edges: [PersonEdge!]! pageInfo: PageInfo! }
type PersonEdge { cursor: String! node: Person! }
type Query { person(id: ID!): Person findPersons(email: String, first: Int = 10): PersonConnection address(id: ID!): PostalAddress }
`;

const purposesYaml = `purposes:
  account-management: {is: dpv:CustomerRelationshipManagement, legalBasis: gdpr:A6-1-b, roles: [account-manager], retention: {keep: P3Y, from: contract.end}}
  customer-care: {is: dpv:CustomerCare, legalBasis: gdpr:A6-1-b, roles: [care-agent, account-manager], retention: {keep: P3Y, from: contract.end}, evidence: open-case}
  sales-planning: {is: dpv:ServiceOptimisation, legalBasis: none, roles: [sales-lead, account-manager]}
  collections: {is: dpv:PaymentManagement, legalBasis: gdpr:A6-1-f, lia: LIA-1, roles: [collections-clerk], retention: {keep: P1Y, from: invoice.paid}}
  marketing: {is: dpv:DirectMarketing, legalBasis: gdpr:A6-1-a, consent: mail/v1, roles: [campaigner], retention: {keep: P2Y, from: consent.given}}
  fulfilment: {is: dpv:DeliveryOfGoods, legalBasis: gdpr:A6-1-b, roles: [dispatcher], retention: {keep: P90D, from: shipment.delivered}}
conflicts: [[account-manager, collections-clerk]]
`;

const crmYaml = `store: {name: crm, accountable: head of sales, steward: sales-data@example.test, residency: [EU]}
internal:
  opportunity.created_by: who made it, for the log alone
types:
  Customer: {class: party, subjectPath: Customer, natural: [account-management, customer-care], read: {account-management: clear, customer-care: clear, sales-planning: clear, collections: clear}, erase: {how: 'null'}}
  Contact: {class: party, subjectPath: Contact.customer -> Customer, natural: [account-management], read: {account-management: clear, customer-care: clear}}
  Product: {class: business, read: {account-management: clear, customer-care: clear, sales-planning: clear}}
  Opportunity: {class: party, subjectPath: Opportunity.customer -> Customer, natural: [account-management], read: {account-management: clear, sales-planning: clear}}
  PipelineTotals: {class: party, subjectPath: PipelineTotals -> Opportunity.customer -> Customer, natural: [account-management], read: {account-management: clear, sales-planning: clear}}
  Activity: {class: party, subjectPath: Activity -> Customer, natural: [account-management], read: {account-management: clear}}
  CallActivity: {class: party, subjectPath: Activity -> Customer, natural: [account-management], read: {account-management: clear, customer-care: clear}}
  TaskActivity: {class: party, subjectPath: Activity -> Customer, natural: [account-management], read: {account-management: clear}}
  OpportunityConnection: structure
  OpportunityEdge: structure
  OpportunityPayload: structure
Query.customer: {source: {edge: Customer}, says: One customer by its id., arguments: {id: {key: Customer.id}}}
Query.pipeline: {source: {edge: Opportunity}, says: 'All deals, the nearest close date first.'}
Customer.id: {source: {column: customer.id}, says: Key of the customer in every store.}
Customer.tradeName: {source: {column: customer.trade_name}, says: Name under which a company trades.}
Customer.segment: {source: {column: customer.segment}, says: 'Market segment, chosen by the account manager.', predicate: {exact: [account-management, sales-planning]}}
Customer.region: {source: {column: customer.region}, says: 'Sales region, a word of our own.', class: business, because: a region has thousands of customers}
Customer.opportunities: {source: {edge: customer.id}, says: Deals with this customer.}
Customer.contacts: {source: {edge: customer.id}, says: People who speak for this customer.}
Customer.activities: {source: {edge: customer.id}, says: Calls and tasks with this customer.}
Customer.parent: {source: {edge: customer.parent_id}, says: The company that this one belongs to.}
Contact.id: {source: {column: contact.id}, says: Key of the business role.}
Contact.customer: {source: {edge: contact.customer_id}, says: The customer whom the person speaks for.}
Contact.person: {source: {column: contact.person_id}, says: Pointer to the person behind the role., class: subject-key, subjectPath: Contact.person -> Person, copy: reference-only}
Contact.role: {source: {column: contact.role}, says: What the person decides there.}
Product.id: {source: {column: product.id}, says: Key of the article.}
Product.sku: {source: {column: product.sku}, says: Stock-keeping unit that people type.}
Opportunity.id: {source: {column: opportunity.id}, says: Key of the deal.}
Opportunity.name: {source: {column: opportunity.name}, says: What the deal is called on the board., predicate: {exact: [], range: [], sort: [account-management, sales-planning]}}
Opportunity.stage: {source: {column: opportunity.stage}, says: How far the deal has come., predicate: {exact: [account-management, sales-planning]}, write: [account-management]}
Opportunity.amount: {source: {columns: [opportunity.amount_minor, opportunity.currency]}, says: What the deal is worth.}
Opportunity.closeDate: {source: {column: opportunity.close_date}, says: Day on which the deal should close., predicate: {range: [account-management, sales-planning], sort: [account-management]}}
Opportunity.note: {source: {column: opportunity.note}, says: 'What the account manager typed, so treated as personal.', class: free-text, read: {account-management: clear}}
Opportunity.customer: {source: {edge: opportunity.customer_id}, says: The customer the deal is with.}
Opportunity.product: {source: {edge: opportunity.product_id}, says: The article that is asked for.}
Opportunity.version: {source: {column: opportunity.version}, says: Counts changes so that none is overwritten.}
OpportunityConnection.totals: {source: {computed: sums over the deals of the list}, says: Sums over the deals of the list.}
PipelineTotals.count: {source: {computed: number of deals of the list}, says: How many deals the list holds.}
PipelineTotals.weighted: {source: {computed: Opportunity.amount by stage}, derivedFrom: [Opportunity.amount], says: What the deals are worth by their chance.}
Activity.id: {source: {column: activity.id}, says: Key of the call or task.}
Activity.subject: {source: {column: activity.subject}, says: What it was about in a word.}
CallActivity.id: {source: {computed: the same row as the activity}, says: Key of the call in question.}
CallActivity.subject: {source: {computed: the same row as the activity}, says: What was talked about in a word.}
CallActivity.minutes: {source: {column: activity.minutes}, says: How long the talk went on.}
TaskActivity.id: {source: {computed: the same row as the activity}, says: Key of the task in question.}
TaskActivity.subject: {source: {computed: the same row as the activity}, says: What is to be done in a word.}
TaskActivity.done: {source: {column: activity.done}, says: Whether somebody has done it.}
OpportunityFilter: {arguments: {stages: {exact: Opportunity.stage}, closeFrom: {from: Opportunity.closeDate}, closeTo: {to: Opportunity.closeDate}}}
OpportunityOrder: {arguments: {field: {sort: {CLOSE_DATE: Opportunity.closeDate, NAME: Opportunity.name}}, direction: direction}}
CreateOpportunityInput: {write: [account-management], arguments: {idempotencyKey: idempotency, customerId: {write: Opportunity.customer}, name: {write: Opportunity.name}, amount: {write: Opportunity.amount}}}
Mutation.moveOpportunity: {says: Moves a deal to its next stage., write: [account-management], arguments: {id: {key: Opportunity.id}, expectedVersion: {version: Opportunity}, to: {write: Opportunity.stage}}}
Mutation.createOpportunity: {says: Opens a deal with a customer., write: [account-management]}
`;

const financeYaml = `store: {name: finance, accountable: chief financial officer, steward: finance-data@example.test, residency: [EU]}
types:
  Customer: {class: party, subjectPath: Customer, natural: [collections], read: {account-management: clear, collections: clear}}
  Balance: {class: party, subjectPath: Balance -> Customer, natural: [collections], read: {account-management: clear, collections: clear}}
  Invoice: {class: party, subjectPath: Invoice.customer -> Customer, natural: [collections], read: {account-management: clear, collections: clear}}
  InvoiceConnection: structure
  InvoiceEdge: structure
Query.invoice: {source: {edge: Invoice}, says: One invoice by its id., arguments: {id: {key: Invoice.id}}}
Customer.balance: {source: {computed: open invoices of the customer}, says: What the customer owes on a day., arguments: {asOf: parameter}}
Customer.invoices: {source: {edge: invoice.customer_id}, says: 'Bills to this customer, the latest first.'}
Balance.due: {source: {computed: sum of Invoice.total}, derivedFrom: [Invoice.total], says: All that is owed to us.}
Balance.overdue: {source: {computed: sum of Invoice.total past Invoice.dueDate}, says: What should have been paid already.}
Invoice.id: {source: {column: invoice.id}, says: Key of the bill.}
Invoice.number: {source: {column: invoice.number}, says: What is printed on the bill.}
Invoice.total: {source: {columns: [invoice.total_minor, invoice.currency]}, says: Amount of the bill with taxes.}
Invoice.customer: {source: {edge: invoice.customer_id}, says: The customer who is billed.}
Invoice.dueDate: {source: {column: invoice.due_date}, says: Day by which it should be paid.}
`;

const piiYaml = `store: {name: customer-pii, accountable: data-protection officer, steward: identity-data@example.test, residency: [EU]}
types:
  Person: {class: personal, subjectPath: Person, read: {account-management: clear, customer-care: clear}, erase: {how: shred}}
  PersonName: {class: personal, category: {is: pd:Name}, subjectPath: PersonName -> Person, read: {account-management: clear, customer-care: clear, collections: initial}}
  EmailAddress: {class: personal, subjectPath: EmailAddress -> Person, read: {account-management: clear, collections: domain-only, marketing: clear}}
  PostalAddress: {class: personal, subjectPath: PostalAddress -> Person, read: {customer-care: clear, fulfilment: clear}, window: [fulfilment]}
  PersonConnection: structure
  PersonEdge: structure
Query.person: {source: {edge: Person}, says: One person by the reference., arguments: {id: {key: Person.id}}}
Query.findPersons: {source: {edge: Person}, says: Exact match by e-mail address., arguments: {email: {exact: EmailAddress.value}}}
Query.address: {source: {edge: PostalAddress}, says: One address by its id., arguments: {id: {key: PostalAddress.id}}}
Person.id: {source: {column: person.id}, says: The reference that other stores hold., class: subject-key, read: {account-management: clear, customer-care: clear, collections: clear}}
Person.name: {source: structure, says: What the person is called by others.}
Person.birthDate: {source: {column: person.birth_date}, says: Day on which the person was born., read: {customer-care: clear}, protect: {encrypt: subject-key, index: none}}
Person.birthYear: {source: {computed: year of Person.birthDate}, derivedFrom: [Person.birthDate], says: Year of birth for service by age., read: {customer-care: clear}}
Person.emails: {source: {edge: person.id}, says: Where the person reads mail.}
Person.addresses: {source: {edge: person.id}, says: Where the person lives and gets parcels.}
PersonName.given: {source: {column: person.given_name}, says: First name as the person writes it.}
PersonName.full: {source: {computed: PersonName.given and the rest}, derivedFrom: [PersonName.given], says: The whole name on one line.}
EmailAddress.id: {source: {column: email.id}, says: Key of the entry with the address., class: subject-key}
EmailAddress.value: {source: {column: email.value}, says: Where mail arrives. Lives only here., predicate: {exact: [account-management]}}
PostalAddress.id: {source: {column: postal_address.id}, says: Key of the address in every store., class: subject-key}
PostalAddress.lines: {source: {column: postal_address.lines}, says: Street lines of the address.}
`;

const sharedYaml = `store: {name: shared, accountable: chief information officer, steward: graph@example.test, residency: []}
types: {Money: structure, PageInfo: structure, UserError: structure}
MoneyInput: {arguments: {minorUnits: parameter, currency: parameter}}
`;

const gateYaml = `customer-known: {kind: event, from: crm, to: finance, because: Finance must know whom it bills., fields: {customerId: Customer.id}}
`;

const customerScreen = `query CustomerCard($id: ID!)
  @screen(purpose: "account-management", roles: ["account-manager"], subjectsMax: 4, showWithheld: ["Person.birthDate"]) {
  customer(id: $id) { id tradeName balance { due { minorUnits } } contacts(first: 3) { id person { id name { full } birthDate } } opportunities(first: 5) { edges { node { id name stage customer { id } } } } }
}
`;

const pipelineScreen = `query PipelineBoard($from: Date)
  @screen(purpose: "sales-planning", roles: ["sales-lead"], subjectsMax: 0) {
  pipeline(first: 50, filter: { closeFrom: $from }) { totals { weighted { minorUnits } } edges { node { id name amount { minorUnits currency } customer { id segment } product { sku } } } }
}
`;

const moveCommand = `mutation MoveOpportunity($id: ID!, $expectedVersion: Int!, $to: Stage!)
  @screen(purpose: "account-management", roles: ["account-manager"], subjectsMax: 1) {
  moveOpportunity(id: $id, expectedVersion: $expectedVersion, to: $to) { opportunity { id stage version } errors { code path } }
}
`;

/** Every file of the small project, by its path. */
export const baseFiles: Readonly<Record<string, string>> = {
  'schema/crm.graphql': crmSdl,
  'schema/finance.graphql': financeSdl,
  'schema/customer-pii.graphql': piiSdl,
  'policies/purposes.yaml': purposesYaml,
  'policies/crm.yaml': crmYaml,
  'policies/finance.yaml': financeYaml,
  'policies/customer-pii.yaml': piiYaml,
  'policies/shared.yaml': sharedYaml,
  'policies/gate.yaml': gateYaml,
  'screens/customer-card.graphql': customerScreen,
  'screens/pipeline-board.graphql': pipelineScreen,
  'screens/commands/moveOpportunity.graphql': moveCommand,
};
