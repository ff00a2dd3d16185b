import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { withClient } from '../../../tools/postgres/provision.ts';
import type { Reply, TestStore } from '../../support/testStore.ts';
import { draft, invoiced } from './books.ts';
import { asPurpose, clockAt, entities, startFinance } from './financeStore.ts';

let store: TestStore;

beforeAll(async () => {
  store = await startFinance({ clock: clockAt('2026-08-15T12:00:00Z') });
  await withClient(store.database.url, async (client) => {
    for (const id of ['i-1', 'i-2', 'i-3', 'i-4', 'i-5', 'i-6', 'i-7']) {
      await invoiced(client, { id, netMinor: 1_000, dueDate: '2026-12-01' });
    }
    await invoiced(client, { id: 'hers', customerId: 'person', netMinor: 1_000 });
    await draft(client, { id: 'draft', netMinor: 1_000 });
    await invoiced(client, { id: 'written-off', netMinor: 1_000 });
    await client.query(
      `insert into invoice_exception values ('written-off', 'WRITTEN_OFF', '2026-08-01')`,
    );
  });
});
afterAll(() => store.close());

interface Allocation {
  readonly invoiceId: string;
  readonly amount: { readonly minorUnits: string; readonly currency: string };
}
const on = (invoiceId: string, minorUnits: number | string, currency = 'EUR'): Allocation => ({
  invoiceId,
  amount: { minorUnits: String(minorUnits), currency },
});

const payload = `payment { id version status direction amount { minorUnits } unallocated { minorUnits } valueDate
    allocations { amount { minorUnits } at invoice { id paymentStatus amountDue { minorUnits } } } } errors { code path }`;
const recordText = `mutation($direction: PaymentDirection!, $amount: MoneyInput!, $valueDate: Date!, $method: PaymentMethod!, $customerId: ID, $supplierId: ID, $instrumentRef: ID, $endToEndId: String!, $allocations: [AllocationInput!], $idempotencyKey: ID!) {
  recordPayment(direction: $direction, amount: $amount, valueDate: $valueDate, method: $method, customerId: $customerId, supplierId: $supplierId, instrumentRef: $instrumentRef, endToEndId: $endToEndId, allocations: $allocations, idempotencyKey: $idempotencyKey) { ${payload} } }`;
const allocateText = `mutation($id: ID!, $expectedVersion: Int!, $allocations: [AllocationInput!]!) {
  allocatePayment(id: $id, expectedVersion: $expectedVersion, allocations: $allocations) { ${payload} } }`;

const inputOf = (changes: object = {}): Readonly<Record<string, unknown>> => ({
  ...{ direction: 'INBOUND', amount: { minorUnits: '1000', currency: 'EUR' } },
  ...{ valueDate: '2026-08-14', method: 'SEPA_CREDIT_TRANSFER', customerId: 'company' },
  ...{ endToEndId: 'E2E-2026-1', idempotencyKey: randomUUID(), ...changes },
});
const ask = async (
  query: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<Reply['body']> => (await store.ask({ query, variables })).body;
const recorded = async (changes: object = {}): Promise<Reply['body']> =>
  (await ask(recordText, inputOf(changes))).data.recordPayment;
const allocate = async (
  id: string,
  allocations: readonly Allocation[],
  expectedVersion = 1,
): Promise<Reply['body']> =>
  (await ask(allocateText, { id, expectedVersion, allocations })).data.allocatePayment;
const cash = async (minorUnits: number, changes: object = {}): Promise<string> =>
  (await recorded({ amount: { minorUnits: String(minorUnits), currency: 'EUR' }, ...changes }))
    .payment.id as string;
const refusal = (code: string, ...path: string[]): object => ({
  payment: null,
  errors: [{ code, path }],
});
const counts = async (): Promise<object | undefined> =>
  (
    await store.sql(`select (select count(*)::int from payment) as payments,
      (select count(*)::int from payment_allocation) as allocations,
      (select count(*)::int from command_log) as keys, (select sum(version)::int from payment) as versions`)
  )[0];

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
