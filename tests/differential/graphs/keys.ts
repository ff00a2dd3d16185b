import type { GraphDefinition } from '../world/world.ts';
import { subgraphsOf } from './subgraphs.ts';

/** Composite and nested keys, several keys, keys that only a third subgraph can exchange, loops. */
export const keys: GraphDefinition = {
  name: 'keys',
  subgraphs: subgraphsOf({
    shop: `
      type Query { product: Product products: [Product] shelf: [[Product]] variant(sku: ID): Variant }
      type Product @key(fields: "id") { id: ID! name: String variants: [Variant!] maker: Maker twin: Product }
      type Variant @key(fields: "product { id } size") { product: Product! size: Int! label: String }
      type Maker @key(fields: "id") { id: ID! }
    `,
    exchange: `
      type Query { coded(system: String): Product }
      type Product @key(fields: "id") @key(fields: "sku") @key(fields: "code { system number }") {
        id: ID!
        sku: ID!
        code: Code!
      }
      type Code @shareable { system: String! number: Int! }
    `,
    stock: `
      type Query { warehouse: Warehouse }
      type Product @key(fields: "sku") { sku: ID! inStock: Int! warehouses: [Warehouse!]! next: Product }
      type Warehouse @key(fields: "id") { id: ID! city: String nearest: Warehouse holds: [Product] }
    `,
    sizes: `
      type Variant @key(fields: "product { id } size") { product: Product! size: Int! inStock: Int weight: Float! }
      type Product @key(fields: "id", resolvable: false) { id: ID! }
    `,
    prices: `
      type Product @key(fields: "code { system number }") {
        code: Code!
        price(currency: String = "EUR"): Float
        tags: [[String!]]
      }
      type Code @shareable { system: String! number: Int! }
      type Maker @key(fields: "id") { id: ID! cheapest: Product country: String! }
    `,
  }),
};

/** A key whose entity is known to one subgraph only, and fields that may not be null beside it. */
export const absent: GraphDefinition = {
  name: 'absent',
  subgraphs: subgraphsOf({
    crm: `
      type Query { customer: Customer customers: [Customer] mustHave: [Customer!] best: Customer! }
      type Customer @key(fields: "id") { id: ID! name: String parent: Customer group: [[Customer!]!] }
    `,
    finance: `
      type Customer @key(fields: "id") { id: ID! balance: Float! limit: Float terms: Terms! invoices: [Invoice!]! }
      type Terms { days: Int! label: String note: [String!] }
      type Invoice @key(fields: "number") { number: ID! payer: Customer total: Float! }
    `,
    delivery: `
      type Customer @key(fields: "id") { id: ID! route: String! stops: [Stop!] }
      type Stop { at: String! rank: Int! next: Stop }
      type Invoice @key(fields: "number") { number: ID! parcel: Parcel! }
      type Parcel { code: String! weight: Float }
    `,
  }),
  traits: {
    failShare: 0.12,
    unknown: [
      { subgraph: 'finance', pool: 'Customer', member: 1 },
      { subgraph: 'delivery', pool: 'Customer', member: 2 },
      { subgraph: 'delivery', pool: 'Invoice', member: 0 },
    ],
  },
};
