import type { GraphDefinition } from '../world/world.ts';
import { subgraphsOf } from './subgraphs.ts';

/** Interfaces and unions over subgraphs that know some of their types each. */
export const abstracts: GraphDefinition = {
  name: 'abstracts',
  subgraphs: subgraphsOf({
    library: `
      type Query {
        node: Node
        nodes: [Node!]
        found(text: String): [Found]
        either: Either
        shelves: [[Item]]
      }
      interface Node { id: ID! }
      interface Item implements Node { id: ID! title(short: Boolean): String related: [Item] }
      union Found = Book | Film | Note
      union Either = Book | Shop
      type Book implements Item & Node @key(fields: "id") {
        id: ID! title(short: Boolean): String related: [Item] pages: Int! author: Person
      }
      type Film implements Item & Node @key(fields: "id") {
        id: ID! title(short: Boolean): String related: [Item] minutes: Int
      }
      type Person implements Node @key(fields: "id") { id: ID! }
      type Note { text: String on: Found }
      type Shop @key(fields: "id") { id: ID! }
    `,
    people: `
      type Query { person: Person anyone: Being beings: [Being] }
      interface Being { name: String! friend: Being }
      type Person implements Being @key(fields: "id") { id: ID! name: String! friend: Being likes: [Liked!] }
      type Robot implements Being { name: String! friend: Being model: Model }
      type Model @shareable { code: String maker: String }
      union Liked = Book | Film | Robot
      type Book @key(fields: "id") { id: ID! readers: [Person] }
      type Film @key(fields: "id") { id: ID! cast: [Being] score: Float! }
    `,
    sales: `
      type Query { shop: Shop sellables: [Sellable!] }
      interface Sellable { price: Float stock: Stock! }
      type Stock { left: Int! at: Shop }
      type Book implements Sellable @key(fields: "id") { id: ID! price: Float stock: Stock! }
      type Film implements Sellable @key(fields: "id") { id: ID! price: Float stock: Stock! }
      type Shop @key(fields: "id") { id: ID! city: String sells: [Sellable] best: Best }
      union Best = Book | Film | Shop
    `,
  }),
};

/** One interface that other subgraphs see as one object type, and fields they add to all of it. */
export const interfaceObjects: GraphDefinition = {
  name: 'interface-objects',
  subgraphs: subgraphsOf({
    catalog: `
      type Query { media: Media all: [Media!] book: Book }
      interface Media @key(fields: "id") { id: ID! title: String }
      type Book implements Media @key(fields: "id") { id: ID! title: String pages: Int sequel: Media }
      type Film implements Media @key(fields: "id") { id: ID! title: String minutes: Int! }
    `,
    reviews: `
      type Query { reviewed: [Media] bestReviewed: Media }
      type Media @interfaceObject @key(fields: "id") { id: ID! reviews(min: Int): [Review!] score: Float! next: Media }
      type Review @key(fields: "id") { id: ID! text: String of: Media }
    `,
    ratings: `
      type Media @interfaceObject @key(fields: "id") {
        id: ID!
        title: String @external
        label: String @requires(fields: "title")
        awards: [Award]
      }
      type Award { name: String! year: Int }
      type Review @key(fields: "id") { id: ID! stars: Int! author: String }
    `,
  }),
};
