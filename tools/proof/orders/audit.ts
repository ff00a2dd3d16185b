import { z } from 'zod';
import type { Client } from '../client.ts';
import type { Books, EventRecord } from './books.ts';
import { creditLimitMinor, type Buyer, type Order, type OrderForm } from './desk.ts';
import { verdictOf, type Arrived, type HeldLine, type Verdict } from './verdict.ts';

/** What the proof sent, as its clients know it. */
export interface Sent {
  readonly orders: readonly Order[];
  readonly forms: readonly OrderForm[];
  /** Prospects whose first signature handed their account over. */
  readonly customers: readonly Buyer[];
}

/** What the stores and the gateway say of it. */
export interface Audit {
  readonly arrivedOnce: number;
  readonly lost: number;
  readonly doubled: number;
  readonly different: number;
  readonly accountsOnce: number;
  readonly madeOnce: number;
  /** Orders that the dispatcher's list shows once, through the gateway. */
  readonly listedOnce: number;
  /** Customers whose credit, as finance tells through the gateway, lacks the sum of their orders. */
  readonly sumsRight: number;
}

export const auditPersonas = ['account-manager', 'dispatcher'] as const;

export async function audit(books: Books, client: Client, sent: Sent): Promise<Audit> {
  const events = await books.events();
  const arrived = await arrivedOf(books, sent.orders, events);
  const verdicts = sent.orders.map((order) => verdictOf(order, arrived(order.id)));
  const count = (verdict: Verdict): number => verdicts.filter((each) => each === verdict).length;
  return {
    arrivedOnce: count('once'),
    lost: count('lost'),
    doubled: count('doubled'),
    different: count('different'),
    accountsOnce: await accountsOnce(books, sent.customers, events),
    madeOnce: await madeOnce(books, sent.forms),
    listedOnce: await listedOnce(client, sent.orders),
    sumsRight: await sumsRight(client, sent),
  };
}

async function arrivedOf(
  books: Books,
  orders: readonly Order[],
  events: readonly EventRecord[],
): Promise<(orderId: string) => Arrived> {
  const ids = orders.map(({ id }) => id);
  const fulfilments = await books.rows<{ order: string }>(
    'supply-chain',
    'select sales_order_id as "order" from fulfilment_order where sales_order_id = any($1)',
    [ids],
  );
  const lines = await books.rows<HeldLine & { order: string }>(
    'supply-chain',
    `select f.sales_order_id as "order", l.sales_order_line_id as "lineId",
        l.product_id as "productId", l.ordered::text as quantity,
        l.requested_date::text as "requestedDate"
      from fulfilment_line l join fulfilment_order f on f.id = l.fulfilment_id
      where f.sales_order_id = any($1)`,
    [ids],
  );
  const amounts = await books.rows<{ order: string; amount: string }>(
    'finance',
    `select order_id as "order", amount_minor::text as amount
      from credit_commitment where order_id = any($1)`,
    [ids],
  );
  return (orderId) => ({
    fulfilments: fulfilments.filter(({ order }) => order === orderId).length,
    lines: lines.filter(({ order }) => order === orderId),
    amounts: amounts.filter(({ order }) => order === orderId).map(({ amount }) => amount),
    events: events.filter(({ about }) => about === orderId),
  });
}

/** One account at finance, one message to it and one to supply chain, each taken in once. */
async function accountsOnce(
  books: Books,
  customers: readonly Buyer[],
  events: readonly EventRecord[],
): Promise<number> {
  const accounts = await books.rows<{ id: string }>(
    'finance',
    'select customer_id as id from billing_profile where customer_id = any($1)',
    [customers.map(({ customerId }) => customerId)],
  );
  return customers.filter(({ customerId }) => {
    const told = events.filter(({ about }) => about === customerId);
    const once = (name: string): boolean => told.filter(({ event }) => event === name).length === 1;
    return (
      accounts.filter(({ id }) => id === customerId).length === 1 &&
      once('account-requested') &&
      once('customer-known') &&
      told.every(({ arrivals }) => arrivals === 1)
    );
  }).length;
}

/** Forms that became one order each, though each was sent at least twice with its key. */
async function madeOnce(books: Books, forms: readonly OrderForm[]): Promise<number> {
  const made = await books.rows<{ reference: string }>(
    'crm',
    'select purchase_order_ref as reference from sales_order where purchase_order_ref = any($1)',
    [forms.map(({ reference }) => reference)],
  );
  return forms.filter(
    (form) => made.filter(({ reference }) => reference === form.reference).length === 1,
  ).length;
}

const Page = z.object({
  fulfilmentOrders: z.object({
    edges: z.array(z.object({ node: z.object({ salesOrder: z.object({ id: z.string() }) }) })),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  }),
});

async function listedOnce(client: Client, orders: readonly Order[]): Promise<number> {
  const listed: string[] = [];
  let after: string | null = null;
  let isMore = true;
  while (isMore) {
    const { fulfilmentOrders }: z.output<typeof Page> = await client.read(
      'dispatcher',
      Page,
      `query Queue($after: String)
          @screen(purpose: "fulfilment", roles: ["dispatcher"], subjectsMax: 100) {
        fulfilmentOrders(first: 100, after: $after, status: [ACCEPTED]) {
          edges { node { salesOrder { id } } } pageInfo { hasNextPage endCursor } } }`,
      { after },
    );
    listed.push(...fulfilmentOrders.edges.map(({ node }) => node.salesOrder.id));
    ({ hasNextPage: isMore, endCursor: after } = fulfilmentOrders.pageInfo);
  }
  return orders.filter(({ id }) => listed.filter((other) => other === id).length === 1).length;
}

const Position = z.object({
  customer: z.object({ credit: z.object({ available: z.object({ minorUnits: z.string() }) }) }),
});

async function sumsRight(client: Client, { orders, customers }: Sent): Promise<number> {
  let right = 0;
  for (const { customerId } of customers) {
    const { customer } = await client.read(
      'account-manager',
      Position,
      `query Position($id: ID!)
          @screen(purpose: "account-management", roles: ["account-manager"], subjectsMax: 1) {
        customer(id: $id) { credit { available { minorUnits } } } }`,
      { id: customerId },
    );
    const own = orders.filter(({ buyer }) => buyer.customerId === customerId);
    const left = own.reduce(
      (rest, { amountMinor }) => rest - BigInt(amountMinor),
      creditLimitMinor,
    );
    if (customer.credit.available.minorUnits === String(left)) right += 1;
  }
  return right;
}
