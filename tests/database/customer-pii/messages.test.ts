import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { accountant, canary, canaryPattern, startCustomerPii, type PiiStore } from './fixtures.ts';
import type { Reply } from '../../support/testStore.ts';

let store: PiiStore;

beforeAll(async () => {
  store = await startCustomerPii();
});
afterAll(() => store.close());

const customerMade = (payload: object, id: string = randomUUID()): Promise<Reply> =>
  store.from('crm', '/events', { events: [{ id, event: 'customer-made', payload }] });

const identityOf = async (customerId: string): Promise<unknown> => {
  const [row] = await store.sql(
    `select i.person_id, i.kyc_status, k.kind from party_identity i
     left join party_kind k on k.customer_id = i.customer_id where i.customer_id = $1`,
    [customerId],
  );
  return row;
};

const freeze = (
  invoiceId: string,
  customerId: string,
  from: 'finance' | 'crm' = 'finance',
): Promise<Reply> =>
  store.from(from, '/call', { call: 'freeze-billing-party', payload: { invoiceId, customerId } });

const snapshotIdOf = ({ body }: Reply): string =>
  (body as { answer: { snapshotId: string } }).answer.snapshotId;

const snapshotOf = async (reply: Reply): Promise<unknown> => {
  const { body } = await store.as(
    accountant,
    'query($id: ID!) { _entities(representations: [{__typename: "BillingPartySnapshot", id: $id}]) { ... on BillingPartySnapshot { name addressLines taxId retentionUntil } } }',
    { id: snapshotIdOf(reply) },
  );
  return (body as { data: { _entities: unknown[] } }).data._entities[0];
};

test.each<[what: string, payload: object]>([
  ['an unknown kind', { customerId: 'x1', partyKind: 'ROBOT', personId: null }],
  [
    'a surplus member',
    { customerId: 'x1', partyKind: 'LEGAL_PERSON', personId: null, tradeName: 'Exemple' },
  ],
  ['no customer', { partyKind: 'LEGAL_PERSON', personId: null }],
])('customer-made with %s changes nothing', async (_what, payload) => {
  await customerMade(payload);
  expect(await identityOf('x1')).toBeUndefined();
});

test('customer-made of another store than CRM changes nothing', async () => {
  const payload = { customerId: 'x2', partyKind: 'LEGAL_PERSON', personId: null };
  await store.from('finance', '/events', {
    events: [{ id: randomUUID(), event: 'customer-made', payload }],
  });
  expect(await identityOf('x2')).toBeUndefined();
});

test('a customer that was made is known by kind and person, once', async () => {
  const id = randomUUID();
  const payload = { customerId: 'new-person', partyKind: 'NATURAL_PERSON', personId: 'bob' };
  const reply = await customerMade(payload, id);
  expect(reply.status).toBe(200);
  await customerMade(payload, id);
  expect(await identityOf('new-person')).toEqual({
    person_id: 'bob',
    kyc_status: 'NOT_STARTED',
    kind: 'NATURAL_PERSON',
  });
});

test('a kind that changed is taken over, and the link to the person stays', async () => {
  await customerMade({ customerId: 'new-trader', partyKind: 'NATURAL_PERSON', personId: 'bob' });
  await customerMade({ customerId: 'new-trader', partyKind: 'SOLE_TRADER', personId: null });
  expect(await identityOf('new-trader')).toMatchObject({ person_id: 'bob', kind: 'SOLE_TRADER' });
});

test('a person that is not known here is not linked, and holds up no event', async () => {
  await customerMade({
    customerId: 'new-stranger',
    partyKind: 'NATURAL_PERSON',
    personId: 'nobody',
  });
  expect(await identityOf('new-stranger')).toMatchObject({
    person_id: null,
    kind: 'NATURAL_PERSON',
  });
});

test.each<[what: string, ask: () => Promise<Reply>]>([
  ['for a customer that is not known', () => freeze('invoice-0', 'nobody')],
  ['by another store than finance', () => freeze('invoice-0', 'company', 'crm')],
  [
    'without its members',
    () =>
      store.from('finance', '/call', {
        call: 'freeze-billing-party',
        payload: { invoiceId: 'invoice-0' },
      }),
  ],
])('freezing a billing party %s writes nothing and answers unsigned', async (_what, ask) => {
  const reply = await ask();
  expect(reply.headers['referent-signature']).toBeUndefined();
  expect(
    await store.sql("select 1 from billing_party_snapshot where invoice_id = 'invoice-0'"),
  ).toEqual([]);
});

test('an issued invoice’s party is frozen as it is then: name, billing address in force, tax id', async () => {
  const reply = await freeze('invoice-1', 'company');
  expect(reply.body).toEqual({ answer: { snapshotId: expect.any(String) } });
  const frozen = {
    name: 'Exemple SA',
    addressLines: ['1 place Neuve', '69002 Lyon', 'FR'],
    taxId: 'FR00123456789',
    retentionUntil: '2036-12-31',
  };
  expect(await snapshotOf(reply)).toEqual(frozen);
  await store.sql(
    "update party_identity set legal_name = 'Renamed SA' where customer_id = 'company'",
  );
  expect(await snapshotOf(await freeze('invoice-1', 'company'))).toEqual(frozen);
});

test('a natural person’s invoice states the person’s name and home', async () => {
  expect(await snapshotOf(await freeze('invoice-2', 'person'))).toEqual({
    name: `Dr ${canary.given} ${canary.family}`,
    addressLines: [canary.line, '75011 Paris', 'Île-de-France', 'FR'],
    taxId: null,
    retentionUntil: '2036-12-31',
  });
});

test('what is not known is not stated', async () => {
  expect(await snapshotOf(await freeze('invoice-3', 'trader'))).toEqual({
    name: 'Bob Trader',
    addressLines: null,
    taxId: 'FR00987654321',
    retentionUntil: '2036-12-31',
  });
});

test('an invoice has one snapshot, however often and at once it is asked', async () => {
  const replies = await Promise.all(
    Array.from({ length: 5 }, () => freeze('invoice-4', 'company')),
  );
  expect(new Set(replies.map(snapshotIdOf)).size).toBe(1);
  const other = await freeze('invoice-4', 'person');
  expect(other.headers['referent-signature']).toBeUndefined();
});

test('no message leaves a personal value in the log', () => {
  expect(JSON.stringify(store.log)).not.toMatch(canaryPattern);
});
