import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { withClient } from '../../../tools/postgres/provision.ts';
import type { Reply, TestStore } from '../../support/testStore.ts';
import { allocated, draft, invoiced, received } from './books.ts';
import { asPurpose, clockAt, entities, money, startFinance } from './financeStore.ts';

let store: TestStore;

/**
 * On 15 August 2026 the company owes: A 1,200.00 (45 days late), B 600.00 less 50.00 (106 days late),
 * C 240.00 (not due, under way); D 120.00 is paid; E is a draft. 30.00 of its cash is unallocated.
 */
beforeAll(async () => {
  store = await startFinance({ clock: clockAt('2026-08-15T12:00:00Z') });
  await withClient(store.database.url, async (client) => {
    await invoiced(client, {
      ...{ id: 'A', orderId: 'O1', issueDate: '2026-06-01', dueDate: '2026-07-01' },
      ...{ netMinor: 100_000, taxMinor: 20_000, shipments: ['s-1', 's-2'] },
    });
    await invoiced(client, {
      ...{ id: 'B', orderId: 'O4', issueDate: '2026-04-01', dueDate: '2026-05-01' },
      ...{ netMinor: 50_000, taxMinor: 10_000 },
    });
    await invoiced(client, {
      ...{ id: 'C', issueDate: '2026-08-10', dueDate: '2026-09-09' },
      ...{ netMinor: 20_000, taxMinor: 4_000 },
    });
    await invoiced(client, {
      ...{ id: 'D', orderId: 'O3', issueDate: '2026-03-01', dueDate: '2026-03-31' },
      ...{ netMinor: 10_000, taxMinor: 2_000 },
    });
    await draft(client, { id: 'E', orderId: 'O1', netMinor: 40_000, taxMinor: 8_000 });
    await received(client, { id: 'P1', amountMinor: 20_000 });
    await allocated(client, 'P1', 'D', 12_000);
    await allocated(client, 'P1', 'B', 5_000);
    await received(client, { id: 'P2', amountMinor: 24_000, status: 'SENT' });
    await allocated(client, 'P2', 'C', 24_000);
    await invoiced(client, {
      ...{ id: 'N', customerId: 'person', orderId: 'O6', issueDate: '2026-08-01' },
      ...{ dueDate: '2026-08-01', netMinor: 5_000, taxMinor: 1_000 },
    });
    for (const [id, netMinor] of [
      ...([['G', 30_000] as const, ['H', 30_000] as const] as const),
      ...([['I', 30_000] as const, ['J', 30_000] as const] as const),
    ]) {
      await invoiced(client, {
        ...{ id, customerId: 'german', orderId: `order-${id}`, issueDate: '2026-07-01' },
        ...{ dueDate: '2026-12-01', netMinor, taxMinor: 0 },
      });
    }
    await received(client, { id: 'P3', customerId: 'german', amountMinor: 10_000 });
    await allocated(client, 'P3', 'G', 10_000, '2026-07-15');
    await client.query(`
      insert into invoice_exception values ('H', 'DISPUTED', '2026-07-10'), ('I', 'WRITTEN_OFF', '2026-07-10');
      insert into credit_note (id, number, invoice_id, currency, total_minor, net_minor, issued_at)
        values ('cn', 'CN-1', 'J', 'EUR', 30000, 30000, '2026-07-20');
      insert into credit_commitment (order_id, customer_id, currency, amount_minor, committed_at) values
        ('O1', 'company', 'EUR', 150000, '2026-05-01'), ('O2', 'company', 'EUR', 30000, '2026-05-01'),
        ('O3', 'company', 'EUR', 10000, '2026-02-01'), ('O4', 'company', 'EUR', 50000, '2026-03-01'),
        ('O6', 'person', 'EUR', 5000, '2026-03-01')`);
  });
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

describe('aged receivables', () => {
  const query = `query($entity: ID!, $after: String, $late: Int, $first: Int) {
    agedReceivables(entityId: $entity, asOf: "2026-08-15", first: $first, after: $after, minOverdueDays: $late) {
      totals { label amount { ${m} } count }
      edges { cursor node { customer { id } summary { balance { minorUnits } overdue { minorUnits } dso } } }
      pageInfo { hasNextPage endCursor } } }`;
  const ask = async (variables: object, purpose = 'collections'): Promise<Reply['body']> =>
    (
      await store.ask({
        query,
        variables: { entity: 'entity-fr', ...variables },
        claims: asPurpose(purpose),
      })
    ).body;
  const customers = (body: Reply['body']): string[] =>
    body.data.agedReceivables.edges.map(({ node }: Reply['body']) => node.customer.id);

  test('list customers of one entity, the most overdue first, with totals over all', async () => {
    const body = await ask({ late: 1 });
    expect(customers(body)).toEqual(['company', 'person']);
    expect(body.data.agedReceivables.edges[0].node.summary).toEqual({
      ...{ balance: { minorUnits: '199000' }, overdue: { minorUnits: '175000' }, dso: '124.4' },
    });
    expect(
      body.data.agedReceivables.totals.map((bucket: Reply['body']) => [
        ...[bucket.label, bucket.amount.minorUnits, bucket.count],
      ]),
    ).toEqual([
      ['not due', '24000', 1],
      ['1-30', '6000', 1],
      ['31-60', '120000', 1],
      ['61-90', '0', 0],
      ['>90', '55000', 1],
    ]);
  });

  test('leave out those who are not late enough', async () => {
    expect(customers(await ask({ late: 15 }))).toEqual(['company']);
    expect(customers(await ask({ entity: 'entity-de', late: 1 }))).toEqual([]);
    expect(customers(await ask({ entity: 'entity-de' }))).toEqual(['german']);
  });

  test('go on after a cursor, and totals stay those of the whole list', async () => {
    const first = await ask({ first: 1 });
    expect(first.data.agedReceivables.pageInfo.hasNextPage).toBe(true);
    const next = await ask({ first: 1, after: first.data.agedReceivables.pageInfo.endCursor });
    expect(customers(next)).toEqual(['person']);
    expect(next.data.agedReceivables.pageInfo.hasNextPage).toBe(false);
    expect(next.data.agedReceivables.totals).toEqual(first.data.agedReceivables.totals);
  });

  test('refuse a cursor of a customer who has left the list', async () => {
    const after = Buffer.from('german').toString('base64url');
    const body = await ask({ after });
    expect(body.data.agedReceivables).toBeNull();
    expect(body.errors[0].extensions.code).toBe('INVALID_INPUT');
  });

  test('leave natural persons out for purposes that may not see them, in the totals too', async () => {
    const body = await ask({ late: 1 }, 'credit-control');
    expect(customers(body)).toEqual(['company']);
    const [, upToThirty] = body.data.agedReceivables.totals;
    expect(upToThirty).toEqual({ label: '1-30', amount: money(0), count: 0 });
  });

  test('cost three statements, however many customers there are', async () => {
    await ask({});
    expect(store.lastSubrequest()).toMatchObject({ statements: 3 });
  });
});

describe('one statement for all keys', () => {
  test.each([
    ['Customer', ['company', 'person', 'german'], 'receivables { balance { minorUnits } dso }', 1],
    ['Customer', ['company', 'person', 'german'], 'credit { available { minorUnits } onHold }', 2],
    ['SalesOrder', ['O1', 'O2', 'O3'], 'billingStatus invoicedTotal { minorUnits }', 1],
    ['SalesOrderLine', ['A-order-line', 'B-order-line'], 'invoicedQuantity', 1],
    ['Invoice', ['A', 'B', 'C'], 'paymentStatus amountDue { minorUnits }', 2],
    ['Shipment', ['s-1', 's-2'], 'invoice { number }', 2],
  ])('%s %j { %s } costs %i', async (type, keys, fields, statements) => {
    const body = await entities(store, 'billing', type, keys, fields);
    expect(body.errors).toBeUndefined();
    expect(store.lastSubrequest()).toMatchObject({ statements });
  });
});

describe('who sees what', () => {
  const code = (body: Reply['body']): string | undefined => body.errors?.[0]?.extensions?.code;

  test.each([
    ['account-management', 'credit { limit { minorUnits } }'],
    ['account-management', 'credit { exposure { minorUnits } }'],
    ['customer-care', 'receivables { balance { minorUnits } }'],
    ['quotation', 'credit { riskClass }'],
    ['collections', 'credit { available { minorUnits } }'],
    ['sales-planning', 'receivables { balance { minorUnits } }'],
    ['sales-planning', 'billing { status }'],
    ['account-management', 'payments { totalCount edges { node { amount { minorUnits } } } }'],
    ['account-management', 'billing { paymentMandateRef }'],
  ])('%s is refused Customer.%s', async (purpose, fields) => {
    expect(code(await entities(store, purpose, 'Customer', ['company'], fields))).toBe(
      'NOT_PERMITTED',
    );
  });

  test('customer care reads of an invoice what a customer asks about, and no line of it', async () => {
    const fields =
      'number dueDate paymentStatus amountDue { minorUnits } grossTotal { minorUnits }';
    const seen = await entities(store, 'customer-care', 'Invoice', ['N'], fields);
    expect(seen.data._entities[0]).toMatchObject({ paymentStatus: 'OVERDUE' });
    const lines = await entities(store, 'customer-care', 'Invoice', ['N'], 'lines { id }');
    expect(code(lines)).toBe('NOT_PERMITTED');
  });

  test('an account manager sees a person’s balance and credit, and no invoice of hers', async () => {
    const body = await entities(
      ...[store, 'account-management', 'Customer', ['person']],
      `receivables { balance { minorUnits } } credit { available { minorUnits } onHold }
       invoices { totalCount edges { node { id } } }`,
    );
    expect(body.data._entities[0]).toEqual({
      receivables: { balance: { minorUnits: '6000' } },
      // 500.00 less 60.00 owed; the order is invoiced, so nothing of it counts.
      credit: { available: { minorUnits: '44000' }, onHold: false },
      invoices: { totalCount: 0, edges: [] },
    });
  });

  test('a credit controller sees companies alone, and of them everything', async () => {
    const body = await entities(
      ...[store, 'credit-control', 'Customer', ['company', 'person']],
      `credit { limit { minorUnits } } receivables { overdue { minorUnits } }`,
    );
    expect(body.data._entities).toEqual([
      {
        credit: { limit: { minorUnits: '1000000' } },
        receivables: { overdue: { minorUnits: '175000' } },
      },
      null,
    ]);
  });

  test('the tax number of a company is masked for those who do not bill', async () => {
    await store.sql(
      `update billing_profile set company_tax_id = 'FR40303265045' where customer_id = 'company'`,
    );
    const read = async (purpose: string): Promise<string> =>
      (await entities(store, purpose, 'Customer', ['company'], 'billing { companyTaxId }')).data
        ._entities[0].billing.companyTaxId;
    expect(await read('account-management')).not.toContain('3032');
    expect(await read('billing')).toBe('FR40303265045');
  });

  test('the chart of accounts is found by entity and type, and closed to sales', async () => {
    const query = `{ glAccounts(entityId: "entity-fr", type: [ASSET, LIABILITY]) { code } legalEntities { id } }`;
    const seen = await store.ask({ query, claims: asPurpose('tax') });
    expect(seen.body.data).toEqual({
      glAccounts: [{ code: '411' }, { code: '44571' }],
      legalEntities: [{ id: 'entity-de' }, { id: 'entity-fr' }],
    });
    const hidden = await store.ask({ query, claims: asPurpose('sales-planning') });
    expect(code(hidden.body)).toBe('NOT_PERMITTED');
  });

  test('an invoice is found by its number', async () => {
    const [{ number } = { number: '' }] = await store.sql<{ number: string }>(
      `select number from invoice where id = 'A'`,
    );
    const { body } = await store.ask({
      query:
        'query($n: String!) { invoiceByNumber(number: $n) { id } invoice(id: "A") { number } }',
      variables: { n: number },
    });
    expect(body.data).toEqual({ invoiceByNumber: { id: 'A' }, invoice: { number } });
  });
});
