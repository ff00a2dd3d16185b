import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Reply, TestStore } from '../../support/testStore.ts';
import { entities, money } from './financeStore.ts';
import { startFigures } from './figuresSeed.ts';

let store: TestStore;

beforeAll(async () => {
  store = await startFigures();
});
afterAll(() => store.close());

const m = 'minorUnits currency exponent';
const receivables = `asOf freshness balance { ${m} } overdue { ${m} } oldestDueDate dso
  unallocatedCash { ${m} } buckets { label fromDays toDays count amount { minorUnits } }`;
const bucketed = (body: Reply['body']): unknown[] =>
  body.data._entities[0].receivables.buckets.map(
    (bucket: { label: string; count: number; amount: { minorUnits: string } }) => [
      bucket.label,
      bucket.count,
      Number(bucket.amount.minorUnits),
    ],
  );

describe('receivables', () => {
  test('are what is due today, by age, and the ages add up to the balance', async () => {
    const body = await entities(
      ...[store, 'collections', 'Customer', ['company'], `receivables { ${receivables} }`],
    );
    expect(body.data._entities[0].receivables).toMatchObject({
      ...{ asOf: '2026-08-15', freshness: 'REALTIME', oldestDueDate: '2026-05-01' },
      ...{ balance: money(199_000), overdue: money(175_000), unallocatedCash: money(3_000) },
      // 1,990.00 over the 1,440.00 that were sold in ninety days.
      dso: '124.4',
    });
    expect(bucketed(body)).toEqual([
      ['not due', 1, 24_000],
      ['1-30', 0, 0],
      ['31-60', 1, 120_000],
      ['61-90', 0, 0],
      ['>90', 1, 55_000],
    ]);
  });

  test('of an earlier day do not know what came later', async () => {
    const body = await entities(
      ...[store, 'collections', 'Customer', ['company']],
      `receivables(asOf: "2026-06-10") { ${receivables} }`,
    );
    expect(body.data._entities[0].receivables).toMatchObject({
      ...{ asOf: '2026-06-10', balance: money(192_000), overdue: money(72_000) },
      ...{ oldestDueDate: '2026-03-31', dso: '96.0', unallocatedCash: money(0) },
    });
    expect(bucketed(body).map((bucket) => (bucket as unknown[])[2])).toEqual([
      ...[120_000, 0, 60_000, 12_000, 0],
    ]);
  });

  test('leave out what was written off or credited, and keep what is disputed', async () => {
    const body = await entities(
      ...[store, 'collections', 'Customer', ['german']],
      `receivables { ${receivables} }`,
    );
    expect(body.data._entities[0].receivables).toMatchObject({
      balance: money(50_000),
      overdue: money(0),
    });
  });

  test('of an unknown customer are null', async () => {
    const body = await entities(
      ...[store, 'billing', 'Customer', ['nobody']],
      `receivables { ${receivables} } billing { status } credit { onHold }`,
    );
    expect(body.errors).toBeUndefined();
    expect(body.data._entities).toEqual([{ receivables: null, billing: null, credit: null }]);
  });
});

test('credit is the limit less open receivables and orders that are not invoiced', async () => {
  const body = await entities(
    ...[store, 'credit-control', 'Customer', ['company']],
    `credit { limit { ${m} } openReceivables { ${m} } uninvoicedOrders { ${m} } exposure { ${m} }
       available { ${m} } utilisationPct riskClass onHold }`,
  );
  expect(body.data._entities[0].credit).toEqual({
    limit: money(1_000_000),
    openReceivables: money(199_000),
    // 1,500.00 less 1,000.00 invoiced, and 300.00 of which nothing is.
    uninvoicedOrders: money(80_000),
    exposure: money(279_000),
    available: money(721_000),
    utilisationPct: '27.90',
    riskClass: 'C',
    onHold: false,
  });
});

test('an invoice is paid, due, late, under way or out of the ordinary course', async () => {
  const ids = ['A', 'B', 'C', 'D', 'E', 'G', 'H', 'I', 'J'];
  const body = await entities(
    ...[store, 'billing', 'Invoice', ids],
    `id paymentStatus amountPaid { minorUnits } amountDue { minorUnits }`,
  );
  const figures = body.data._entities.map((invoice: Reply['body']) => [
    ...[invoice.id, invoice.paymentStatus],
    ...[Number(invoice.amountPaid.minorUnits), Number(invoice.amountDue.minorUnits)],
  ]);
  expect(figures).toEqual([
    ['A', 'OVERDUE', 0, 120_000],
    ['B', 'OVERDUE', 5_000, 55_000],
    ['C', 'IN_PAYMENT', 0, 24_000],
    ['D', 'PAID', 12_000, 0],
    ['E', 'NOT_PAID', 0, 0],
    ['G', 'PARTIALLY_PAID', 10_000, 20_000],
    ['H', 'DISPUTED', 0, 30_000],
    ['I', 'WRITTEN_OFF', 0, 0],
    ['J', 'PAID', 0, 0],
  ]);
});

test('an order is billed and paid as far as its issued invoices say', async () => {
  const body = await entities(
    ...[store, 'account-management', 'SalesOrder'],
    ['O1', 'O2', 'O3', 'O4', 'order-J', 'unheard-of'],
    `id billingStatus invoicedTotal { minorUnits } paidTotal { minorUnits }`,
  );
  const total = (value: { minorUnits: string } | null): number | null =>
    value === null ? null : Number(value.minorUnits);
  const figures = body.data._entities.map((order: Reply['body']) => [
    ...[order.id, order.billingStatus, total(order.invoicedTotal), total(order.paidTotal)],
  ]);
  expect(figures).toEqual([
    ['O1', 'PARTIALLY_BILLED', 120_000, 0],
    ['O2', 'NOT_BILLED', 0, 0],
    ['O3', 'PAID', 12_000, 12_000],
    ['O4', 'FULLY_BILLED', 60_000, 5_000],
    ['order-J', 'CREDITED', 30_000, 0],
    ['unheard-of', 'NOT_BILLED', null, null],
  ]);
});

test('an order line tells what of it is invoiced, drafts left out', async () => {
  const body = await entities(
    ...[store, 'billing', 'SalesOrderLine', ['A-order-line', 'E-order-line']],
    `invoicedQuantity invoicedAmount { minorUnits }`,
  );
  expect(body.data._entities).toEqual([
    { invoicedQuantity: '1.0000', invoicedAmount: { minorUnits: '100000' } },
    { invoicedQuantity: '0', invoicedAmount: null },
  ]);
});

test('shipments and their invoice point at each other; nothing is booked yet', async () => {
  const body = await entities(
    ...[store, 'billing', 'Shipment', ['s-1', 's-9']],
    `invoice { id shipments { id } entry { id } } costOfGoodsEntry { id }`,
  );
  expect(body.data._entities).toEqual([
    {
      invoice: { id: 'A', shipments: [{ id: 's-1' }, { id: 's-2' }], entry: null },
      costOfGoodsEntry: null,
    },
    { invoice: null, costOfGoodsEntry: null },
  ]);
});

test('a product has its taxes and accounts, and a price of its own in each currency', async () => {
  const body = await entities(
    ...[store, 'tax', 'Product', ['product-1', 'unheard-of']],
    `taxCode { code kind rates { rate validFrom } } revenueAccount { code } cogsAccount { code }
     eur: standaloneSellingPrice(currency: EUR) { minorUnits } usd: standaloneSellingPrice(currency: USD) { minorUnits }`,
  );
  expect(body.data._entities[0]).toEqual({
    taxCode: {
      code: 'FR-STD',
      kind: 'VAT_STANDARD',
      rates: [
        { rate: '0.200000', validFrom: '2014-01-01' },
        { rate: '0.196000', validFrom: '2000-01-01' },
      ],
    },
    revenueAccount: { code: '706' },
    cogsAccount: null,
    eur: { minorUnits: '1999' },
    usd: null,
  });
  expect(body.data._entities[1]).toBeNull();
});

test('revenue of a fiscal year is net of taxes and of credit notes, by the entity’s own year', async () => {
  const body = await entities(
    ...[store, 'billing', 'Customer', ['company', 'german']],
    `this: revenueToDate(fiscalYear: 2026) { minorUnits } last: revenueToDate(fiscalYear: 2025) { minorUnits }`,
  );
  expect(body.data._entities).toEqual([
    { this: { minorUnits: '180000' }, last: { minorUnits: '0' } },
    { this: { minorUnits: '90000' }, last: { minorUnits: '0' } },
  ]);
});

test('a list of invoices is filtered, counted and summed up over all its pages', async () => {
  const body = await entities(
    ...[store, 'billing', 'Customer', ['company']],
    `invoices(first: 2, status: [ISSUED]) { totalCount totalDue { ${m} } pageInfo { hasNextPage endCursor }
       edges { node { id lines { lineNumber product { id } net { minorUnits } } taxBreakdown { rate tax { minorUnits } } } } }`,
  );
  const { invoices } = body.data._entities[0];
  expect(invoices).toMatchObject({ totalCount: 4, totalDue: money(199_000) });
  expect(invoices.pageInfo.hasNextPage).toBe(true);
  expect(invoices.edges.map(({ node }: Reply['body']) => node.id)).toEqual(['C', 'A']);
  expect(invoices.edges[1].node).toEqual({
    id: 'A',
    lines: [{ lineNumber: 1, product: { id: 'product-1' }, net: { minorUnits: '100000' } }],
    taxBreakdown: [{ rate: '0.200000', tax: { minorUnits: '20000' } }],
  });
});
