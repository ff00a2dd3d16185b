import type { StoreName } from '../../../../lib/storeName.ts';

export interface StoreQuestion {
  readonly persona: string;
  readonly purpose: string;
  readonly query: string;
  /** Selects the variables of two different questions from the store's own rows. */
  readonly variables: string;
}

const manager = { persona: 'account-manager', purpose: 'account-management' } as const;
const accountant = { persona: 'accountant', purpose: 'billing' } as const;

/** Of each store one row, by its key. */
export const reads: Readonly<Record<StoreName, StoreQuestion>> = {
  crm: {
    ...manager,
    query: 'query($key: ID!) { customer(id: $key) { tradeName } }',
    variables: `select id as key from customer where kind = 'COMPANY' order by id limit 2`,
  },
  finance: {
    ...accountant,
    query: 'query($key: ID!) { invoice(id: $key) { number } }',
    variables: `select id as key from invoice where status = 'ISSUED' order by id limit 2`,
  },
  'supply-chain': {
    ...{ persona: 'dispatcher', purpose: 'fulfilment' },
    query: 'query($key: ID!) { shipment(id: $key) { number } }',
    variables: 'select id as key from shipment order by id limit 2',
  },
  'customer-pii': {
    ...manager,
    query: 'query($key: ID!) { person(id: $key) { name { full } } }',
    variables: 'select id as key from person order by id limit 2',
  },
  governance: {
    ...{ persona: 'auditor', purpose: 'accountability' },
    query: 'query($key: Int) { policy(epoch: $key) { hash } }',
    variables: 'select number as key from policy_epoch union select 99 order by 1 limit 2',
  },
};

/** Of each store that has commands one that leaves a row; governance has none. */
export const writes: Readonly<Record<Exclude<StoreName, 'governance'>, StoreQuestion>> = {
  crm: {
    ...manager,
    query: `mutation($key: ID!, $version: Int!) {
      moveOpportunity(id: $key, expectedVersion: $version, to: QUALIFICATION) { errors { code } } }`,
    variables: `select id as key, version from opportunity
      where stage = 'PROSPECTING' order by id limit 2`,
  },
  finance: {
    ...accountant,
    query: `mutation($key: ID!, $customer: ID!, $amount: MoneyInput!) {
      recordPayment(direction: INBOUND, amount: $amount, valueDate: "2026-01-05", method: CASH,
        customerId: $customer, endToEndId: "E2E-DOOR", idempotencyKey: $key) { errors { code } } }`,
    variables: `select gen_random_uuid() as key,
      json_build_object('minorUnits', '4200', 'currency', 'EUR') as amount, customer_id as customer
      from billing_profile order by customer_id limit 2`,
  },
  'supply-chain': {
    ...{ persona: 'planner', purpose: 'fulfilment' },
    query: `mutation($key: ID!, $version: Int!) {
      promiseOrder(fulfilmentId: $key, expectedVersion: $version) { errors { code } } }`,
    variables: `select id as key, version from fulfilment_order
      where status = 'ACCEPTED' order by id limit 2`,
  },
  'customer-pii': {
    ...manager,
    query: `mutation($key: ID!, $input: PersonInput!) {
      registerPerson(input: $input, idempotencyKey: $key) { errors { code } } }`,
    variables: `select gen_random_uuid() as key,
      json_build_object('given', 'Xaver', 'family', 'Exempel-Door') as input
      from generate_series(1, 2)`,
  },
};
