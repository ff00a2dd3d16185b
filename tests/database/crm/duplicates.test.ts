import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createCrmWorld, type CrmWorld } from './crmWorld.ts';
import { createOrderDesk, type LineTerms, type OrderDesk, type Terms } from './orderDesk.ts';

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
  await desk.released(first.order, first.line);
  const id = await desk.signed(second.order, second.line);
  expect((await desk.release(id)).refusals).toEqual(isDuplicate ? ['ORDER_DUPLICATE id'] : []);
});

test('of two twins that are released at once, one passes', async () => {
  const twins = [
    await desk.signed({}, { quantity: '990' }),
    await desk.signed({}, { quantity: '990' }),
  ];
  const outcomes = await Promise.all(twins.map((id) => desk.release(id)));
  expect(outcomes.flatMap(({ refusals }) => refusals)).toEqual(['ORDER_DUPLICATE id']);
});
