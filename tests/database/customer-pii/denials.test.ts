import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { address, customer, person } from './asking.ts';
import {
  accountManager,
  campaigner,
  canaryPattern,
  careAgent,
  codeOf,
  collector,
  dispatcher,
  planner,
  salesLead,
  startCustomerPii,
  type Persona,
  type PiiStore,
} from './fixtures.ts';

let store: PiiStore;

beforeAll(async () => {
  store = await startCustomerPii();
});
afterAll(() => store.close());
afterEach(() => {
  expect(JSON.stringify(store.log)).not.toMatch(canaryPattern);
});

test.each<[who: string, persona: Persona, query: string, id: string]>([
  ['an account manager the date of birth', accountManager, person('id birthDate'), 'ada'],
  ['a care agent the date of birth', careAgent, person('id birthDate'), 'ada'],
  ['an account manager the year of birth', accountManager, person('id birthYear'), 'ada'],
  ['a collector official numbers', collector, person('id nationalIds { value }'), 'ada'],
  ['a care agent official numbers', careAgent, person('id nationalIds { value }'), 'ada'],
  ['an account manager street lines', accountManager, address('id lines'), 'company-bill'],
  [
    'a dispatcher street lines, while no window is built',
    dispatcher,
    address('id lines'),
    'company-ship',
  ],
  [
    'a campaigner anything, while consent is not evaluated',
    campaigner,
    person('id name { full }'),
    'ada',
  ],
  ['a sales lead a name', salesLead, person('id name { full }'), 'ada'],
  ['a sales lead even the reference', salesLead, person('id'), 'ada'],
  ['a planner even the reference', planner, person('id'), 'ada'],
  [
    'an account manager bank accounts',
    accountManager,
    customer('id paymentInstruments { value }'),
    'company',
  ],
  [
    'an account manager beneficial owners',
    accountManager,
    customer('id identity { beneficialOwners { id } }'),
    'company',
  ],
])('the policy refuses %s, and no statement runs', async (_who, persona, query, id) => {
  const reply = await store.as(persona, query, { id });
  expect([reply.status, codeOf(reply)]).toEqual([403, 'NOT_PERMITTED']);
  expect(reply.body).not.toHaveProperty('data');
  expect(JSON.stringify(reply.body)).not.toMatch(canaryPattern);
});

test.each<[what: string, caller: string | undefined, code: string]>([
  ['without the caller’s own token', undefined, 'UNAUTHENTICATED'],
  ['with a caller’s token that is none', 'nonsense', 'UNAUTHENTICATED'],
  ['with another person’s token', 'Bearer actor-2 account-manager', 'TOKEN_INVALID'],
  ['with roles that the caller does not hold', 'Bearer actor-1 care-agent', 'TOKEN_INVALID'],
])('a sub-request %s is refused', async (_what, caller, code) => {
  const reply = await store.ask({
    query: person('id'),
    variables: { id: 'ada' },
    claims: { ...accountManager, roles: ['account-manager'] },
    headers: { 'referent-caller': caller },
  });
  expect([reply.status, codeOf(reply)]).toEqual([401, code]);
});

test('roles wider than the caller’s own are refused though one of them is his', async () => {
  const reply = await store.ask({
    query: person('id'),
    variables: { id: 'ada' },
    claims: { ...accountManager, roles: ['account-manager', 'dpo-desk'] },
    headers: { 'referent-caller': 'Bearer actor-1 account-manager' },
  });
  expect([reply.status, codeOf(reply)]).toEqual([401, 'TOKEN_INVALID']);
});

test('a role outside the purpose is refused', async () => {
  const reply = await store.as(
    { purpose: 'rights', roles: ['care-agent'] },
    person('id birthDate'),
    { id: 'ada' },
  );
  expect([reply.status, codeOf(reply)]).toEqual([403, 'NOT_PERMITTED']);
});

test('personal values are refused outside their residency', async () => {
  const reply = await store.ask({
    query: person('name { full }'),
    variables: { id: 'ada' },
    claims: { ...careAgent, roles: ['care-agent'], region: 'US' },
    headers: { 'referent-caller': 'Bearer actor-1 care-agent' },
  });
  expect([reply.status, codeOf(reply)]).toEqual([403, 'NOT_PERMITTED']);
});
