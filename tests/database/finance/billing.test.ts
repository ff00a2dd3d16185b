import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Reply, TestStore } from '../../support/testStore.ts';
import {
  asPurpose,
  clockAt,
  entities,
  money,
  startFinance,
  testInstallation,
} from './financeStore.ts';
import { startPeers, type Peers } from './peers.ts';

const installation = testInstallation();
const clock = clockAt('2026-08-15T12:00:00Z');
let peers: Peers;
let store: TestStore;

beforeAll(async () => {
  peers = await startPeers(installation, clock);
  store = await startFinance({ clock, installation, transport: peers.transport });
});
afterAll(async () => {
  await store.close();
  await peers.close();
});

interface Goods {
  readonly customerId?: string;
  readonly currency?: string;
  readonly ordered?: string;
}

/** An order of product-1 at 3.33 with 10 % off and of product-2 at 9.99, and what was shipped of it. */
function goods(
  shipped: Readonly<Record<string, readonly (readonly [line: string, quantity: string])[]>>,
  { customerId = 'company', currency = 'EUR', ordered = '10.0000' }: Goods = {},
): void {
  const of = (orderId: string, line: string): string => `${orderId}-${line}`;
  peers.answers['signed-lines'] = ({ orderId }: { orderId: string }) => ({
    answer: {
      customerId,
      currency,
      lines: [
        {
          ...{ lineId: of(orderId, 'l1'), productId: 'product-1', quantity: ordered },
          ...{ unitPriceMinor: '333', discountPct: '10.00' },
        },
        {
          ...{ lineId: of(orderId, 'l2'), productId: 'product-2', quantity: '3.0000' },
          ...{ unitPriceMinor: '999', discountPct: '0.00' },
        },
      ],
    },
  });
  peers.answers['shipped-quantities'] = (asked: { orderId: string; shipmentIds: string[] }) => ({
    answer: {
      lines: asked.shipmentIds.flatMap((shipmentId) =>
        (shipped[shipmentId] ?? []).map(([line, quantity]) => ({
          ...{ shipmentId, lineId: of(asked.orderId, line), quantity },
        })),
      ),
    },
  });
}

const bill = `mutation($orderId: ID!, $shipmentIds: [ID!]!, $idempotencyKey: ID!) {
  billShipments(orderId: $orderId, shipmentIds: $shipmentIds, idempotencyKey: $idempotencyKey) {
    invoice { id number version status entityId issueDate dueDate roundingRule order { id } shipments { id }
      netTotal { minorUnits } taxTotal { minorUnits } grossTotal { minorUnits } roundingDifference { minorUnits }
      amountDue { minorUnits }
      lines { lineNumber quantity unitPrice { minorUnits } discount { minorUnits } net { minorUnits } tax { minorUnits } taxCode { code } orderLine { id } product { id } }
      taxBreakdown { taxCode { code } base { minorUnits } tax { minorUnits } rate rounding } }
    errors { code path } } }`;
const issueText = `mutation($id: ID!, $expectedVersion: Int!) { issueInvoice(id: $id, expectedVersion: $expectedVersion) {
  invoice { id number status version issueDate dueDate issuedAt amountDue { minorUnits currency exponent } billingParty { id } } errors { code path } } }`;

const billed = async (
  orderId: string,
  shipmentIds: readonly string[],
  idempotencyKey: string = randomUUID(),
): Promise<Reply['body']> =>
  (await store.ask({ query: bill, variables: { orderId, shipmentIds, idempotencyKey } })).body.data
    .billShipments;
const issued = async (id: string, expectedVersion = 1): Promise<Reply['body']> =>
  (await store.ask({ query: issueText, variables: { id, expectedVersion } })).body.data
    .issueInvoice;
const refusal = (code: string, ...path: string[]): object => ({
  invoice: null,
  errors: [{ code, path }],
});
const minor = (value: { minorUnits: string }): number => Number(value.minorUnits);

const counts = async (): Promise<object | undefined> =>
  (
    await store.sql(`select (select count(*)::int from invoice) as invoices,
      (select count(*)::int from invoice_line) as lines, (select count(*)::int from command_log) as keys,
      (select count(*)::int from invoice_shipment) as shipments`)
  )[0];

beforeEach(() => {
  peers.signAs = undefined;
  peers.answers['freeze-billing-party'] = ({ invoiceId }: { invoiceId: string }) => ({
    answer: { snapshotId: `snapshot-of-${invoiceId}` },
  });
  goods({});
});

describe('billShipments refuses, and writes nothing', () => {
  let before: object | undefined;
  beforeEach(async () => {
    before = await counts();
  });
  const untouched = async (): Promise<void> => {
    expect(await counts()).toEqual(before);
  };

  test.each<[string, unknown[], string[]]>([
    ['no shipment', [], ['shipmentIds']],
    ['an empty id', [''], ['shipmentIds', '0']],
    ['a shipment named twice', ['s-1', 's-1'], ['shipmentIds', '1']],
    [
      'more shipments than a bill takes',
      Array.from({ length: 101 }, (_, i) => `s-${String(i)}`),
      ['shipmentIds'],
    ],
  ])('%s', async (_name, ids, path) => {
    expect(await billed('order-x', ids as string[])).toEqual(refusal('INVALID_INPUT', ...path));
    await untouched();
  });

  test('a key that is no UUID', async () => {
    expect(await billed('order-x', ['s-1'], 'again')).toEqual(
      refusal('INVALID_INPUT', 'idempotencyKey'),
    );
    await untouched();
  });

  test('an order that CRM does not know, or that nobody signed', async () => {
    for (const code of ['NOT_FOUND', 'ORDER_NOT_SIGNED']) {
      peers.answers['signed-lines'] = () => ({ refusal: { code } });
      expect(await billed('order-x', ['s-1'])).toEqual(refusal(code, 'orderId'));
    }
    await untouched();
  });

  test('a shipment that did not leave the dock for this order', async () => {
    goods({ 's-out': [['l1', '1.0000']] });
    expect(await billed('order-x', ['s-out', 's-planned'])).toEqual(
      refusal('NOT_FOUND', 'shipmentIds', '1'),
    );
    await untouched();
  });

  test('more than was signed', async () => {
    goods({ 's-much': [['l1', '10.0001']] });
    expect(await billed('order-x', ['s-much'])).toEqual(
      refusal('QUANTITY_EXCEEDED', 'shipmentIds'),
    );
    await untouched();
  });

  test('an account that finance has not confirmed', async () => {
    goods({ 's-new': [['l1', '1.0000']] }, { customerId: 'stranger' });
    expect(await billed('order-x', ['s-new'])).toEqual(refusal('ACCOUNT_NOT_CONFIRMED', 'orderId'));
    await untouched();
  });

  test('another currency than the account’s', async () => {
    goods({ 's-usd': [['l1', '1.0000']] }, { currency: 'USD' });
    expect(await billed('order-x', ['s-usd'])).toEqual(refusal('CURRENCY_MISMATCH', 'orderId'));
    await untouched();
  });

  test('goods for whose sale no tax is set up', async () => {
    goods({ 's-tax': [['l2', '1.0000']] }, { customerId: 'german' });
    // Germany has a standard rate and no reduced one in these books.
    expect(await billed('order-x', ['s-tax'])).toEqual(refusal('TAX_UNDETERMINED', 'orderId'));
    await untouched();
  });

  test('an answer that another process signed, or that has a surplus member', async () => {
    goods({ 's-1': [['l1', '1.0000']] });
    peers.signAs = 'governance';
    expect(await billed('order-x', ['s-1'])).toEqual(refusal('PEER_UNAVAILABLE'));
    peers.signAs = undefined;
    const honest = peers.answers['signed-lines'];
    peers.answers['signed-lines'] = (payload) => {
      const said = honest?.(payload) as { answer: object };
      return { answer: { ...said.answer, customerName: 'Ada' } };
    };
    expect(await billed('order-x', ['s-1'])).toEqual(refusal('PEER_UNAVAILABLE'));
    await untouched();
  });
});

describe('a bill', () => {
  test('takes price and discount from the signed order, and taxes each line by itself', async () => {
    goods({
      's-a': [['l1', '3.0000']],
      's-b': [
        ['l1', '2.0000'],
        ['l2', '1.0000'],
      ],
    });
    const { invoice, errors } = await billed('order-1', ['s-a', 's-b']);
    expect(errors).toEqual([]);
    // 5 × 3.33 = 16.65, less 10 % = 14.985, and a tie rounds to the even 14.98; 20 % of it is 2.996, so 3.00.
    // 1 × 9.99; 5.5 % of it is 0.549, so 0.55.
    expect(invoice).toMatchObject({
      ...{ number: null, version: 1, status: 'DRAFT', entityId: 'entity-fr' },
      ...{ issueDate: '2026-08-15', dueDate: '2026-09-14', roundingRule: 'PER_LINE' },
      ...{ order: { id: 'order-1' }, shipments: [{ id: 's-a' }, { id: 's-b' }] },
      ...{ netTotal: { minorUnits: '2497' }, taxTotal: { minorUnits: '355' } },
      ...{ grossTotal: { minorUnits: '2852' }, roundingDifference: { minorUnits: '0' } },
      amountDue: { minorUnits: '0' },
    });
    expect(
      invoice.lines.map((line: Reply['body']) => [
        ...[line.lineNumber, line.orderLine.id, line.product.id, line.quantity],
        ...[minor(line.unitPrice), minor(line.discount), minor(line.net), minor(line.tax)],
        line.taxCode.code,
      ]),
    ).toEqual([
      [1, 'order-1-l1', 'product-1', '5.0000', 333, 167, 1498, 300, 'FR-STD'],
      [2, 'order-1-l2', 'product-2', '1.0000', 999, 0, 999, 55, 'FR-RED'],
    ]);
    expect(invoice.taxBreakdown).toEqual([
      {
        ...{ taxCode: { code: 'FR-RED' }, base: { minorUnits: '999' }, tax: { minorUnits: '55' } },
        ...{ rate: '0.055000', rounding: 'PER_LINE' },
      },
      {
        ...{
          taxCode: { code: 'FR-STD' },
          base: { minorUnits: '1498' },
          tax: { minorUnits: '300' },
        },
        ...{ rate: '0.200000', rounding: 'PER_LINE' },
      },
    ]);
  });

  test('asks its two peers once, for this order and these shipments', async () => {
    goods({ 's-ask': [['l1', '1.0000']] });
    peers.asked.length = 0;
    await billed('order-ask', ['s-ask']);
    expect([...peers.asked].sort()).toEqual([
      ['shipped-quantities', { orderId: 'order-ask', shipmentIds: ['s-ask'] }],
      ['signed-lines', { orderId: 'order-ask' }],
    ]);
  });

  test('by document rounds the sum and states what its lines leave', async () => {
    goods(
      { 's-de': [['l1', '1.0000']], 's-de-2': [['l1', '1.0000']] },
      { customerId: 'german', ordered: '2.0000' },
    );
    const { invoice } = await billed('order-de', ['s-de', 's-de-2']);
    // 2 × 3.33 less 10 % = 5.994, so 5.99; 19 % of it is 1.1381, so 1.14; one line, nothing left.
    expect([
      invoice.roundingRule,
      minor(invoice.taxTotal),
      minor(invoice.roundingDifference),
    ]).toEqual(['PER_DOCUMENT', 114, 0]);
    // End of August and 15 days.
    expect(invoice.dueDate).toBe('2026-09-15');
  });

  test('of an export bears no tax, and of an intra-community sale the buyer’s', async () => {
    for (const [category, code, order] of [
      ...[
        ['EXPORT', 'FR-ZERO', 'order-ex'] as const,
        ['INTRA_COMMUNITY', 'FR-RC', 'order-ic'] as const,
      ],
    ]) {
      await store.sql(
        `update billing_profile set tax_category = $1 where customer_id = 'company'`,
        [category],
      );
      goods({ [`s-${order}`]: [['l1', '1.0000']] });
      const { invoice } = await billed(order, [`s-${order}`]);
      expect([invoice.lines[0].taxCode.code, minor(invoice.taxTotal)]).toEqual([code, 0]);
    }
    await store.sql(
      `update billing_profile set tax_category = 'DOMESTIC' where customer_id = 'company'`,
    );
  });

  test('in parts adds up to the whole order, however each part was rounded', async () => {
    const nets: number[] = [];
    for (let part = 0; part < 10; part += 1) {
      goods({ [`s-part-${String(part)}`]: [['l1', '1.0000']] });
      const { invoice } = await billed('order-parts', [`s-part-${String(part)}`]);
      nets.push(minor(invoice.netTotal));
    }
    // 10 × 3.33 less 10 % = 29.97, though one piece is 2.997.
    expect(nets.reduce((sum, net) => sum + net, 0)).toBe(2_997);
    expect([...new Set(nets)].sort()).toEqual([299, 300]);
  });

  test('is drawn up once for a shipment, also by two at once', async () => {
    goods({ 's-once': [['l1', '1.0000']] });
    const outcomes = await Promise.all([
      billed('order-once', ['s-once']),
      billed('order-once', ['s-once']),
    ]);
    expect(outcomes.filter(({ invoice }) => invoice !== null)).toHaveLength(1);
    expect(outcomes.find(({ invoice }) => invoice === null)).toEqual(
      refusal('QUANTITY_EXCEEDED', 'shipmentIds', '0'),
    );
  });

  test('counts what other shipments of the line billed before', async () => {
    goods({ 's-c1': [['l1', '6.0000']], 's-c2': [['l1', '4.0001']] });
    expect((await billed('order-count', ['s-c1'])).errors).toEqual([]);
    expect(await billed('order-count', ['s-c2'])).toEqual(
      refusal('QUANTITY_EXCEEDED', 'shipmentIds'),
    );
  });

  test('replayed with the same input is the first one, with another input refused', async () => {
    goods({ 's-r': [['l1', '1.0000']], 's-r2': [['l1', '1.0000']] });
    const key = randomUUID();
    const first = await billed('order-r', ['s-r'], key);
    const before = await counts();
    expect(await billed('order-r', ['s-r'], key)).toEqual(first);
    expect(await billed('order-r', ['s-r2'], key)).toEqual(
      refusal('REPLAY_MISMATCH', 'idempotencyKey'),
    );
    expect(await counts()).toEqual(before);
  });
});

describe('issueInvoice', () => {
  const drafted = async (name: string, options: Goods = {}): Promise<string> => {
    goods({ [`s-${name}`]: [['l1', '2.0000']] }, options);
    return (await billed(`order-${name}`, [`s-${name}`])).invoice.id as string;
  };

  test('refuses an unknown id, a stale version and a second issue', async () => {
    const id = await drafted('i1');
    expect(await issued('unheard-of')).toEqual(refusal('NOT_FOUND', 'id'));
    expect(await issued(id, 7)).toEqual(refusal('CONFLICT', 'expectedVersion'));
    expect(await issued(id, 0)).toEqual(refusal('INVALID_INPUT', 'expectedVersion'));
    expect((await issued(id)).errors).toEqual([]);
    expect(await issued(id, 1)).toEqual(refusal('CONFLICT', 'expectedVersion'));
    expect(await issued(id, 2)).toEqual(refusal('INVALID_TRANSITION', 'id'));
  });

  test('freezes no billed party for an invoice that cannot be issued', async () => {
    peers.asked.length = 0;
    await issued('unheard-of');
    expect(peers.asked).toEqual([]);
  });

  test('refuses when the billed party cannot be frozen, and the draft stays a draft', async () => {
    const id = await drafted('i2');
    peers.answers['freeze-billing-party'] = () => ({ refusal: { code: 'NOT_FOUND' } });
    expect(await issued(id)).toEqual(refusal('NOT_FOUND', 'id'));
    peers.signAs = 'governance';
    expect(await issued(id)).toEqual(refusal('PEER_UNAVAILABLE'));
    const [row] = await store.sql(`select status, number from invoice where id = $1`, [id]);
    expect(row).toEqual({ status: 'DRAFT', number: null });
  });

  test('numbers, dates and freezes, keeping of the billed party the reference alone', async () => {
    const id = await drafted('i3');
    peers.asked.length = 0;
    clock.set('2026-12-31T23:00:00Z');
    const { invoice, errors } = await issued(id);
    expect(errors).toEqual([]);
    expect(peers.asked).toEqual([
      ['freeze-billing-party', { invoiceId: id, customerId: 'company' }],
    ]);
    expect(invoice).toMatchObject({
      ...{ id, status: 'ISSUED', version: 2, issueDate: '2026-12-31', dueDate: '2027-01-30' },
      ...{ issuedAt: '2026-12-31T23:00:00.000Z', billingParty: { id: `snapshot-of-${id}` } },
      // 5.99 and 20 % of it, 1.198, so 1.20.
      amountDue: money(719),
    });
    expect(invoice.number).toMatch(/^FR-2026-00000\d$/);
    clock.set('2027-01-01T00:00:00Z');
    const next = await issued(await drafted('i4'));
    expect(next.invoice.number).toBe('FR-2027-000001');
    clock.set('2026-08-15T12:00:00Z');
  });

  test('of many at once leaves no gap in an entity’s year', async () => {
    const ids: string[] = [];
    for (let turn = 0; turn < 12; turn += 1) {
      ids.push(await drafted(`many-${String(turn)}`, { customerId: 'german' }));
    }
    const outcomes = await Promise.all([...ids, ...ids].map((id) => issued(id)));
    const numbers = outcomes.flatMap(({ invoice }) => (invoice === null ? [] : [invoice.number]));
    expect([...numbers].sort()).toEqual(
      ids.map((_, index) => `DE-2026-${String(index + 1).padStart(6, '0')}`),
    );
  });

  test('moves an order from the commitments to the receivables', async () => {
    await store.sql(`insert into credit_commitment (order_id, customer_id, currency, amount_minor, committed_at)
      values ('order-move', 'person', 'EUR', 2997, '2026-08-01')`);
    const credit = async (): Promise<number[]> => {
      const body = await entities(
        ...[store, 'rights', 'Customer', ['person']],
        `credit { uninvoicedOrders { minorUnits } openReceivables { minorUnits } }`,
      );
      const position = body.data._entities[0].credit;
      return [minor(position.uninvoicedOrders), minor(position.openReceivables)];
    };
    const status = async (): Promise<string> =>
      (await entities(store, 'billing', 'SalesOrder', ['order-move'], 'billingStatus')).data
        ._entities[0].billingStatus;
    const id = await drafted('move', { customerId: 'person' });
    expect([await credit(), await status()]).toEqual([[2_997, 0], 'NOT_BILLED']);
    await issued(id);
    expect([await credit(), await status()]).toEqual([[2_398, 719], 'PARTIALLY_BILLED']);
  });
});

test('an account manager may not bill, and nothing is asked of anybody', async () => {
  peers.asked.length = 0;
  const before = await counts();
  const { body } = await store.ask({
    query: bill,
    variables: { orderId: 'o', shipmentIds: ['s'], idempotencyKey: randomUUID() },
    claims: asPurpose('account-management'),
  });
  expect(body.errors[0].extensions.code).toBe('NOT_PERMITTED');
  expect(peers.asked).toEqual([]);
  expect(await counts()).toEqual(before);
});
