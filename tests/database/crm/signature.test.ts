import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createCrmWorld, start, type CrmWorld } from './crmWorld.ts';
import { insert, orderLineRow, orderRow } from './fixtures.ts';

let world: CrmWorld;

beforeAll(async () => {
  world = await createCrmWorld();
  await insert(world.owner, 'contact', {
    id: 'contact-gone',
    customer_id: 'company',
    person_id: 'person-gone',
    role: 'BUYER',
    is_primary: false,
    status: 'LEFT_COMPANY',
  });
});
afterAll(() => world.close());

let count = 0;
const draft = async (customer = 'company'): Promise<string> => {
  count += 1;
  const id = `order-${String(count)}`;
  await insert(world.owner, 'sales_order', orderRow(id, customer));
  await insert(world.owner, 'sales_order_line', orderLineRow(id, 1));
  return id;
};

interface Sent {
  readonly id: string;
  readonly envelopeId: string;
  readonly documentSha256: string;
}

const requestSignature = (id: string, change: object = {}): ReturnType<CrmWorld['run']> =>
  world.run('requestOrderSignature', {
    id,
    expectedVersion: 1,
    signerPersonIds: ['person-company'],
    ...change,
  });

const sent = async (customer = 'company'): Promise<Sent> => {
  const id = await draft(customer);
  const { payload } = await requestSignature(id, { signerPersonIds: [`person-${customer}`] });
  const { signature } = payload.order;
  return { id, envelopeId: signature.id, documentSha256: signature.documentSha256 };
};

const recordSignature = (order: Sent, change: object = {}): ReturnType<CrmWorld['run']> =>
  world.run('recordOrderSignature', {
    ...order,
    expectedVersion: 2,
    completedAt: start,
    ...change,
  });

test.each<[guarantee: string, change: object, refusal: string]>([
  ['an unknown order', { id: 'nothing' }, 'NOT_FOUND id'],
  ['a stale version', { expectedVersion: 3 }, 'CONFLICT expectedVersion'],
  ['no signer', { signerPersonIds: [] }, 'INVALID_INPUT signerPersonIds'],
  [
    'the same signer twice',
    { signerPersonIds: ['person-company', 'person-company'] },
    'INVALID_INPUT signerPersonIds',
  ],
  [
    'a signer of another customer',
    { signerPersonIds: ['person-company', 'person-trader'] },
    'NOT_FOUND signerPersonIds.1',
  ],
  [
    'a signer who has left the customer',
    { signerPersonIds: ['person-gone'] },
    'NOT_FOUND signerPersonIds.0',
  ],
])('%s is refused, and nothing is sent for signing', async (_guarantee, change, refusal) => {
  const id = await draft();
  const before = await world.everything();
  expect((await requestSignature(id, change)).refusals).toEqual([refusal]);
  expect(await world.everything()).toBe(before);
});

test('an order that was sent is not sent again', async () => {
  const { id } = await sent();
  expect((await requestSignature(id, { expectedVersion: 2 })).refusals).toEqual([
    'INVALID_TRANSITION id',
  ]);
});

test('an order goes out under the fingerprint of its own words', async () => {
  const id = await draft();
  const { payload } = await requestSignature(id);
  expect(payload.order).toMatchObject({
    status: 'AWAITING_SIGNATURE',
    version: 2,
    signature: { status: 'SENT', sentAt: start },
  });
  const { body } = await world.read(
    '{ salesOrder(id: "' + id + '") { signature { provider signers { __typename id } } } }',
  );
  expect(body.data.salesOrder.signature.signers).toEqual([
    { __typename: 'Person', id: 'person-company' },
  ]);
  const other = await sent();
  expect(other.documentSha256).not.toBe(payload.order.signature.documentSha256);
});

test.each<[guarantee: string, change: object, refusal: string]>([
  ['an unknown order', { id: 'nothing' }, 'NOT_FOUND id'],
  ['a stale version', { expectedVersion: 1 }, 'CONFLICT expectedVersion'],
  ['an unknown envelope', { envelopeId: 'nothing' }, 'NOT_FOUND envelopeId'],
  ['a fingerprint that is none', { documentSha256: 'abc' }, 'INVALID_INPUT documentSha256'],
  [
    'the fingerprint of another document',
    { documentSha256: 'a'.repeat(64) },
    'SIGNATURE_INVALID documentSha256',
  ],
  ['a time to come', { completedAt: '2026-01-10T13:00:00Z' }, 'INVALID_INPUT completedAt'],
  [
    'a time before it was sent',
    { completedAt: '2026-01-09T12:00:00Z' },
    'INVALID_INPUT completedAt',
  ],
])('%s is refused, and the order stays unsigned', async (_guarantee, change, refusal) => {
  const order = await sent();
  const before = await world.everything();
  expect((await recordSignature(order, change)).refusals).toEqual([refusal]);
  expect(await world.everything()).toBe(before);
});

test('the envelope of another order signs nothing', async () => {
  const order = await sent();
  const other = await sent();
  const { refusals } = await recordSignature({ ...other, id: order.id });
  expect(refusals).toEqual(['NOT_FOUND envelopeId']);
});

test('an order whose words were changed since it was sent is not signed', async () => {
  const order = await sent();
  await world.owner.query(
    `update sales_order_line set quantity = 200 where order_id = '${order.id}'`,
  );
  expect((await recordSignature(order)).refusals).toEqual(['SIGNATURE_INVALID documentSha256']);
});

test('a draft is not signed', async () => {
  const id = await draft();
  const { refusals } = await recordSignature(
    { id, envelopeId: 'none', documentSha256: 'a'.repeat(64) },
    { expectedVersion: 1 },
  );
  expect(refusals).toEqual(['INVALID_TRANSITION id']);
});

test('a customer that we have signs, and no other store hears of it yet', async () => {
  const before = await world.events();
  const { payload, refusals } = await recordSignature(await sent());
  expect(refusals).toEqual([]);
  expect(payload.order).toMatchObject({
    status: 'SIGNED',
    signedAt: start,
    version: 3,
    customer: { id: 'company', lifecycle: 'ACTIVE', version: 1 },
    signature: { status: 'SIGNED', completedAt: start },
  });
  expect(await world.events()).toEqual(before);
});

test('with its first signed order a prospect becomes a customer, and each store hears its part', async () => {
  const orders = [await sent('prospect'), await sent('prospect')] as const;
  const before = (await world.events()).length;
  const { payload } = await recordSignature(orders[0]);
  expect(payload.order.customer).toMatchObject({ lifecycle: 'ACTIVE', version: 2 });
  const news = [
    {
      event: 'account-requested',
      receiver: 'finance',
      payload: {
        customerId: 'prospect',
        partyKind: 'LEGAL_PERSON',
        currency: 'EUR',
        country: 'FR',
      },
    },
    {
      event: 'customer-known',
      receiver: 'supply-chain',
      payload: { customerId: 'prospect', partyKind: 'LEGAL_PERSON' },
    },
  ];
  expect((await world.events()).slice(before)).toEqual(news);
  // Its second order is no news.
  await recordSignature(orders[1]);
  expect((await world.events()).slice(before)).toEqual(news);
});
