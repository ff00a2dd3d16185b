import type { StoreName } from '../../../../lib/storeName.ts';
import { composedOnce } from '../../../support/composed.ts';

/** A small graph of four stores with the shapes that matter: keys, lists, interfaces, non-nulls. */
const head = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@key", "@shareable", "@external", "@requires"])
  scalar Date
  scalar Decimal
  type Money @shareable { minorUnits: String! currency: String! }
`;

export const subgraphs: Readonly<Partial<Record<StoreName, string>>> = {
  crm: `${head}
    type Query {
      customer(id: ID!): Customer
      customerByMail(mail: String!): Customer
      pipeline(first: Int = 20, filter: OpportunityFilter): OpportunityConnection!
      products(max: Int): [Product!]!
    }
    input OpportunityFilter { closeFrom: Date stages: [Stage!] }
    enum Stage { OPEN WON }
    type Mutation { moveOpportunity(id: ID!, note: String): MovePayload! }
    type MovePayload { opportunity: Opportunity errors: [UserError!]! }
    type UserError { code: String! path: [String!] }
    type Customer @key(fields: "id") {
      id: ID!
      tradeName: String
      segment: String!
      tier: Int
      contacts(first: Int = 5): [Contact!]!
      opportunities(first: Int = 20): OpportunityConnection!
      activities: [Activity!]!
      parent: Customer
    }
    type Contact @key(fields: "id") { id: ID! role: String! person: Person }
    type Person @key(fields: "id", resolvable: false) { id: ID! }
    type Product @key(fields: "id", resolvable: false) { id: ID! }
    interface Activity { id: ID! subject: String! }
    type CallActivity implements Activity { id: ID! subject: String! outcome: String }
    type NoteActivity implements Activity { id: ID! subject: String! body: String }
    type OpportunityConnection { edges: [OpportunityEdge!]! totalCount: Int! }
    type OpportunityEdge { node: Opportunity! }
    type Opportunity @key(fields: "id") { id: ID! name: String! stage: Stage! amount: Money customer: Customer }
  `,
  finance: `${head}
    type Customer @key(fields: "id") { id: ID! receivables(asOf: Date): Receivables credit: Credit! }
    type Receivables { balance: Money! overdue: Money }
    type Credit { available: Money onHold: Boolean! }
  `,
  'supply-chain': `${head}
    type Customer @key(fields: "id") { id: ID! shipments: [Shipment!] onTimeDeliveryPct: Decimal }
    type Shipment @key(fields: "id") { id: ID! number: String! status: String }
    type Product @key(fields: "id") { id: ID! sku: String! name: String }
  `,
  'customer-pii': `${head}
    type Person @key(fields: "id") { id: ID! name: String birthDate: Date emails: [EmailAddress!] }
    type EmailAddress { value: String }
  `,
};

/** Composes the supergraph of the given stores, as `generate` does; the gateway itself never does. */
export const composeGraph = (stores: readonly StoreName[]): string =>
  composedOnce(stores.map((name) => ({ name, url: `http://${name}`, sdl: subgraphs[name] ?? '' })));
