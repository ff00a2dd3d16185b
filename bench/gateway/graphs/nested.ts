import type { BenchGraph, Resolvers } from './benchGraph.ts';
import { nestedPolicyFiles } from './nestedPolicy.ts';

/**
 * The graph of the public federation benchmarks (accounts, inventory, products, reviews) and their
 * deeply nested query, with rows of our own that refer to each other consistently. The answer is
 * about 85 kB, most of it review texts that come back under many parents. Left out is the reviews'
 * second copy of `User.username` (`@provides`): a policy has one source a field, and everyone here
 * is measured on the same graph.
 */
const link = (...imports: readonly string[]): string =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: [${imports
    .map((name) => `"@${name}"`)
    .join(', ')}])\n`;

const accountsSdl = `${link('key')}
type Query { me: User user(id: ID!): User users: [User] }
type User @key(fields: "id") { id: ID! name: String username: String birthday: Int }
`;

const inventorySdl = `${link('key', 'external', 'requires')}
type Product @key(fields: "upc") {
  upc: String!
  weight: Int @external
  price: Int @external
  inStock: Boolean
  shippingEstimate: Int @requires(fields: "price weight")
}
`;

const productsSdl = `${link('key')}
type Query { topProducts(first: Int = 5): [Product] }
type Product @key(fields: "upc") { upc: String! name: String price: Int weight: Int }
`;

const reviewsSdl = `${link('key')}
type Product @key(fields: "upc") { upc: String! reviews: [Review] }
type Review @key(fields: "id") {
  id: ID!
  body: String
  product: Product
  author: User
}
type User @key(fields: "id") { id: ID! reviews: [Review] }
`;

interface User {
  readonly id: string;
  readonly name: string;
  readonly username: string;
  readonly birthday: number;
}

const users: readonly User[] = [
  { id: '1', name: 'Ada Lovelace', username: 'ada', birthday: 1815 },
  { id: '2', name: 'Alan Turing', username: 'alan', birthday: 1912 },
  { id: '3', name: 'Barbara Liskov', username: 'barbara', birthday: 1939 },
  { id: '4', name: 'Edsger Dijkstra', username: 'edsger', birthday: 1930 },
  { id: '5', name: 'Grace Hopper', username: 'grace', birthday: 1906 },
  { id: '6', name: 'Tony Hoare', username: 'tony', birthday: 1934 },
];

interface Product {
  readonly upc: string;
  readonly name: string;
  readonly price: number;
  readonly weight: number;
  readonly inStock: boolean;
}

const products: readonly Product[] = [
  { upc: '1', name: 'Table', price: 899, weight: 100, inStock: true },
  { upc: '2', name: 'Couch', price: 1_299, weight: 1_000, inStock: false },
  { upc: '3', name: 'Glass', price: 15, weight: 20, inStock: false },
  { upc: '4', name: 'Chair', price: 499, weight: 100, inStock: false },
  { upc: '5', name: 'TV', price: 1_599, weight: 300, inStock: true },
  { upc: '6', name: 'Lamp', price: 6_000, weight: 40, inStock: true },
  { upc: '7', name: 'Grill', price: 3_999, weight: 600, inStock: true },
  { upc: '8', name: 'Fridge', price: 100_000, weight: 6_000, inStock: false },
  { upc: '9', name: 'Sofa', price: 9_999, weight: 999, inStock: true },
];

interface Review {
  readonly id: string;
  readonly body: string;
  readonly author: string;
  readonly product: string;
}

const words =
  'lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt ut labore et dolore magna aliqua ut enim ad minim veniam quis nostrud exercitation ullamco laboris nisi ut aliquip ex ea commodo consequat duis aute irure dolor in reprehenderit in voluptate velit esse cillum dolore eu fugiat nulla pariatur'.split(
    ' ',
  );

/** Review texts of different lengths, in the words that printers fill their pages with. */
function bodyOf(review: number, length: number): string {
  const text = Array.from({ length }, (_, index) => words[(review * 7 + index) % words.length]);
  return `Review ${String(review)}: ${text.join(' ')}.`;
}

/** Who wrote about what, in how many words: few products draw most of the reviews. */
const written: readonly (readonly [author: string, product: string, length: number])[] = [
  ['1', '1', 79],
  ['1', '2', 53],
  ['2', '1', 48],
  ['2', '3', 26],
  ['3', '1', 62],
  ['3', '2', 37],
  ['4', '4', 70],
  ['4', '1', 22],
  ['5', '2', 76],
  ['5', '1', 32],
  ['6', '5', 43],
  ['6', '2', 59],
];

const reviews: readonly Review[] = written.map(([author, product, length], index) => ({
  id: String(index + 1),
  body: bodyOf(index + 1, length),
  author,
  product,
}));

interface UserReference {
  readonly id: string;
}
interface ProductReference {
  readonly upc: string;
}

const userOf = ({ id }: UserReference): User | null => users.find((user) => user.id === id) ?? null;
const productOf = ({ upc }: ProductReference): Product | null =>
  products.find((product) => product.upc === upc) ?? null;

const accounts: Resolvers = {
  Query: {
    me: () => users[0],
    user: (_parent, reference: UserReference) => userOf(reference),
    users: () => users,
  },
  User: { __resolveReference: userOf },
};

interface Priced extends ProductReference {
  readonly price?: number;
  readonly weight?: number;
}

/** What the public benchmark computes: nothing for dear goods, else half the weight. */
const shippingEstimate = ({ price, weight }: Priced): number | null => {
  if (price === undefined || weight === undefined) return null;
  return price > 1_000 ? 0 : Math.round(weight * 0.5);
};

const inventory: Resolvers = {
  Product: {
    __resolveReference: (reference: Priced) => ({
      ...reference,
      inStock: productOf(reference)?.inStock ?? null,
    }),
    shippingEstimate,
  },
};

const catalogue: Resolvers = {
  Query: { topProducts: (_parent, { first }: { first: number }) => products.slice(0, first) },
  Product: { __resolveReference: productOf },
};

const reviewing: Resolvers = {
  Product: {
    reviews: ({ upc }: ProductReference) => reviews.filter(({ product }) => product === upc),
  },
  Review: {
    __resolveReference: ({ id }: UserReference) => reviews.find((review) => review.id === id),
    author: ({ author }: Review) => userOf({ id: author }),
    product: ({ product }: Review) => ({ upc: product }),
  },
  User: {
    reviews: ({ id }: UserReference) => reviews.filter(({ author }) => author === id),
  },
};

/** `extra` is what the screen asks of a user beside what everybody asks. */
const nestedDocument = (operation: string, extra = ''): string => `${operation} {
  users { ...UserParts reviews { ...ReviewParts product { ...ProductParts reviews { ...Written } } } }
  topProducts { ...ProductParts reviews { ...Written } }
}
fragment UserParts on User { id username name${extra} }
fragment ReviewParts on Review { id body }
fragment ProductParts on Product { inStock name price shippingEstimate upc weight }
fragment Written on Review {
  ...ReviewParts
  author { ...UserParts reviews { ...ReviewParts product { ...ProductParts } } }
}
`;

export const nestedGraph: BenchGraph = {
  workload: 'nested',
  subgraphs: {
    accounts: { sdl: accountsSdl, resolvers: accounts, store: 'crm' },
    inventory: { sdl: inventorySdl, resolvers: inventory, store: 'supply-chain' },
    products: { sdl: productsSdl, resolvers: catalogue, store: 'finance' },
    reviews: { sdl: reviewsSdl, resolvers: reviewing, store: 'customer-pii' },
  },
  query: nestedDocument('query Nested'),
  variables: {},
  policy: {
    files: nestedPolicyFiles,
    screen: nestedDocument(
      'query Nested @screen(purpose: "catalogue", roles: ["reader"], subjectsMax: 0, showWithheld: ["User.birthday"])',
      ' birthday',
    ),
    roles: ['reader'],
    withheldKey: 'birthday',
  },
};
