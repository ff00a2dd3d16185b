import type { GraphDefinition } from '../world/world.ts';
import { subgraphsOf } from './subgraphs.ts';

/** Mutations of two subgraphs; what a third one says of their results hangs on how many were done. */
export const mutations: GraphDefinition = {
  name: 'mutations',
  subgraphs: subgraphsOf({
    orders: `
      type Query { order: Order }
      type Mutation { place(item: ID!, input: Placing): Order cancel(id: ID): Order replace(ids: [ID!]): [Order!] }
      input Placing { note: String urgent: Boolean = false }
      type Order @key(fields: "id") { id: ID! state: State note: String }
      enum State { OPEN DONE }
    `,
    payments: `
      type Query { payment: Payment }
      type Mutation { pay(order: ID!, amount: Float): Payment refund: Order }
      type Payment @key(fields: "id") { id: ID! amount: Float order: Order }
      type Order @key(fields: "id") { id: ID! paid: Float payments: [Payment] }
    `,
    journal: `
      type Query { entries: [Entry] }
      type Order @key(fields: "id") { id: ID! changesSeen: Int! trail: [Entry!] }
      type Payment @key(fields: "id") { id: ID! changesSeen: Int! }
      type Entry { at: String by: String }
    `,
  }),
  traits: { counters: ['Order.changesSeen', 'Payment.changesSeen'] },
};
