import type { GraphQLScalarType } from 'graphql';

/** Subgraphs of a shop: nested entities, an interface, a union, a scalar of any JSON, a hidden field. */
export interface SubgraphSource {
  readonly sdl: string;
  readonly resolvers: Readonly<Record<string, object | GraphQLScalarType>>;
}

type Values = Readonly<Record<string, unknown>>;

const link = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@key", "@external", "@requires", "@inaccessible", "@shareable"])
`;

const users = [
  { id: 'u1', name: 'Ada', email: 'ada@example.test' },
  { id: 'u2', name: 'Grace', email: 'grace@example.test' },
];
const products = [
  { __typename: 'Book', upc: 'b1', name: 'Dune', weight: 2, pages: 600 },
  { __typename: 'Lamp', upc: 'l1', name: 'Lamp', weight: 5, watts: 40 },
];
const reviews = [
  { id: 'r1', body: 'Long.', author: 'u1', product: 'b1' },
  { id: 'r2', body: 'Bright.', author: 'u2', product: 'l1' },
  { id: 'r3', body: 'Again!', author: 'u2', product: 'b1' },
];

const deepJson = (levels: number): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = { a: value };
  return value;
};

const productOf = (upc: unknown) => products.find((product) => product.upc === upc);

const accounts: SubgraphSource = {
  sdl: `${link}
    type Query { me: User user(id: ID!): User }
    type User @key(fields: "id") { id: ID! name: String! email: String secret: String @inaccessible }
  `,
  resolvers: {
    Query: {
      me: () => users[0],
      user: (_: unknown, { id }: Values) => users.find((user) => user.id === id),
    },
    User: { __resolveReference: ({ id }: Values) => users.find((user) => user.id === id) },
  },
};

const catalogue: SubgraphSource = {
  sdl: `${link}
    scalar JSON
    type Query { topProducts(first: Int = 5): [Product!]! find(text: String!): [Thing!]! json(levels: Int!): JSON echo(value: JSON): JSON }
    type Mutation { rename(upc: ID!, name: String!): Product }
    type Subscription { renamed: String }
    interface Product @key(fields: "upc") { upc: ID! name: String weight: Int }
    type Book implements Product @key(fields: "upc") { upc: ID! name: String weight: Int pages: Int }
    type Lamp implements Product @key(fields: "upc") { upc: ID! name: String weight: Int watts: Int }
    union Thing = Book | Lamp
  `,
  resolvers: {
    Query: {
      topProducts: (_: unknown, { first }: Values) => products.slice(0, Number(first)),
      find: (_: unknown, { text }: Values) =>
        products.filter(({ name }) => name.includes(String(text))),
      json: (_: unknown, { levels }: Values) => deepJson(Number(levels)),
      echo: (_: unknown, { value }: Values) => value,
    },
    Mutation: {
      rename: (_: unknown, { upc, name }: Values) => ({ ...productOf(upc), name }),
    },
    Product: { __resolveReference: ({ upc }: Values) => productOf(upc) },
    Book: { __resolveReference: ({ upc }: Values) => productOf(upc) },
    Lamp: { __resolveReference: ({ upc }: Values) => productOf(upc) },
  },
};

const opinions: SubgraphSource = {
  sdl: `${link}
    type Query { latest: [Review!]! }
    type Review @key(fields: "id") { id: ID! body: String author: User product: Book broken: String strictlyBroken: String! }
    type User @key(fields: "id") { id: ID! reviews: [Review!]! }
    type Book @key(fields: "upc") { upc: ID! weight: Int @external reviews: [Review!]! shipping: String @requires(fields: "weight") rating: Float }
  `,
  resolvers: {
    Query: { latest: () => reviews },
    Review: {
      author: ({ author }: Values) => ({ id: author }),
      product: ({ product }: Values) => (product === 'b1' ? { upc: product } : null),
      broken: fail,
      strictlyBroken: fail,
    },
    User: { reviews: ({ id }: Values) => reviews.filter(({ author }) => author === id) },
    Book: {
      reviews: ({ upc }: Values) => reviews.filter(({ product }) => product === upc),
      shipping: ({ weight }: Values) => `${String(weight)} kg`,
      rating: fail,
    },
  },
};

function fail(): never {
  throw Object.assign(new Error('the reviewer has left'), {
    extensions: { code: 'REVIEWER_GONE', hint: 7 },
  });
}

export const subgraphs: Readonly<Record<string, SubgraphSource>> = {
  accounts,
  catalogue,
  opinions,
};
