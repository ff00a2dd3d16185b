import type { GraphDefinition } from '../world/world.ts';
import { subgraphsOf } from './subgraphs.ts';

/** Value types and root fields that several subgraphs answer, `@provides` and `@override`. */
export const shared: GraphDefinition = {
  name: 'shared',
  subgraphs: subgraphsOf({
    places: `
      type Query {
        place(near: String): Place @shareable
        places: [Place!]
        now: Clock @shareable
        visit: Visit @provides(fields: "guest { name }")
      }
      type Place @key(fields: "id") { id: ID! position: Position @shareable address: Address @shareable hours: [[Int!]!] }
      type Position @shareable { x: Float! y: Float }
      type Address @shareable { street: String city: City! }
      type City @shareable { name: String }
      type Clock @shareable { zone: String! offset: Int }
      type Visit @key(fields: "id") { id: ID! place: Place guest: Guest }
      type Guest @key(fields: "id") { id: ID! name: String @external }
    `,
    maps: `
      type Query { place(near: String): Place @shareable now: Clock @shareable tile: Tile }
      type Place @key(fields: "id") {
        id: ID!
        position: Position @shareable
        address: Address @shareable
        rating: Int @external
      }
      type Position @shareable { y: Float z: Float! }
      type Address @shareable { street: String zip: String lines: [Line!] }
      type Line @shareable { no: Int text: String! }
      type Clock @shareable { zone: String! leap: Boolean }
      type Tile { center: Place @provides(fields: "rating") places: [Place] }
    `,
    guests: `
      type Query { guest: Guest guests: [Guest] host: Host @provides(fields: "... on Guest { badge { no color } } ... on Owner { badge { no } }") }
      type Guest @key(fields: "id") { id: ID! name: String @shareable badge: Badge @external stays: [Visit] mood: String }
      type Owner @key(fields: "id") { id: ID! badge: Badge @external owns: Place }
      type Badge @shareable { no: Int color: String }
      union Host = Guest | Owner
      type Visit @key(fields: "id") { id: ID! paid: Boolean nights: Int! }
      type Place @key(fields: "id") { id: ID! rating: Int @shareable }
    `,
    desk: `
      type Query { owner: Owner }
      type Guest @key(fields: "id") { id: ID! badge: Badge @shareable mood: String @override(from: "guests") }
      type Owner @key(fields: "id") { id: ID! badge: Badge @shareable }
      type Badge @shareable { no: Int color: String }
      type Visit @key(fields: "id") { id: ID! nights: Int! @override(from: "guests") }
    `,
  }),
};
