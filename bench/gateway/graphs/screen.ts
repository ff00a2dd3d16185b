import type { BenchGraph, BenchPolicy, Resolvers } from './benchGraph.ts';
import { screenPolicyFiles, type ShownValues } from './screenPolicy.ts';

/**
 * One customer across four stores, as a person at a desk sees it: commercial data, what is owed,
 * what was shipped, and the people behind it. The answer is about 1 kB.
 */
const link = (...imports: readonly string[]): string =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: [${imports
    .map((name) => `"@${name}"`)
    .join(', ')}])\n`;

const money = `type Money @shareable { minorUnits: String! currency: String! }\n`;

const crmSdl = `${link('key', 'shareable')}${money}
type Query { customer(id: ID!): Customer }
type Customer @key(fields: "id") {
  id: ID!
  tradeName: String
  segment: String
  contacts(first: Int = 10): [Contact!]
  opportunities(first: Int = 10): [Opportunity!]
}
type Contact @key(fields: "id") { id: ID! role: String person: Person }
type Person @key(fields: "id", resolvable: false) { id: ID! }
type Opportunity @key(fields: "id") { id: ID! name: String stage: String amount: Money }
`;

const financeSdl = `${link('key', 'shareable')}${money}
type Customer @key(fields: "id") { id: ID! receivables: Receivables credit: Credit }
type Receivables { balance: Money overdue: Money }
type Credit { available: Money onHold: Boolean }
`;

const supplyChainSdl = `${link('key')}
type Customer @key(fields: "id") {
  id: ID!
  onTimeDeliveryPct: String
  shipments(first: Int = 10): [Shipment!]
}
type Shipment @key(fields: "id") { id: ID! number: String status: String estimatedDelivery: String }
`;

const piiSdl = `${link('key')}
type Customer @key(fields: "id") { id: ID! legalName: String }
type Person @key(fields: "id") {
  id: ID!
  name: PersonName
  emails: [EmailAddress!]
  birthDate: String
}
type PersonName { full: String }
type EmailAddress { value: String }
`;

const amount = (minorUnits: string): object => ({ minorUnits, currency: 'EUR' });

const crm: Resolvers = {
  Query: { customer: (_parent, { id }: { id: string }) => ({ id }) },
  Customer: {
    tradeName: () => 'Example Works',
    segment: () => 'ENTERPRISE',
    contacts: () => [
      { id: 'contact-1', role: 'DECISION_MAKER', person: { id: 'person-1' } },
      { id: 'contact-2', role: 'BUYER', person: { id: 'person-2' } },
    ],
    opportunities: () => [
      { id: 'deal-1', name: 'Press line two', stage: 'PROPOSAL', amount: amount('12500000') },
      { id: 'deal-2', name: 'Spare parts', stage: 'WON', amount: amount('480000') },
      { id: 'deal-3', name: 'Service contract', stage: 'QUALIFIED', amount: null },
    ],
  },
};

const finance: Resolvers = {
  Customer: {
    receivables: () => ({ balance: amount('731200'), overdue: amount('0') }),
    credit: () => ({ available: amount('4268800'), onHold: false }),
  },
};

const supplyChain: Resolvers = {
  Customer: {
    onTimeDeliveryPct: () => '98.4',
    shipments: () =>
      ['2026-02-03', '2026-02-05', '2026-02-11'].map((estimatedDelivery, index) => ({
        id: `shipment-${String(index + 1)}`,
        number: `SH-2026-${String(4_711 + index)}`,
        status: index === 0 ? 'DELIVERED' : 'IN_TRANSIT',
        estimatedDelivery,
      })),
  },
};

interface PersonReference {
  readonly id: string;
}

const customerPii: Resolvers = {
  Customer: { legalName: () => 'Example Works GmbH & Co. KG' },
  Person: {
    name: ({ id }: PersonReference) => ({
      full: id === 'person-1' ? 'Renée Dupont' : 'Jörg Müller',
    }),
    emails: ({ id }: PersonReference) => [{ value: `${id}@example.test` }],
    birthDate: () => '1980-01-01',
  },
};

/** `extra` is what the policy's screen asks of a person beside what everybody asks. */
const screenDocument = (operation: string, extra = ''): string => `${operation} {
  customer(id: $id) {
    id tradeName segment legalName
    contacts(first: 5) { id role person { id name { full } emails { value }${extra} } }
    opportunities(first: 5) { id name stage amount { minorUnits currency } }
    receivables { balance { minorUnits currency } overdue { minorUnits currency } }
    credit { available { minorUnits currency } onHold }
    onTimeDeliveryPct
    shipments(first: 5) { id number status estimatedDelivery }
  }
}
`;

const policy = (values: ShownValues): BenchPolicy => ({
  files: screenPolicyFiles(values),
  screen: screenDocument(
    'query Screen($id: ID!) @screen(purpose: "account-management", roles: ["account-manager"], subjectsMax: 6, showWithheld: ["Person.birthDate"])',
    ' birthDate',
  ),
  roles: ['account-manager'],
  withheldKey: 'birthDate',
});

export const screenGraph: BenchGraph = {
  workload: 'screen',
  subgraphs: {
    crm: { sdl: crmSdl, resolvers: crm, store: 'crm' },
    finance: { sdl: financeSdl, resolvers: finance, store: 'finance' },
    'supply-chain': { sdl: supplyChainSdl, resolvers: supplyChain, store: 'supply-chain' },
    'customer-pii': { sdl: piiSdl, resolvers: customerPii, store: 'customer-pii' },
  },
  query: screenDocument('query Screen($id: ID!)'),
  variables: { id: 'customer-1' },
  policy: policy('business'),
  personalPolicy: policy('personal'),
};
