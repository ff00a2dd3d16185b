import type { GraphDefinition } from '../world/world.ts';
import { subgraphsOf } from './subgraphs.ts';

/** Arguments of every kind, defaults, and custom scalars that hold any JSON. */
export const inputs: GraphDefinition = {
  name: 'inputs',
  subgraphs: subgraphsOf({
    search: `
      scalar JSON
      scalar Date
      type Query {
        search(filter: Filter, order: [Order!] = [{by: RANK}], first: Int! = 10): [Hit]
        lookup(ids: [ID!]!, deep: [[Int]], flag: Boolean): [Hit!]
        echo(json: JSON, date: Date, kind: Kind = LARGE): JSON
        setting(key: String!): Setting
      }
      input Filter { text: String = "all" tags: [String!] range: Range not: Filter kinds: [Kind!] = [SMALL] }
      input Range { from: Float! = 0 to: Float }
      input Order { by: By! descending: Boolean = false }
      enum By { RANK NAME }
      enum Kind { SMALL LARGE huge }
      type Hit @key(fields: "id") { id: ID! rank(scale: Float = 1): Float kind: Kind meta(path: [String!]): JSON }
      type Setting { key: String! value: JSON kinds: [Kind!]! }
    `,
    details: `
      scalar JSON
      type Hit @key(fields: "id") {
        id: ID!
        text(length: Int = 100, style: Style = {bold: true}): String
        similar(filter: Filter, max: Int! = 3): [Hit!]
        history(from: [Int!], by: By): [Event]
      }
      input Filter { text: String = "all" tags: [String!] range: Range not: Filter kinds: [Kind!] = [SMALL] }
      input Range { from: Float! = 0 to: Float }
      enum Kind { SMALL LARGE huge }
      enum By { RANK NAME }
      input Style { bold: Boolean color: Color = {red: 1} size: Int }
      input Color { red: Int! green: Int = 2 }
      type Event { what: JSON at(zone: String): String! by: By }
    `,
  }),
};

/** What clients may not see: keys, fields, types and values that only subgraphs exchange. */
export const hidden: GraphDefinition = {
  name: 'hidden',
  subgraphs: subgraphsOf({
    front: `
      type Query { account: Account accounts: [Account] pick: Pick secret: String @inaccessible }
      type Account @key(fields: "internal") {
        internal: ID! @inaccessible
        name: String
        level: Level
        shade: Shade
        weight: Float @inaccessible
      }
      enum Level { LOW HIGH DARK @inaccessible }
      union Pick = Account | Shade | Ghost
      type Shade { depth: Int ghost: Ghost @inaccessible }
      type Ghost @inaccessible { name: String }
    `,
    back: `
      type Account @key(fields: "internal") {
        internal: ID! @inaccessible
        weight: Float @external
        cost(unit: String, hidden: Int @inaccessible): Float @requires(fields: "weight")
        owner: Owner
      }
      interface Owner { label: String }
      type Team implements Owner @key(fields: "tag") { tag: ID! @inaccessible label: String lead: Account }
      type Solo implements Owner { label: String age: Int }
    `,
    third: `
      type Team @key(fields: "tag") { tag: ID! @inaccessible size: Int! members: [Account!] }
      type Account @key(fields: "internal", resolvable: false) { internal: ID! @inaccessible }
    `,
  }),
};
