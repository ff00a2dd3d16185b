import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { signServiceToken } from '../../../lib/serviceToken.ts';
import { createCrmWorld, start, type CrmWorld } from './crmWorld.ts';
import { insert, orderLineRow, orderRow } from './fixtures.ts';

let world: CrmWorld;

beforeAll(async () => {
  world = await createCrmWorld();
});
afterAll(() => world.close());

const soon = '2026-01-10T12:05:00.000Z';
const yes = (rule: string, change: object = {}): object => ({
  rule,
  passed: true,
  at: start,
  validUntil: soon,
  ...change,
});

beforeEach(() => {
  world.finance.signsAs = 'finance';
  world.finance.calls.length = 0;
  world.finance.answers['attest-account'] = yes('ACCOUNT_CONFIRMED');
  world.finance.answers['attest-credit'] = yes('CREDIT_APPROVED');
});

interface Terms {
  readonly customer_id?: string;
  readonly purchase_order_ref?: string;
  readonly order_date?: string;
}
interface LineTerms {
  readonly quantity?: string;
  readonly discount_pct?: string;
}

let count = 0;
/** Lines differ from order to order, so that none looks like another unless a test wants it. */
const draft = async (more: Terms = {}, line: LineTerms = {}): Promise<string> => {
  count += 1;
  const id = `order-${String(count)}`;
  const customer = more.customer_id ?? 'company';
  await insert(world.owner, 'sales_order', orderRow(id, customer, { ...more }));
  await insert(
    world.owner,
    'sales_order_line',
    orderLineRow(id, 1, { quantity: String(count), ...line }),
  );
  return id;
};

const sent = async (...arranged: Parameters<typeof draft>): Promise<string> => {
  const id = await draft(...arranged);
  const { refusals } = await world.run('requestOrderSignature', {
    id,
    expectedVersion: 1,
    signerPersonIds: [`person-${arranged[0]?.customer_id ?? 'company'}`],
  });
  expect(refusals).toEqual([]);
  return id;
};

const signed = async (...arranged: Parameters<typeof draft>): Promise<string> => {
  const id = await sent(...arranged);
  const { rows } = await world.owner.query<{ id: string; document_sha256: string }>(
    `select e.id, e.document_sha256 from signature_envelope e
       join sales_order o on o.signature_id = e.id where o.id = $1`,
    [id],
  );
  const { refusals } = await world.run('recordOrderSignature', {
    id,
    expectedVersion: 2,
    envelopeId: rows[0]?.id,
    documentSha256: rows[0]?.document_sha256,
    completedAt: start,
  });
  expect(refusals).toEqual([]);
  return id;
};

const release = (id: string, change: object = {}): ReturnType<CrmWorld['run']> =>
  world.run('releaseOrderToErp', { id, expectedVersion: 3, ...change });

const isRefused = async (id: string, refusal: string, change: object = {}): Promise<void> => {
  const before = await world.everything();
  expect((await release(id, change)).refusals).toEqual([refusal]);
  expect(await world.everything()).toBe(before);
};

const released = async (...arranged: Parameters<typeof draft>): Promise<string> => {
  const id = await signed(...arranged);
  expect((await release(id)).refusals).toEqual([]);
  return id;
};

test('an order that nobody has signed does not pass, and finance is not even asked', async () => {
  await isRefused(await draft(), 'ORDER_NOT_SIGNED id', { expectedVersion: 1 });
  await isRefused(await sent(), 'ORDER_NOT_SIGNED id', { expectedVersion: 2 });
  expect(world.finance.calls).toEqual([]);
});

test('an unknown order, a stale version and an unknown instance are refused', async () => {
  const id = await signed();
  await isRefused('nothing', 'NOT_FOUND id');
  await isRefused(id, 'CONFLICT expectedVersion', { expectedVersion: 2 });
  await isRefused(id, 'NOT_FOUND erpInstanceId', { erpInstanceId: 'erp-none' });
});

test('a customer that is blocked gets nothing out', async () => {
  const id = await signed({ customer_id: 'trader' });
  await world.owner.query(`update customer set lifecycle = 'BLOCKED' where id = 'trader'`);
  await isRefused(id, 'ACCOUNT_NOT_CONFIRMED id');
  await world.owner.query(`update customer set lifecycle = 'ACTIVE' where id = 'trader'`);
});

test('an order whose signature is void does not pass', async () => {
  const id = await signed();
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
    yes('ACCOUNT_CONFIRMED', { passed: false }),
    'ACCOUNT_NOT_CONFIRMED id',
  ],
  [
    'a confirmation that has run out',
    'attest-account',
    yes('ACCOUNT_CONFIRMED', { validUntil: '2026-01-10T11:59:59Z' }),
    'ACCOUNT_NOT_CONFIRMED id',
  ],
  [
    'credit that finance refuses',
    'attest-credit',
    yes('CREDIT_APPROVED', { passed: false }),
    'CREDIT_BLOCKED id',
  ],
  [
    'an approval that has run out',
    'attest-credit',
    yes('CREDIT_APPROVED', { validUntil: '2026-01-10T11:59:59Z' }),
    'CREDIT_BLOCKED id',
  ],
  ['an answer to another rule', 'attest-credit', yes('ACCOUNT_CONFIRMED'), 'PEER_UNAVAILABLE id'],
  [
    'an answer that brings a figure along',
    'attest-credit',
    yes('CREDIT_APPROVED', { limitMinor: '1' }),
    'PEER_UNAVAILABLE',
  ],
])('%s keeps the order back, and nothing is written', async (_guarantee, call, answer, refusal) => {
  const id = await signed();
  world.finance.answers[call] = answer;
  await isRefused(id, refusal);
});

test('while finance does not answer, nothing passes', async () => {
  const id = await signed();
  delete world.finance.answers['attest-credit'];
  await isRefused(id, 'PEER_UNAVAILABLE');
});

test('a yes that finance did not sign is none', async () => {
  const id = await signed();
  world.finance.signsAs = 'supply-chain';
  await isRefused(id, 'PEER_UNAVAILABLE');
});

test('finance is asked for the customer and the order alone', async () => {
  const id = await released();
  expect([...world.finance.calls].sort((left, right) => (left.call < right.call ? -1 : 1))).toEqual(
    [
      { call: 'attest-account', payload: { customerId: 'company' } },
      { call: 'attest-credit', payload: { orderId: id } },
    ],
  );
});

test('what crosses is exactly what the gate lists, and its names are kept', async () => {
  const before = (await world.events()).length;
  const id = await signed({ purchase_order_ref: 'PO-77' });
  const { payload, refusals } = await release(id);
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
            quantity: `${String(count)}.0000`,
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
  const id = await signed();
  const { payload } = await release(id);
  const { checks } = payload.order.gate;
  expect(
    checks.map(({ rule, passed }: { rule: string; passed: boolean }) => [rule, passed]).sort(),
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
    expect(JSON.parse(kept.body)).toMatchObject({ answer: { passed: true, validUntil: soon } });
    expect(kept.signature).toMatch(/^Referent-Service /);
  }
});

test('an order is released once', async () => {
  const id = await released();
  await isRefused(id, 'INVALID_TRANSITION id', { expectedVersion: 4 });
});

interface Arranged {
  readonly order?: Terms;
  readonly line: LineTerms;
}

test.each<[guarantee: string, first: Arranged, second: Arranged, isDuplicate: boolean]>([
  [
    'the same reference of the customer, other lines',
    { order: { purchase_order_ref: 'PO-1' }, line: { quantity: '901' } },
    { order: { purchase_order_ref: 'PO-1' }, line: { quantity: '902' } },
    true,
  ],
  [
    'the same lines on the same day',
    { line: { quantity: '903' } },
    { line: { quantity: '903' } },
    true,
  ],
  [
    'the same lines on the same day, one without a reference',
    { order: { purchase_order_ref: 'PO-2' }, line: { quantity: '904' } },
    { line: { quantity: '904' } },
    true,
  ],
  [
    'the same lines under another reference',
    { order: { purchase_order_ref: 'PO-3' }, line: { quantity: '905' } },
    { order: { purchase_order_ref: 'PO-4' }, line: { quantity: '905' } },
    false,
  ],
  [
    'the same lines on another day',
    { line: { quantity: '906' } },
    { order: { order_date: '2026-01-06' }, line: { quantity: '906' } },
    false,
  ],
  [
    'the same lines of another customer',
    { line: { quantity: '907' } },
    { order: { customer_id: 'person' }, line: { quantity: '907' } },
    false,
  ],
  [
    'the same reference of another customer',
    { order: { purchase_order_ref: 'PO-5' }, line: { quantity: '908' } },
    { order: { customer_id: 'person', purchase_order_ref: 'PO-5' }, line: { quantity: '909' } },
    false,
  ],
])('%s: duplicate or not', async (_guarantee, first, second, isDuplicate) => {
  await released(first.order, first.line);
  const id = await signed(second.order, second.line);
  expect((await release(id)).refusals).toEqual(isDuplicate ? ['ORDER_DUPLICATE id'] : []);
});

test('of two twins that are released at once, one passes', async () => {
  const twins = [await signed({}, { quantity: '990' }), await signed({}, { quantity: '990' })];
  const outcomes = await Promise.all(twins.map((id) => release(id)));
  expect(outcomes.flatMap(({ refusals }) => refusals)).toEqual(['ORDER_DUPLICATE id']);
});

/** Finance asks, as it does when it bills. */
const askSignedLines = async (orderId: string): Promise<unknown> => {
  const body = JSON.stringify({ call: 'signed-lines', payload: { orderId } });
  const { installation, post } = world.store;
  const authorization = signServiceToken(installation.stores.finance, {
    from: 'finance',
    to: 'crm',
    id: randomUUID(),
    body,
    clock: world.clock,
  });
  return (await post('/call', body, { authorization })).body;
};

test('finance gets no lines of an order that is not signed, or that there is not', async () => {
  expect(await askSignedLines(await sent())).toEqual({ refusal: { code: 'ORDER_NOT_SIGNED' } });
  expect(await askSignedLines('nothing')).toEqual({ refusal: { code: 'NOT_FOUND' } });
});

test('finance gets the signed lines at their signed prices', async () => {
  const id = await signed({}, { discount_pct: '2.50' });
  expect(await askSignedLines(id)).toEqual({
    answer: {
      customerId: 'company',
      currency: 'EUR',
      lines: [
        {
          lineId: `${id}-line-1`,
          productId: 'product-pump',
          quantity: `${String(count)}.0000`,
          unitPriceMinor: '5000',
          discountPct: '2.50',
        },
      ],
    },
  });
});
