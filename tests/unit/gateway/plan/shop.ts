import { composeSupergraph } from '../../../support/composed.ts';

/** A small graph with every kind of thing that a plan can hold. */
export const shop = composeSupergraph({
  goods: `
    type Query {
      self: Query @shareable
      product(id: ID): Product
      grid: [[Product]]
      media: [Media]
      pets: [Pet]
    }
    type Mutation { add(x: Int): Payload, drop: Payload }
    type Payload { product: Product, query: Query }
    type Product @key(fields: "id") { id: ID!, name: String, weight(unit: String): Int, size: Size }
    type Size { width: Int }
    union Media = Book | Movie
    type Book @key(fields: "id") { id: ID!, title: String }
    type Movie @key(fields: "id") { id: ID!, title: Int }
    interface Pet @key(fields: "id") { id: ID!, name: String }
    type Cat implements Pet @key(fields: "id") { id: ID!, name: String, toy: Product }
    type Dog implements Pet @key(fields: "id") { id: ID!, name: String, toy: Product }
  `,
  freight: `
    type Query { self: Query @shareable, rates: Int }
    type Mutation { note: Payload2, mark: Int }
    type Payload2 { product: Product }
    type Product @key(fields: "id") {
      id: ID!
      price: Int
      weight(unit: String): Int @external
      size: Size @external
      shipping: Int @requires(fields: "weight(unit: \\"kg\\") size { width }")
    }
    type Size { width: Int @external }
    type Book @key(fields: "id") { id: ID!, pages: Int }
    type Pet @interfaceObject @key(fields: "id") { id: ID!, age: Int }
  `,
});

/** The same, with a second field that requires the first one's value in another unit. */
export const shopOfTwoUnits = composeSupergraph({
  goods: `
    type Query { product(id: ID): Product }
    type Product @key(fields: "id") { id: ID!, weight(unit: String): Int }
  `,
  freight: `
    type Product @key(fields: "id") {
      id: ID!
      weight(unit: String): Int @external
      byRoad: Int @requires(fields: "weight(unit: \\"kg\\")")
      byAir: Int @requires(fields: "weight(unit: \\"g\\")")
    }
  `,
});
