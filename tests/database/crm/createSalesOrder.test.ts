import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { createCrmWorld, start, type CrmWorld } from './crmWorld.ts';
import { insert } from './fixtures.ts';

let world: CrmWorld;

const quoteRow = (id: string, more: object = {}): Readonly<Record<string, unknown>> => ({
  id,
  number: id,
  customer_id: 'company',
  status: 'ACCEPTED',
  revision: 1,
  valid_until: '2026-12-31',
  price_list_id: 'list-eur',
  currency: 'EUR',
  subtotal_minor: 20_000,
  discount_total_minor: 2_001,
  total_minor: 17_999,
  author_id: 'rep-1',
  created_at: start,
  version: 1,
  ...more,
});

const contractRow = (
  id: string,
  customer: string,
  status: string,
): Readonly<Record<string, unknown>> => ({
  id,
  number: id,
  customer_id: customer,
  status,
  start_date: '2026-01-01',
  auto_renew: false,
  notice_days: 30,
  value_minor: 0,
  currency: 'EUR',
  version: 1,
});

beforeAll(async () => {
  world = await createCrmWorld();
  await insert(
    world.owner,
    'quote',
    quoteRow('quote-accepted'),
    quoteRow('quote-sent', { status: 'SENT' }),
    quoteRow('quote-empty'),
    quoteRow('quote-foreign', { customer_id: 'person' }),
  );
  await insert(world.owner, 'quote_line', {
    id: 'quote-accepted-1',
    quote_id: 'quote-accepted',
    line_number: 1,
    product_id: 'product-pump',
    quantity: '2',
    list_price_minor: 10_000,
    discount_pct: '10.00',
    unit_price_minor: 9_000,
    line_total_minor: 17_999,
    currency: 'EUR',
    requested_date: '2026-02-02',
  });
  await insert(
    world.owner,
    'contract',
    contractRow('contract-active', 'company', 'ACTIVE'),
    contractRow('contract-draft', 'company', 'DRAFT'),
    contractRow('contract-foreign', 'person', 'ACTIVE'),
  );
});
afterAll(() => world.close());

const line = { productId: 'product-pump', quantity: '2' };
const asked = (change: object = {}): object => ({
  input: {
    idempotencyKey: randomUUID(),
    customerId: 'company',
    currency: 'EUR',
    priceListId: 'list-eur',
    type: 'NEW',
    billToAddressId: 'address-bill',
    shipToAddressId: 'address-ship',
    lines: [line],
    ...change,
  },
});
const quoted = (change: object = {}): object =>
  asked({ priceListId: null, lines: null, quoteId: 'quote-accepted', ...change });
const create = (input: object): ReturnType<CrmWorld['run']> => world.run('createSalesOrder', input);

const lineRefusal = (change: object): object => ({ lines: [line, { ...line, ...change }] });

test.each<[guarantee: string, change: object, refusal: string]>([
  ['a key that is no UUID', { idempotencyKey: 'again' }, 'INVALID_INPUT input.idempotencyKey'],
  ['an unknown customer', { customerId: 'nobody' }, 'NOT_FOUND input.customerId'],
  ['a blocked customer', { customerId: 'blocked' }, 'INVALID_TRANSITION input.customerId'],
  ['no price list', { priceListId: null }, 'INVALID_INPUT input.priceListId'],
  ['no lines', { lines: null }, 'INVALID_INPUT input.lines'],
  ['an empty list of lines', { lines: [] }, 'INVALID_INPUT input.lines'],
  ['an unknown price list', { priceListId: 'list-none' }, 'NOT_FOUND input.priceListId'],
  ['a list that ended', { priceListId: 'list-old' }, 'INVALID_INPUT input.priceListId'],
  ['a list in other money', { priceListId: 'list-jpy' }, 'CURRENCY_MISMATCH input.currency'],
  ['an unknown contract', { contractId: 'contract-none' }, 'NOT_FOUND input.contractId'],
  ['a contract of another', { contractId: 'contract-foreign' }, 'NOT_FOUND input.contractId'],
  [
    'a contract that is not in force',
    { contractId: 'contract-draft' },
    'INVALID_TRANSITION input.contractId',
  ],
  ['a name as reference', { purchaseOrderRef: 'Jane' }, 'INVALID_INPUT input.purchaseOrderRef'],
  ['an empty address', { billToAddressId: '' }, 'INVALID_INPUT input.billToAddressId'],
  [
    'an unknown product',
    lineRefusal({ productId: 'product-none' }),
    'NOT_FOUND input.lines.1.productId',
  ],
  [
    'a product that is not sold',
    lineRefusal({ productId: 'product-secret' }),
    'INVALID_INPUT input.lines.1.productId',
  ],
  [
    'a product without a price in the list',
    lineRefusal({ productId: 'product-valve' }),
    'INVALID_INPUT input.lines.1.productId',
  ],
  [
    'fewer than the least quantity that has a price',
    lineRefusal({ quantity: '0.5' }),
    'INVALID_INPUT input.lines.1.productId',
  ],
  ['a quantity of none', lineRefusal({ quantity: '0' }), 'INVALID_INPUT input.lines.1.quantity'],
  [
    'a quantity below none',
    lineRefusal({ quantity: '-1' }),
    'INVALID_INPUT input.lines.1.quantity',
  ],
  [
    'a quantity too fine for the books',
    lineRefusal({ quantity: '1.00001' }),
    'INVALID_INPUT input.lines.1.quantity',
  ],
  [
    'more than the whole as discount',
    lineRefusal({ discountPct: '100.01' }),
    'INVALID_INPUT input.lines.1.discountPct',
  ],
  [
    'a discount too fine for the books',
    lineRefusal({ discountPct: '1.001' }),
    'INVALID_INPUT input.lines.1.discountPct',
  ],
  [
    'more than any order is worth',
    lineRefusal({ quantity: '99999999999999' }),
    'INVALID_INPUT input.lines',
  ],
])('%s is refused, and nothing is written', async (_guarantee, change, refusal) => {
  const before = await world.everything();
  const { refusals, payload } = await create(asked(change));
  expect(refusals).toEqual([refusal]);
  expect(payload.order).toBeNull();
  expect(await world.everything()).toBe(before);
});

test.each<[guarantee: string, change: object, refusals: readonly string[]]>([
  ['an unknown quote', { quoteId: 'quote-none' }, ['NOT_FOUND input.quoteId']],
  ['a quote of another', { quoteId: 'quote-foreign' }, ['NOT_FOUND input.quoteId']],
  ['a quote not accepted', { quoteId: 'quote-sent' }, ['INVALID_TRANSITION input.quoteId']],
  ['a quote without lines', { quoteId: 'quote-empty' }, ['INVALID_INPUT input.quoteId']],
  ['other money than the quote has', { currency: 'JPY' }, ['CURRENCY_MISMATCH input.currency']],
  [
    'lines and a list beside a quote',
    { lines: [line], priceListId: 'list-eur' },
    ['INVALID_INPUT input.priceListId', 'INVALID_INPUT input.lines'],
  ],
])('%s is refused for an order from a quote', async (_guarantee, change, refusals) => {
  const before = await world.everything();
  expect((await create(quoted(change))).refusals).toEqual(refusals);
  expect(await world.everything()).toBe(before);
});

test('the price is that of the quantity, and each amount is rounded once, half to even', async () => {
  const { payload, refusals } = await create(
    asked({
      contractId: 'contract-active',
      purchaseOrderRef: 'PO 4711/a',
      lines: [
        { productId: 'product-pump', quantity: '10', discountPct: '12.5' },
        { productId: 'product-pump', quantity: '1.5', requestedDate: '2026-03-01' },
      ],
    }),
  );
  expect(refusals).toEqual([]);
  const eur = (minorUnits: string): object => ({ minorUnits, currency: 'EUR', exponent: 2 });
  expect(payload.order).toEqual({
    id: expect.any(String),
    number: expect.stringMatching(/^SO-\d{8}$/),
    status: 'DRAFT',
    netTotal: eur('93739'),
    discountTotal: eur('11249'),
    version: 1,
    lines: [
      {
        id: expect.any(String),
        lineNumber: 1,
        quantity: '10.0000',
        unitPrice: eur('8999'),
        discountPct: '12.50',
        netAmount: eur('78741'),
        requestedDate: '2026-01-10',
      },
      {
        id: expect.any(String),
        lineNumber: 2,
        quantity: '1.5000',
        unitPrice: eur('9999'),
        discountPct: '0.00',
        netAmount: eur('14998'),
        requestedDate: '2026-03-01',
      },
    ],
  });
  const { body } = await world.read(
    `query ($id: ID!) { salesOrder(id: $id) { orderDate purchaseOrderRef salesRepId orderType
       billTo { id } shipTo { id } contract { id } statusHistory { from to } signature { id } } }`,
    { id: payload.order.id },
  );
  expect(body.data.salesOrder).toEqual({
    orderDate: '2026-01-10',
    purchaseOrderRef: 'PO 4711/a',
    salesRepId: 'rep-1',
    orderType: 'NEW',
    billTo: { id: 'address-bill' },
    shipTo: { id: 'address-ship' },
    contract: { id: 'contract-active' },
    statusHistory: [{ from: null, to: 'DRAFT' }],
    signature: null,
  });
});

test('an order in yen has no decimals', async () => {
  const { payload } = await create(
    asked({ currency: 'JPY', priceListId: 'list-jpy', lines: [{ ...line, discountPct: '3' }] }),
  );
  expect(payload.order.netTotal).toEqual({ minorUnits: '31040', currency: 'JPY', exponent: 0 });
});

test('a replayed key answers the first order and creates nothing; with other input it is refused', async () => {
  const input = asked();
  const first = await create(input);
  const before = await world.everything();
  expect((await create(input)).payload).toEqual(first.payload);
  const { idempotencyKey } = (input as { input: { idempotencyKey: string } }).input;
  const other = await create(asked({ idempotencyKey, lines: [{ ...line, quantity: '3' }] }));
  expect(other.refusals).toEqual(['REPLAY_MISMATCH input.idempotencyKey']);
  expect(await world.everything()).toBe(before);
});

test('a quote becomes one order at the amounts that were accepted, also when two order at once', async () => {
  const outcomes = await Promise.all([create(quoted()), create(quoted())]);
  expect(outcomes.flatMap(({ refusals }) => refusals)).toEqual([
    'INVALID_TRANSITION input.quoteId',
  ]);
  const order = outcomes.find(({ refusals }) => refusals.length === 0)?.payload.order;
  expect(order).toMatchObject({
    netTotal: { minorUnits: '17999' },
    discountTotal: { minorUnits: '2001' },
    lines: [
      {
        unitPrice: { minorUnits: '10000' },
        discountPct: '10.00',
        netAmount: { minorUnits: '17999' },
        requestedDate: '2026-02-02',
      },
    ],
  });
});
