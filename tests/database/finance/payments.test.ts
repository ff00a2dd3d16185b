import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Reply, TestStore } from '../../support/testStore.ts';
import { asPurpose, entities } from './financeStore.ts';
import {
  inputOf,
  on,
  openPaymentDesk,
  recordText,
  refusal,
  type PaymentDesk,
} from './paymentDesk.ts';

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
const ask: PaymentDesk['ask'] = (...given) => desk.ask(...given);
const recorded: PaymentDesk['recorded'] = (...given) => desk.recorded(...given);

describe('recordPayment refuses, and writes nothing', () => {
  test.each<[string, object, [string, ...string[]]]>([
    ['nobody as a party', { customerId: null }, ['INVALID_INPUT', 'customerId']],
    ['two parties', { supplierId: 's-1' }, ['INVALID_INPUT', 'supplierId']],
    ['a customer without an account', { customerId: 'unheard' }, ['NOT_FOUND', 'customerId']],
    [
      'an amount of nothing',
      { amount: { minorUnits: '0', currency: 'EUR' } },
      ['INVALID_INPUT', 'amount', 'minorUnits'],
    ],
    [
      'a negative amount',
      { amount: { minorUnits: '-1', currency: 'EUR' } },
      ['INVALID_INPUT', 'amount', 'minorUnits'],
    ],
    [
      'another currency than the account’s',
      { amount: { minorUnits: '1', currency: 'USD' } },
      ['CURRENCY_MISMATCH', 'amount', 'currency'],
    ],
    ['an empty reference', { endToEndId: '' }, ['INVALID_INPUT', 'endToEndId']],
    [
      'a reference longer than banks carry',
      { endToEndId: 'x'.repeat(36) },
      ['INVALID_INPUT', 'endToEndId'],
    ],
    [
      'a reference with other characters',
      { endToEndId: 'naïve@example.test' },
      ['INVALID_INPUT', 'endToEndId'],
    ],
    [
      'an account number as the reference',
      { endToEndId: 'FR7630006000011234567890189' },
      ['INVALID_INPUT', 'endToEndId'],
    ],
    [
      'an account number as the instrument',
      { instrumentRef: 'DE89 3704 0044 0532 0130 00' },
      ['INVALID_INPUT', 'instrumentRef'],
    ],
    ['an empty list of allocations', { allocations: [] }, ['INVALID_INPUT', 'allocations']],
    [
      'allocations of money that goes out',
      { direction: 'OUTBOUND', allocations: [on('i-1', 1)] },
      ['INVALID_INPUT', 'allocations'],
    ],
    [
      'allocations of a supplier’s money',
      { customerId: null, supplierId: 's-1', allocations: [on('i-1', 1)] },
      ['INVALID_INPUT', 'allocations'],
    ],
    [
      'an allocation of nothing',
      { allocations: [on('i-1', 0)] },
      ['INVALID_INPUT', 'allocations', '0', 'amount', 'minorUnits'],
    ],
    [
      'an allocation to an unknown invoice',
      { allocations: [on('i-1', 1), on('unheard', 1)] },
      ['NOT_FOUND', 'allocations', '1', 'invoiceId'],
    ],
    [
      'an allocation to a draft',
      { allocations: [on('draft', 1)] },
      ['INVALID_TRANSITION', 'allocations', '0', 'invoiceId'],
    ],
    [
      'an allocation to another customer’s invoice',
      { allocations: [on('hers', 1)] },
      ['NOT_FOUND', 'allocations', '0', 'invoiceId'],
    ],
    [
      'an allocation in another currency',
      { allocations: [on('i-1', 1, 'USD')] },
      ['CURRENCY_MISMATCH', 'allocations', '0', 'amount', 'currency'],
    ],
    [
      'allocations over the payment',
      { allocations: [on('i-1', 600), on('i-2', 401)] },
      ['AMOUNT_EXCEEDED', 'allocations', '1', 'amount', 'minorUnits'],
    ],
    [
      'an allocation over what is due',
      { amount: { minorUnits: '5000', currency: 'EUR' }, allocations: [on('i-1', 1001)] },
      ['AMOUNT_EXCEEDED', 'allocations', '0', 'amount', 'minorUnits'],
    ],
    [
      'one invoice twice, together over what is due',
      {
        amount: { minorUnits: '5000', currency: 'EUR' },
        allocations: [on('i-1', 600), on('i-1', 401)],
      },
      ['AMOUNT_EXCEEDED', 'allocations', '1', 'amount', 'minorUnits'],
    ],
    [
      'an allocation to what was written off',
      { allocations: [on('written-off', 1)] },
      ['AMOUNT_EXCEEDED', 'allocations', '0', 'amount', 'minorUnits'],
    ],
    ['a key that is no UUID', { idempotencyKey: 'again' }, ['INVALID_INPUT', 'idempotencyKey']],
  ])('%s', async (_name, changes, [code, ...path]) => {
    const before = await counts();
    expect(await recorded(changes)).toEqual(refusal(code, ...path));
    expect(await counts()).toEqual(before);
  });

  test('a date that is none, before anything runs', async () => {
    const { errors, data } = await ask(recordText, inputOf({ valueDate: '2026-02-30' }));
    expect(data?.recordPayment ?? null).toBeNull();
    expect(errors).toHaveLength(1);
    expect(JSON.stringify(errors)).not.toContain('2026-02-30');
  });

  test('an account manager', async () => {
    const { body } = await store.ask({
      ...{ query: recordText, variables: inputOf(), claims: asPurpose('account-management') },
    });
    expect(body.errors[0].extensions.code).toBe('NOT_PERMITTED');
  });
});

describe('recordPayment', () => {
  test('settles what came in, at once with its allocations', async () => {
    const { payment, errors } = await recorded({
      amount: { minorUnits: '1500', currency: 'EUR' },
      allocations: [on('i-1', 1_000), on('i-2', 300)],
    });
    expect(errors).toEqual([]);
    expect(payment).toMatchObject({
      ...{ version: 1, status: 'SETTLED', valueDate: '2026-08-14' },
      unallocated: { minorUnits: '200' },
    });
    expect(payment.allocations.map(({ invoice }: Reply['body']) => invoice)).toEqual(
      expect.arrayContaining([
        { id: 'i-1', paymentStatus: 'PAID', amountDue: { minorUnits: '0' } },
        { id: 'i-2', paymentStatus: 'PARTIALLY_PAID', amountDue: { minorUnits: '700' } },
      ]),
    );
  });

  test('leaves money that goes out a draft, to a customer or a supplier', async () => {
    const out = await recorded({ direction: 'OUTBOUND', endToEndId: 'REFUND-1' });
    expect(out.payment).toMatchObject({ status: 'DRAFT', direction: 'OUTBOUND' });
    const supplier = await recorded({
      ...{ direction: 'OUTBOUND', customerId: null, supplierId: 'supplier-1' },
    });
    expect(supplier.payment.status).toBe('DRAFT');
  });

  test('replayed creates nothing, and with another input is refused', async () => {
    const input = inputOf({ allocations: [on('i-3', 100)] });
    const run = async (changes: object = {}): Promise<Reply['body']> =>
      (await ask(recordText, { ...input, ...changes })).data.recordPayment;
    const first = await run();
    const before = await counts();
    expect(await run()).toEqual(first);
    expect(await run({ endToEndId: 'OTHER' })).toEqual(
      refusal('REPLAY_MISMATCH', 'idempotencyKey'),
    );
    expect(await counts()).toEqual(before);
  });

  test('is seen by the next question: cash, then balance', async () => {
    const receivables = async (): Promise<number[]> => {
      const body = await entities(
        ...[store, 'collections', 'Customer', ['person']],
        'receivables { balance { minorUnits } unallocatedCash { minorUnits } }',
      );
      const { balance, unallocatedCash } = body.data._entities[0].receivables;
      return [Number(balance.minorUnits), Number(unallocatedCash.minorUnits)];
    };
    expect(await receivables()).toEqual([1_000, 0]);
    const id = await cash(900, { customerId: 'person' });
    expect(await receivables()).toEqual([1_000, 900]);
    await allocate(id, [on('hers', 900)]);
    expect(await receivables()).toEqual([100, 0]);
  });
});
