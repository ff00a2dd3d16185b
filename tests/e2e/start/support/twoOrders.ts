import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import type { KeyRing, StoreDoor } from './storeDoor.ts';

/** Supply chain's seeded orders are all done: what CRM would send gives it two to promise. */
export async function twoOrdersArrive(supplyChain: StoreDoor, ring: KeyRing): Promise<void> {
  const [product] = await supplyChain.sql<{ id: string }>('select id from product limit 1');
  if (product === undefined) throw new TypeError('supply chain has no product');
  const events = [randomUUID(), randomUUID()].map((orderId) => ({
    id: randomUUID(),
    event: 'order-released',
    payload: {
      ...{ orderId, customerId: randomUUID(), shipToAddressId: null },
      lines: [
        {
          ...{ lineId: randomUUID(), productId: product.id },
          ...{ quantity: '1', requestedDate: '2026-12-01' },
        },
      ],
    },
  }));
  const body = JSON.stringify({ events });
  const authorization = ring.serviceToken('crm', 'supply-chain', body);
  const reply = await supplyChain.post('/events', body, { authorization });
  expect(reply.body).toMatchObject({ results: [{ status: 'done' }, { status: 'done' }] });
}
