import type { Entities, Store } from './stores.ts';

/**
 * The nested query as somebody would write it who knows it by heart: the sixteen calls of Apollo's
 * plan, each key asked once a call, answers joined by maps.
 */
export type NestedStores = Readonly<
  Record<'accounts' | 'inventory' | 'products' | 'reviews', Store>
>;

interface UserRow {
  readonly id: string;
  readonly username: string | null;
  readonly name: string | null;
}
interface ProductRow {
  readonly upc: string;
  readonly name: string | null;
  readonly price: number | null;
  readonly weight: number | null;
}
interface ProductKey {
  readonly upc: string;
}
interface WrittenRow {
  readonly id: string;
  readonly body: string | null;
  readonly author: { readonly id: string; readonly reviews: readonly AboutRow[] };
}
interface AboutRow {
  readonly id: string;
  readonly body: string | null;
  readonly product: ProductKey;
}
interface UserReviews {
  readonly reviews: readonly (AboutRow & {
    readonly product: ProductKey & { readonly reviews: readonly WrittenRow[] };
  })[];
}

const usersQuery = '{ users { id username name } }';
const topProductsQuery = '{ topProducts { upc name price weight } }';
const entities = (type: string, selection: string): string =>
  `query($representations: [_Any!]!) { _entities(representations: $representations) { ... on ${type} { ${selection} } } }`;
const written = 'id body author { id reviews { id body product { upc } } }';
const userReviewsQuery = entities(
  'User',
  `reviews { id body product { upc reviews { ${written} } } }`,
);
const productReviewsQuery = entities('Product', `reviews { ${written} }`);
const userQuery = entities('User', 'username name');
const productQuery = entities('Product', 'name price weight');
const shippingQuery = entities('Product', 'shippingEstimate');
const stockQuery = entities('Product', 'inStock');
const inventoryQuery = entities('Product', 'inStock shippingEstimate');

export async function answerNested(stores: NestedStores, authorization: string): Promise<unknown> {
  const asking: Asking = { stores, authorization };
  const [users, topProducts] = await Promise.all([usersOf(asking), topProductsOf(asking)]);
  return { users, topProducts };
}

interface Asking {
  readonly stores: NestedStores;
  readonly authorization: string;
}

async function usersOf(asking: Asking): Promise<unknown> {
  const { stores, authorization } = asking;
  const { users } = await stores.accounts.ask<{ readonly users: readonly UserRow[] }>(
    usersQuery,
    {},
    authorization,
  );
  const found = await entitiesOf<UserReviews>(
    asking,
    'reviews',
    userReviewsQuery,
    users.map(({ id }) => ({ __typename: 'User', id })),
  );
  const reviews = found.flatMap((user) => user.reviews);
  const innerReviews = reviews.flatMap(({ product }) => product.reviews);
  const [products, authors, authorProducts] = await Promise.all([
    productsOf(
      asking,
      reviews.map(({ product }) => product.upc),
    ),
    authorsOf(asking, innerReviews),
    productsOf(asking, upcsOfAuthors(innerReviews)),
  ]);
  return users.map(({ id, username, name }, index) => ({
    ...{ id, username, name },
    reviews: found[index]?.reviews.map(({ id: reviewId, body, product }) => ({
      id: reviewId,
      body,
      product: {
        ...products.get(product.upc),
        reviews: writtenOf(product.reviews, authors, authorProducts),
      },
    })),
  }));
}

async function topProductsOf(asking: Asking): Promise<unknown> {
  const { stores, authorization } = asking;
  const { topProducts } = await stores.products.ask<{ readonly topProducts: ProductRow[] }>(
    topProductsQuery,
    {},
    authorization,
  );
  const inventoryKeys = topProducts.map(({ upc, price, weight }) => ({
    ...{ __typename: 'Product', upc, price, weight },
  }));
  const [reviewed, stock] = await Promise.all([
    reviewsOfProducts(asking, topProducts),
    entitiesOf<Inventory>(asking, 'inventory', inventoryQuery, inventoryKeys),
  ]);
  return topProducts.map(({ upc, name, price, weight }, index) => {
    const { inStock, shippingEstimate } = stock[index] ?? unknownStock;
    const reviews = reviewed[index];
    return { inStock, name, price, shippingEstimate, upc, weight, reviews };
  });
}

async function reviewsOfProducts(
  asking: Asking,
  topProducts: readonly ProductRow[],
): Promise<readonly unknown[]> {
  const found = await entitiesOf<{ readonly reviews: readonly WrittenRow[] }>(
    asking,
    'reviews',
    productReviewsQuery,
    topProducts.map(({ upc }) => ({ __typename: 'Product', upc })),
  );
  const reviews = found.flatMap((product) => product.reviews);
  const [authors, products] = await Promise.all([
    authorsOf(asking, reviews),
    productsOf(asking, upcsOfAuthors(reviews)),
  ]);
  return found.map((product) => writtenOf(product.reviews, authors, products));
}

interface Inventory {
  readonly inStock: boolean | null;
  readonly shippingEstimate: number | null;
}
const unknownStock: Inventory = { inStock: null, shippingEstimate: null };

interface WholeProduct extends ProductRow, Inventory {}

/** Name and price, then what sending costs, and beside both what is in stock: three calls. */
async function productsOf(
  asking: Asking,
  wanted: readonly string[],
): Promise<ReadonlyMap<string, WholeProduct>> {
  const upcs = [...new Set(wanted)];
  const keys = upcs.map((upc) => ({ __typename: 'Product', upc }));
  const [priced, stock] = await Promise.all([
    pricesOf(asking, upcs, keys),
    entitiesOf<Inventory>(asking, 'inventory', stockQuery, keys),
  ]);
  return new Map(
    upcs.map((upc, index) => {
      const { row, shippingEstimate } = priced[index] ?? { row: undefined, shippingEstimate: null };
      const { name = null, price = null, weight = null } = row ?? {};
      const inStock = stock[index]?.inStock ?? null;
      return [upc, { inStock, name, price, shippingEstimate, upc, weight }] as const;
    }),
  );
}

interface Priced {
  readonly row: ProductRow;
  readonly shippingEstimate: number | null;
}

async function pricesOf(
  asking: Asking,
  upcs: readonly string[],
  keys: readonly object[],
): Promise<readonly Priced[]> {
  const rows = await entitiesOf<ProductRow>(asking, 'products', productQuery, keys);
  const shipped = await entitiesOf<Inventory>(
    asking,
    'inventory',
    shippingQuery,
    rows.map(({ price, weight }, index) => ({
      ...{ __typename: 'Product', upc: upcs[index], price, weight },
    })),
  );
  return rows.map((row, index) => ({
    row,
    shippingEstimate: shipped[index]?.shippingEstimate ?? null,
  }));
}

async function authorsOf(
  asking: Asking,
  reviews: readonly WrittenRow[],
): Promise<ReadonlyMap<string, UserRow>> {
  const ids = [...new Set(reviews.map(({ author }) => author.id))];
  const rows = await entitiesOf<Omit<UserRow, 'id'>>(
    asking,
    'accounts',
    userQuery,
    ids.map((id) => ({ __typename: 'User', id })),
  );
  return new Map(
    ids.map((id, index) => {
      const { username = null, name = null } = rows[index] ?? {};
      return [id, { id, username, name }];
    }),
  );
}

const upcsOfAuthors = (reviews: readonly WrittenRow[]): readonly string[] =>
  reviews.flatMap(({ author }) => author.reviews.map(({ product }) => product.upc));

const writtenOf = (
  reviews: readonly WrittenRow[],
  authors: ReadonlyMap<string, UserRow>,
  products: ReadonlyMap<string, WholeProduct>,
): readonly unknown[] =>
  reviews.map(({ id, body, author }) => ({
    id,
    body,
    author: {
      ...authors.get(author.id),
      reviews: author.reviews.map((review) => ({
        id: review.id,
        body: review.body,
        product: products.get(review.product.upc),
      })),
    },
  }));

async function entitiesOf<Entity>(
  { stores, authorization }: Asking,
  store: keyof NestedStores,
  query: string,
  representations: readonly object[],
): Promise<readonly Entity[]> {
  const data = await stores[store].ask<Entities<Entity>>(query, { representations }, authorization);
  return data._entities;
}
