import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createCrmWorld, start, type CrmWorld } from './crmWorld.ts';
import { attestation, attestedUntil, createOrderDesk, type OrderDesk } from './orderDesk.ts';

let world: CrmWorld;
let desk: OrderDesk;

beforeAll(async () => {
  world = await createCrmWorld();
  desk = createOrderDesk(world);
});
afterAll(() => world.close());
beforeEach(() => {
  desk.financeAgrees();
});

const isRefused = async (id: string, refusal: string, change: object = {}): Promise<void> => {
  const before = await world.everything();
  expect((await desk.release(id, change)).refusals).toEqual([refusal]);
  expect(await world.everything()).toBe(before);
};

test('an order that nobody has signed does not pass, and finance is not even asked', async () => {
  await isRefused(await desk.draft(), 'ORDER_NOT_SIGNED id', { expectedVersion: 1 });
  await isRefused(await desk.sent(), 'ORDER_NOT_SIGNED id', { expectedVersion: 2 });
  expect(world.finance.calls).toEqual([]);
});

test('an unknown order, a stale version and an unknown instance are refused', async () => {
  const id = await desk.signed();
  await isRefused('nothing', 'NOT_FOUND id');
  await isRefused(id, 'CONFLICT expectedVersion', { expectedVersion: 2 });
  await isRefused(id, 'NOT_FOUND erpInstanceId', { erpInstanceId: 'erp-none' });
});

test('a customer that is blocked gets nothing out', async () => {
  const id = await desk.signed({ customer_id: 'trader' });
  await world.owner.query(`update customer set lifecycle = 'BLOCKED' where id = 'trader'`);
  await isRefused(id, 'ACCOUNT_NOT_CONFIRMED id');
  await world.owner.query(`update customer set lifecycle = 'ACTIVE' where id = 'trader'`);
});

test('an order whose signature is void does not pass', async () => {
  const id = await desk.signed();
  await world.owner.query(
    `update signature_envelope set status = 'VOIDED'
      where id = (select signature_id from sales_order where id = $1)`,
    [id],
  );
  await isRefused(id, 'SIGNATURE_INVALID id');
});

test.each<[guarantee: string, call: string, answer: object, refusal: string]>([
  [
    'an account that finance has not confirmed',
    'attest-account',
    attestation('ACCOUNT_CONFIRMED', { passed: false }),
    'ACCOUNT_NOT_CONFIRMED id',
  ],
  [
    'a confirmation that has run out',
    'attest-account',
    attestation('ACCOUNT_CONFIRMED', { validUntil: '2026-01-10T11:59:59Z' }),
    'ACCOUNT_NOT_CONFIRMED id',
  ],
  [
    'credit that finance refuses',
    'attest-credit',
    attestation('CREDIT_APPROVED', { passed: false }),
    'CREDIT_BLOCKED id',
  ],
  [
    'an approval that has run out',
    'attest-credit',
    attestation('CREDIT_APPROVED', { validUntil: '2026-01-10T11:59:59Z' }),
    'CREDIT_BLOCKED id',
  ],
  [
    'an answer to another rule',
    'attest-credit',
    attestation('ACCOUNT_CONFIRMED'),
    'PEER_UNAVAILABLE id',
  ],
  [
    'an answer that brings a figure along',
    'attest-credit',
    attestation('CREDIT_APPROVED', { limitMinor: '1' }),
    'PEER_UNAVAILABLE',
  ],
])('%s keeps the order back, and nothing is written', async (_guarantee, call, answer, refusal) => {
  const id = await desk.signed();
  world.finance.answers[call] = answer;
  await isRefused(id, refusal);
});

test('while finance does not answer, nothing passes', async () => {
  const id = await desk.signed();
  delete world.finance.answers['attest-credit'];
  await isRefused(id, 'PEER_UNAVAILABLE');
});

test('a yes that finance did not sign is none', async () => {
  const id = await desk.signed();
  world.finance.signsAs = 'supply-chain';
  await isRefused(id, 'PEER_UNAVAILABLE');
});

test('finance is asked for the customer and the order alone', async () => {
  const id = await desk.released();
  expect([...world.finance.calls].sort((left, right) => (left.call < right.call ? -1 : 1))).toEqual(
    [
      { call: 'attest-account', payload: { customerId: 'company' } },
      { call: 'attest-credit', payload: { orderId: id } },
    ],
  );
});

test('what crosses is exactly what the gate lists, and its names are kept', async () => {
  const before = (await world.events()).length;
  const id = await desk.signed({ purchase_order_ref: 'PO-77' }, { quantity: '77' });
  const { payload, refusals } = await desk.release(id);
  expect(refusals).toEqual([]);
  expect((await world.events()).slice(before)).toEqual([
    {
      event: 'order-released',
      receiver: 'supply-chain',
      payload: {
        orderId: id,
        customerId: 'company',
        shipToAddressId: 'address-ship',
        lines: [
          {
            lineId: `${id}-line-1`,
            productId: 'product-pump',
            quantity: '77.0000',
            requestedDate: '2026-02-01',
          },
        ],
      },
    },
    {
      event: 'order-committed',
      receiver: 'finance',
      payload: { orderId: id, customerId: 'company', amountMinor: '10000', currency: 'EUR' },
    },
  ]);
  expect(payload.order).toMatchObject({ status: 'RELEASED_TO_ERP', version: 4 });
  expect(payload.order.gate).toMatchObject({
    allowed: true,
    at: start,
    crossedFields: [
      'Customer.id',
      'SalesOrder.id',
      'SalesOrder.netTotal',
      'SalesOrderLine.id',
      'SalesOrderLine.quantity',
      'SalesOrderLine.requestedDate',
      'lines.productId',
      'shipToAddressId',
    ],
  });
});

test('each check is kept, and those of finance with the signed text that proves them', async () => {
  const id = await desk.signed();
  const { payload } = await desk.release(id);
  const { checks } = payload.order.gate;
  expect(
    checks.map(({ rule, passed }: { rule: string; passed: boolean }) => [rule, passed]),
  ).toEqual([
    ['ACCOUNT_CONFIRMED', true],
    ['CREDIT_APPROVED', true],
    ['NOT_DUPLICATE', true],
    ['ORDER_IS_SIGNED', true],
    ['PARTY_IS_CUSTOMER', true],
    ['SIGNATURE_VALID', true],
  ]);
  const { rows } = await world.owner.query<{ rule: string; attestation: string }>(
    `select c.rule, c.attestation from gate_check c join gate_decision d on d.id = c.decision_id
      where d.order_id = $1 and c.attestation is not null order by c.rule`,
    [id],
  );
  expect(rows.map(({ rule }) => rule)).toEqual(['ACCOUNT_CONFIRMED', 'CREDIT_APPROVED']);
  for (const { attestation } of rows) {
    const kept = JSON.parse(attestation) as { body: string; signature: string };
    expect(JSON.parse(kept.body)).toMatchObject({
      answer: { passed: true, validUntil: attestedUntil },
    });
    expect(kept.signature).toMatch(/^Referent-Service /);
  }
});

test('an order is released once', async () => {
  const id = await desk.released();
  await isRefused(id, 'INVALID_TRANSITION id', { expectedVersion: 4 });
});
