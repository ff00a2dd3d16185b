import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { signServiceToken } from '../../../lib/serviceToken.ts';
import { createCrmWorld, type CrmWorld } from './crmWorld.ts';
import { createOrderDesk, type OrderDesk } from './orderDesk.ts';

let world: CrmWorld;
let desk: OrderDesk;

beforeAll(async () => {
  world = await createCrmWorld();
  desk = createOrderDesk(world);
});
afterAll(() => world.close());

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
  expect(await askSignedLines(await desk.sent())).toEqual({
    refusal: { code: 'ORDER_NOT_SIGNED' },
  });
  expect(await askSignedLines('nothing')).toEqual({ refusal: { code: 'NOT_FOUND' } });
});

test('finance gets the signed lines at their signed prices', async () => {
  const id = await desk.signed({}, { quantity: '5', discount_pct: '2.50' });
  expect(await askSignedLines(id)).toEqual({
    answer: {
      customerId: 'company',
      currency: 'EUR',
      lines: [
        {
          lineId: `${id}-line-1`,
          productId: 'product-pump',
          quantity: '5.0000',
          unitPriceMinor: '5000',
          discountPct: '2.50',
        },
      ],
    },
  });
});
