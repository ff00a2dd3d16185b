import { randomUUID } from 'node:crypto';
import { withClient } from '../../../tools/postgres/provision.ts';
import type { Reply, TestStore } from '../../support/testStore.ts';
import { draft, invoiced } from './books.ts';
import { clockAt, startFinance } from './financeStore.ts';

export interface Allocation {
  readonly invoiceId: string;
  readonly amount: { readonly minorUnits: string; readonly currency: string };
}
export const on = (
  invoiceId: string,
  minorUnits: number | string,
  currency = 'EUR',
): Allocation => ({
  invoiceId,
  amount: { minorUnits: String(minorUnits), currency },
});

const payload = `payment { id version status direction amount { minorUnits } unallocated { minorUnits } valueDate
    allocations { amount { minorUnits } at invoice { id paymentStatus amountDue { minorUnits } } } } errors { code path }`;
export const recordText = `mutation($direction: PaymentDirection!, $amount: MoneyInput!, $valueDate: Date!, $method: PaymentMethod!, $customerId: ID, $supplierId: ID, $instrumentRef: ID, $endToEndId: String!, $allocations: [AllocationInput!], $idempotencyKey: ID!) {
  recordPayment(direction: $direction, amount: $amount, valueDate: $valueDate, method: $method, customerId: $customerId, supplierId: $supplierId, instrumentRef: $instrumentRef, endToEndId: $endToEndId, allocations: $allocations, idempotencyKey: $idempotencyKey) { ${payload} } }`;
const allocateText = `mutation($id: ID!, $expectedVersion: Int!, $allocations: [AllocationInput!]!) {
  allocatePayment(id: $id, expectedVersion: $expectedVersion, allocations: $allocations) { ${payload} } }`;

export const inputOf = (changes: object = {}): Readonly<Record<string, unknown>> => ({
  ...{ direction: 'INBOUND', amount: { minorUnits: '1000', currency: 'EUR' } },
  ...{ valueDate: '2026-08-14', method: 'SEPA_CREDIT_TRANSFER', customerId: 'company' },
  ...{ endToEndId: 'E2E-2026-1', idempotencyKey: randomUUID(), ...changes },
});

export const refusal = (code: string, ...path: string[]): object => ({
  payment: null,
  errors: [{ code, path }],
});

/** Finance with open invoices of 10.00, as an accountant meets it. */
export interface PaymentDesk {
  readonly store: TestStore;
  readonly ask: (
    query: string,
    variables: Readonly<Record<string, unknown>>,
  ) => Promise<Reply['body']>;
  readonly recorded: (changes?: object) => Promise<Reply['body']>;
  readonly allocate: (
    id: string,
    allocations: readonly Allocation[],
    expectedVersion?: number,
  ) => Promise<Reply['body']>;
  /** Records money that came in from the company; answers the payment's id. */
  readonly cash: (minorUnits: number, changes?: object) => Promise<string>;
  readonly counts: () => Promise<object | undefined>;
}

export async function openPaymentDesk(): Promise<PaymentDesk> {
  const store = await startFinance({ clock: clockAt('2026-08-15T12:00:00Z') });
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
  const ask: PaymentDesk['ask'] = async (query, variables) =>
    (await store.ask({ query, variables })).body;
  const recorded: PaymentDesk['recorded'] = async (changes) =>
    (await ask(recordText, inputOf(changes))).data.recordPayment;
  return {
    store,
    ask,
    recorded,
    allocate: async (id, allocations, expectedVersion = 1) =>
      (await ask(allocateText, { id, expectedVersion, allocations })).data.allocatePayment,
    cash: async (minorUnits, changes = {}) => {
      const amount = { minorUnits: String(minorUnits), currency: 'EUR' };
      return (await recorded({ amount, ...changes })).payment.id as string;
    },
    counts: async () =>
      (
        await store.sql(`select (select count(*)::int from payment) as payments,
          (select count(*)::int from payment_allocation) as allocations,
          (select count(*)::int from command_log) as keys,
          (select sum(version)::int from payment) as versions`)
      )[0],
  };
}
