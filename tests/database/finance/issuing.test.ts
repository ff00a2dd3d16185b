import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Peers } from './peers.ts';
import type { TestStore } from '../../support/testStore.ts';
import { minor, openBillingDesk, refusal, type BillingDesk, type Goods } from './billingDesk.ts';
import { entities, money } from './financeStore.ts';

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
const issued: BillingDesk['issued'] = (...given) => desk.issued(...given);

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
    desk.clock.set('2026-12-31T23:00:00Z');
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
    desk.clock.set('2027-01-01T00:00:00Z');
    const next = await issued(await drafted('i4'));
    expect(next.invoice.number).toBe('FR-2027-000001');
    desk.clock.set('2026-08-15T12:00:00Z');
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
