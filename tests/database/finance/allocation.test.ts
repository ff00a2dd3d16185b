import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { TestStore } from '../../support/testStore.ts';
import { entities } from './financeStore.ts';
import { on, openPaymentDesk, refusal, type PaymentDesk } from './paymentDesk.ts';

let desk: PaymentDesk;
let store: TestStore;

beforeAll(async () => {
  desk = await openPaymentDesk();
  ({ store } = desk);
});
afterAll(() => store.close());

const counts: PaymentDesk['counts'] = () => desk.counts();
const allocate: PaymentDesk['allocate'] = (...given) => desk.allocate(...given);
const cash: PaymentDesk['cash'] = (...given) => desk.cash(...given);

describe('allocatePayment', () => {
  test('refuses an unknown payment, a stale version, an empty list and an outgoing payment', async () => {
    const id = await cash(500);
    const out = await cash(500, { direction: 'OUTBOUND' });
    const before = await counts();
    expect(await allocate('unheard', [on('i-4', 1)])).toEqual(refusal('NOT_FOUND', 'id'));
    expect(await allocate(id, [on('i-4', 1)], 2)).toEqual(refusal('CONFLICT', 'expectedVersion'));
    expect(await allocate(id, [])).toEqual(refusal('INVALID_INPUT', 'allocations'));
    expect(await allocate(out, [on('i-4', 1)])).toEqual(refusal('INVALID_TRANSITION', 'id'));
    expect(await counts()).toEqual(before);
  });

  test('refuses what is over the payment or over what is due, and keeps no part of it', async () => {
    const id = await cash(1_500);
    const before = await counts();
    const path = ['allocations', '1', 'amount', 'minorUnits'];
    expect(await allocate(id, [on('i-4', 500), on('i-5', 1_001)])).toEqual(
      refusal('AMOUNT_EXCEEDED', ...path),
    );
    expect(await allocate(id, [on('i-4', 1_000), on('i-5', 501)])).toEqual(
      refusal('AMOUNT_EXCEEDED', ...path),
    );
    expect(await counts()).toEqual(before);
    const { payment } = await allocate(id, [on('i-4', 1_000), on('i-5', 500)]);
    expect(payment).toMatchObject({ version: 2, unallocated: { minorUnits: '0' } });
  });

  test('of one payment twice at once counts once', async () => {
    const id = await cash(1_000);
    const outcomes = await Promise.all([
      allocate(id, [on('i-6', 400)]),
      allocate(id, [on('i-6', 400)]),
    ]);
    expect(outcomes.filter(({ payment }) => payment !== null)).toHaveLength(1);
    expect(outcomes.find(({ payment }) => payment === null)).toEqual(
      refusal('CONFLICT', 'expectedVersion'),
    );
  });

  test('of many payments to the same two invoices at once never takes more than is due', async () => {
    const ids = await Promise.all(Array.from({ length: 8 }, () => cash(500)));
    const outcomes = await Promise.all(
      ids.map((id, index) => {
        const wanted = [on('i-6', 150), on('i-7', 250)];
        return allocate(id, index % 2 === 0 ? wanted : wanted.toReversed());
      }),
    );
    const refused = outcomes.filter(({ payment }) => payment === null);
    // 600 are left on i-6 and 1,000 on i-7: four of eight find room.
    expect(outcomes.length - refused.length).toBe(4);
    for (const outcome of refused) expect(outcome.errors[0].code).toBe('AMOUNT_EXCEEDED');
    const body = await entities(
      ...[store, 'billing', 'Invoice', ['i-6', 'i-7']],
      'amountDue { minorUnits } paymentStatus',
    );
    expect(body.data._entities).toEqual([
      { amountDue: { minorUnits: '0' }, paymentStatus: 'PAID' },
      { amountDue: { minorUnits: '0' }, paymentStatus: 'PAID' },
    ]);
  });
});
