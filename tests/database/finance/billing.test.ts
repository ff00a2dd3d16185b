import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Peers } from './peers.ts';
import type { Reply, TestStore } from '../../support/testStore.ts';
import { billText, minor, openBillingDesk, refusal, type BillingDesk } from './billingDesk.ts';
import { asPurpose } from './financeStore.ts';

let desk: BillingDesk;
let store: TestStore;
let peers: Peers;

beforeAll(async () => {
  desk = await openBillingDesk();
  ({ store, peers } = desk);
});
afterAll(() => desk.close());
beforeEach(() => {
  desk.reset();
});

const goods: BillingDesk['goods'] = (...given) => {
  desk.goods(...given);
};
const billed: BillingDesk['billed'] = (...given) => desk.billed(...given);
const counts: BillingDesk['counts'] = () => desk.counts();

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

test('an account manager may not bill, and nothing is asked of anybody', async () => {
  peers.asked.length = 0;
  const before = await counts();
  const { body } = await store.ask({
    query: billText,
    variables: { orderId: 'o', shipmentIds: ['s'], idempotencyKey: randomUUID() },
    claims: asPurpose('account-management'),
  });
  expect(body.errors[0].extensions.code).toBe('NOT_PERMITTED');
  expect(peers.asked).toEqual([]);
  expect(await counts()).toEqual(before);
});
