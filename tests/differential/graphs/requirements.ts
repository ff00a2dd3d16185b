import type { GraphDefinition } from '../world/world.ts';
import { subgraphsOf } from './subgraphs.ts';

/** `@requires`, nested, over lists and abstract types, of fields that clients may give arguments. */
export const requirements: GraphDefinition = {
  name: 'requirements',
  subgraphs: subgraphsOf({
    base: `
      type Query { parcel: Parcel parcels: [Parcel!] sender: Sender }
      type Parcel @key(fields: "id") {
        id: ID!
        weight: Float
        size: Size
        label(language: String = "en", short: Boolean): String
        parts: [Part!]
        content: Content
        sender: Sender
      }
      type Size @shareable { height: Float width: Float unit: Unit deep: Size }
      enum Unit { CM INCH }
      type Part @key(fields: "no") { no: Int! mass: Float! }
      union Content = Glass | Paper
      type Glass { thickness: Float }
      type Paper { grams: Int origin: String }
      type Sender @key(fields: "id") { id: ID! zone: String }
    `,
    rates: `
      type Query { sender2: Sender }
      type Parcel @key(fields: "id") {
        id: ID!
        weight: Float @external
        size: Size @external
        sender: Sender @external
        volume: Float @requires(fields: "size { height width deep { unit } }")
        rate(express: Boolean = false): Float @requires(fields: "weight sender { zone }")
        band: Band @requires(fields: "weight")
      }
      type Size @shareable { height: Float width: Float unit: Unit deep: Size }
      enum Unit { CM INCH }
      type Band { low: Float high: Float }
      type Sender @key(fields: "id") { id: ID! zone: String @external surcharge: Float @requires(fields: "zone") discount(code: String): Float }
    `,
    customs: `
      type Parcel @key(fields: "id") {
        id: ID!
        label(language: String = "en", short: Boolean): String @external
        weight: Float @external
        sender: Sender @external
        parts: [Part!] @external
        content: Content @external
        declaration: String @requires(fields: "label")
        duty: Float! @requires(fields: "weight sender { zone }")
        fragile: Boolean @requires(fields: "content { ... on Glass { thickness } ... on Paper { grams } }")
        total: Float @requires(fields: "parts { no mass }")
      }
      type Part @key(fields: "no") { no: Int! mass: Float! @external taxed: Float @requires(fields: "mass") }
      type Sender @key(fields: "id") { id: ID! zone: String @external }
      union Content = Glass | Paper
      type Glass { thickness: Float @external }
      type Paper { grams: Int @external }
    `,
    billing: `
      type Query { bill(id: ID): Bill }
      type Bill @key(fields: "id") { id: ID! parcels: [Parcel] of: Sender }
      type Parcel @key(fields: "id") {
        id: ID!
        size: Size @external
        label(language: String = "en", short: Boolean): String @external
        invoice: Invoice @requires(fields: "size { unit } label")
      }
      type Invoice { lines: [Float!]! paid: Boolean }
      type Size @shareable { height: Float width: Float unit: Unit deep: Size }
      enum Unit { CM INCH }
      type Sender @key(fields: "id") { id: ID! zone: String @external open: [Bill!] @requires(fields: "zone") }
    `,
  }),
};

/**
 * What is required requires something itself, and one field is required with several arguments. The
 * planner that serves has no plan for some operations here; it has to say so.
 */
export const requiredChains: GraphDefinition = {
  name: 'required-chains',
  subgraphs: subgraphsOf({
    base: `
      type Query { parcel: Parcel parcels: [Parcel!] sender: Sender }
      type Parcel @key(fields: "id") {
        id: ID!
        weight: Float
        size: Size
        label(language: String = "en", short: Boolean): String
        parts: [Part!]
        content: Content
        sender: Sender
      }
      type Size @shareable { height: Float width: Float unit: Unit deep: Size }
      enum Unit { CM INCH }
      type Part @key(fields: "no") { no: Int! mass: Float! }
      union Content = Glass | Paper
      type Glass { thickness: Float }
      type Paper { grams: Int origin: String }
      type Sender @key(fields: "id") { id: ID! zone: String }
    `,
    rates: `
      type Query { sender2: Sender }
      type Parcel @key(fields: "id") {
        id: ID!
        weight: Float @external
        size: Size @external
        sender: Sender @external
        volume: Float @requires(fields: "size { height width deep { unit } }")
        rate(express: Boolean = false): Float @requires(fields: "weight sender { zone }")
        band: Band @requires(fields: "weight")
      }
      type Size @shareable { height: Float width: Float unit: Unit deep: Size }
      enum Unit { CM INCH }
      type Band { low: Float high: Float }
      type Sender @key(fields: "id") { id: ID! zone: String @external surcharge: Float @requires(fields: "zone") discount(code: String): Float }
    `,
    customs: `
      type Parcel @key(fields: "id") {
        id: ID!
        label(language: String = "en", short: Boolean): String @external
        rate(express: Boolean = false): Float @external
        volume: Float @external
        parts: [Part!] @external
        content: Content @external
        declaration: String @requires(fields: "label(language: \\"fr\\")")
        slip: String @requires(fields: "label(language: \\"de\\", short: true)")
        duty: Float! @requires(fields: "rate(express: true) volume")
        fragile: Boolean @requires(fields: "content { ... on Glass { thickness } ... on Paper { grams } }")
        total: Float @requires(fields: "parts { no mass }")
      }
      type Part @key(fields: "no") { no: Int! mass: Float! @external taxed: Float @requires(fields: "mass") }
      union Content = Glass | Paper
      type Glass { thickness: Float @external }
      type Paper { grams: Int @external }
    `,
    billing: `
      type Query { bill(id: ID): Bill }
      type Bill @key(fields: "id") { id: ID! parcels: [Parcel] of: Sender }
      type Parcel @key(fields: "id") {
        id: ID!
        duty: Float! @external
        declaration: String @external
        invoice: Invoice @requires(fields: "duty declaration")
      }
      type Invoice { lines: [Float!]! paid: Boolean }
      type Sender @key(fields: "id") { id: ID! surcharge: Float @external open: [Bill!] @requires(fields: "surcharge") }
    `,
  }),
};
