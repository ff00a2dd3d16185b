import { expect, test } from '@jest/globals';
import type { EventRecord } from '../../../tools/proof/orders/books.ts';
import type { Order } from '../../../tools/proof/orders/desk.ts';
import { verdictOf, type Arrived, type Verdict } from '../../../tools/proof/orders/verdict.ts';

const line = { lineId: 'l1', productId: 'p1', quantity: '2.0000', requestedDate: '2026-01-05' };
const order: Order = {
  ...{ id: 'o1', version: 4, reference: 'PO-1', amountMinor: '4200', lines: [line] },
  buyer: { customerId: 'c1', addressId: 'a1', signerId: 's1' },
};
const event = (name: string, changes: Partial<EventRecord> = {}): EventRecord => ({
  ...{ sequence: 1, id: name, event: name, about: 'o1', acknowledged: true, arrivals: 1 },
  ...changes,
});
const committed = event('order-committed');
const events = [event('order-released'), committed];
const right: Arrived = { fulfilments: 1, lines: [line], amounts: ['4200'], events };

const unseen = event('order-released', { arrivals: 0 });
const twice = event('order-released', { arrivals: 2 });

test.each<[string, Verdict, Partial<Arrived>]>([
  ['no fulfilment', 'lost', { fulfilments: 0, lines: [] }],
  ['no amount', 'lost', { amounts: [] }],
  ['a message that was never written', 'lost', { events: events.slice(1) }],
  ['a message that never arrived', 'lost', { events: [unseen, committed] }],
  ['two fulfilments', 'doubled', { fulfilments: 2, lines: [line, line] }],
  ['two amounts', 'doubled', { amounts: ['4200', '4200'] }],
  ['a line twice', 'doubled', { lines: [line, line] }],
  ['a message written twice', 'doubled', { events: [...events, event('order-released')] }],
  ['a message taken in twice', 'doubled', { events: [twice, committed] }],
  ['another amount', 'different', { amounts: ['4201'] }],
  ['another quantity', 'different', { lines: [{ ...line, quantity: '3.0000' }] }],
  ['another line', 'different', { lines: [{ ...line, lineId: 'l2' }] }],
  ['a line too few', 'different', { lines: [] }],
  ['one of everything, as it was ordered,', 'once', {}],
])('an order with %s is judged %s', (_name, verdict, changes) => {
  expect(verdictOf(order, { ...right, ...changes })).toBe(verdict);
});
