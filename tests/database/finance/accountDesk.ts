import { randomUUID } from 'node:crypto';
import { signServiceToken } from '../../../lib/serviceToken.ts';
import type { Reply, TestStore } from '../../support/testStore.ts';
import type { TestInstallation } from '../../support/installation.ts';
import {
  asPurpose,
  clockAt,
  startFinance,
  testInstallation,
  type SetClock,
} from './financeStore.ts';

export const requested = (customerId: string, changes: object = {}): object => ({
  ...{ customerId, partyKind: 'LEGAL_PERSON', currency: 'EUR', country: 'DE', ...changes },
});

const confirmText = `mutation($customerId: ID!, $paymentTerms: ID!, $creditLimit: MoneyInput!, $taxCategory: TaxCategory!, $expectedVersion: Int!) {
  confirmCustomerAccount(customerId: $customerId, paymentTerms: $paymentTerms, creditLimit: $creditLimit, taxCategory: $taxCategory, expectedVersion: $expectedVersion) {
    customer { id billing { status version currency taxCategory paymentTerms { code } legalEntity { id } receivableAccount { code } confirmedAt } credit { available { minorUnits currency exponent } onHold } }
    errors { code path } } }`;
export const checkText = `mutation($orderId: ID!, $customerId: ID!, $amount: MoneyInput!, $idempotencyKey: ID!) {
  checkCredit(orderId: $orderId, customerId: $customerId, amount: $amount, idempotencyKey: $idempotencyKey) {
    check { id at decision reasons exposureBefore { minorUnits } orderAmount { minorUnits } limit { minorUnits } decidedBy validUntil }
    errors { code path } } }`;
export interface Check {
  readonly orderId?: string;
  readonly customerId?: string;
  readonly minorUnits?: string;
  readonly currency?: string;
  readonly idempotencyKey?: string;
}

/** Finance as CRM, an accountant and a credit controller meet it. */
export interface AccountDesk {
  readonly store: TestStore;
  readonly clock: SetClock;
  readonly installation: TestInstallation;
  /** The receiver's word on one event of CRM's. */
  readonly sendEvent: (event: string, payload: object, id?: string) => Promise<unknown>;
  readonly attest: (call: string, payload: object) => Promise<Reply['body']>;
  readonly confirmed: (customerId: string, changes?: object) => Promise<Reply['body']>;
  readonly checked: (asked: Check) => Promise<Reply['body']>;
}

export async function openAccountDesk(): Promise<AccountDesk> {
  const installation = testInstallation();
  const clock = clockAt('2026-08-15T12:00:00Z');
  const store = await startFinance({ clock, installation });
  /** Posts what CRM would post, signed with CRM's keys. */
  const fromCrm = async (path: '/events' | '/call', message: object): Promise<Reply['body']> => {
    const body = JSON.stringify(message);
    const authorization = signServiceToken(installation.stores.crm, {
      ...{ from: 'crm', to: 'finance', id: randomUUID(), body, clock },
    });
    return (await store.post(path, body, { authorization })).body;
  };
  return {
    store,
    clock,
    installation,
    sendEvent: async (event, payload, id = randomUUID()) =>
      (await fromCrm('/events', { events: [{ id, event, payload }] })).results[0],
    attest: async (call, payload) => (await fromCrm('/call', { call, payload })).answer,
    confirmed: async (customerId, changes = {}) =>
      (
        await store.ask({
          query: confirmText,
          variables: {
            ...{ customerId, paymentTerms: 'NET30', taxCategory: 'DOMESTIC', expectedVersion: 1 },
            ...{ creditLimit: { minorUnits: '50000', currency: 'EUR' }, ...changes },
          },
        })
      ).body.data.confirmCustomerAccount,
    checked: async (asked) => {
      const { orderId = 'order-1', customerId = 'company', currency = 'EUR' } = asked;
      const { minorUnits = '10000', idempotencyKey = randomUUID() } = asked;
      const variables = { orderId, customerId, amount: { minorUnits, currency }, idempotencyKey };
      const claims = asPurpose('credit-control');
      return (await store.ask({ query: checkText, variables, claims })).body.data.checkCredit;
    },
  };
}
