import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createCrmWorld, start, type CrmWorld } from './crmWorld.ts';
import { insert, leadRow } from './fixtures.ts';

let world: CrmWorld;

beforeAll(async () => {
  world = await createCrmWorld();
  await insert(
    world.owner,
    'lead',
    leadRow('ready'),
    leadRow('new', { status: 'NEW' }),
    leadRow('nameless', { company_name: null }),
    leadRow('faceless', { person_id: null }),
    leadRow('person'),
    leadRow('trader'),
    leadRow('body', { person_id: null }),
    leadRow('joins'),
  );
});
afterAll(() => world.close());

const asked = {
  id: 'ready',
  expectedVersion: 1,
  kind: 'COMPANY',
  segment: 'MID_MARKET',
  territoryId: 'territory-fr',
  amount: { minorUnits: '250000', currency: 'EUR' },
  expectedCloseDate: '2026-06-30',
};
const joining = { ...asked, kind: null, segment: null, territoryId: null };

test.each<[guarantee: string, change: object, refusal: string]>([
  ['a lead that does not exist', { id: 'nobody' }, 'NOT_FOUND id'],
  ['a stale version', { expectedVersion: 7 }, 'CONFLICT expectedVersion'],
  ['a version below one', { expectedVersion: 0 }, 'INVALID_INPUT expectedVersion'],
  ['a lead that is not qualified', { id: 'new' }, 'INVALID_TRANSITION id'],
  ['a new customer without a kind', { kind: null }, 'INVALID_INPUT kind'],
  ['a new customer without a segment', { segment: null }, 'INVALID_INPUT segment'],
  ['a new customer without a territory', { territoryId: null }, 'INVALID_INPUT territoryId'],
  ['an unknown territory', { territoryId: 'nowhere' }, 'NOT_FOUND territoryId'],
  ['a company without a name', { id: 'nameless' }, 'INVALID_INPUT kind'],
  ['a person without a person', { id: 'faceless', kind: 'PERSON' }, 'INVALID_INPUT kind'],
  ['no money', { amount: { minorUnits: '0', currency: 'EUR' } }, 'INVALID_INPUT amount.minorUnits'],
  [
    'less than no money',
    { amount: { minorUnits: '-5', currency: 'EUR' } },
    'INVALID_INPUT amount.minorUnits',
  ],
  [
    'a currency that the sales plan has no rate for',
    { amount: { minorUnits: '5', currency: 'USD' } },
    'INVALID_INPUT amount.currency',
  ],
])('%s is refused, and nothing is written', async (_guarantee, change, refusal) => {
  const before = await world.everything();
  const { refusals, payload } = await world.run('convertLead', { ...asked, ...change });
  expect(refusals).toEqual([refusal]);
  expect(payload).toMatchObject({ customer: null, opportunity: null });
  expect(await world.everything()).toBe(before);
});

test.each<[guarantee: string, change: object, refusals: readonly string[]]>([
  ['a customer that does not exist', { customerId: 'nobody' }, ['NOT_FOUND customerId']],
  ['a blocked customer', { customerId: 'blocked' }, ['INVALID_TRANSITION customerId']],
  [
    'a customer that we have, made over',
    { customerId: 'company', kind: 'PERSON', segment: 'CONSUMER' },
    ['INVALID_INPUT kind', 'INVALID_INPUT segment'],
  ],
])('%s is refused for a joining lead', async (_guarantee, change, refusals) => {
  const before = await world.everything();
  expect((await world.run('convertLead', { ...joining, ...change })).refusals).toEqual(refusals);
  expect(await world.everything()).toBe(before);
});

test('a company becomes a prospect under the name of its lead, with a deal and a contact', async () => {
  const { payload, refusals } = await world.run('convertLead', asked);
  expect(refusals).toEqual([]);
  expect(payload.customer).toMatchObject({
    tradeName: 'Example Pumps',
    lifecycle: 'PROSPECT',
    version: 1,
    primaryContact: { id: 'person-ready' },
  });
  expect(payload.customer.customerNumber).toMatch(/^C-\d{8}$/);
  expect(payload.opportunity).toMatchObject({ name: 'Deal from lead ready', version: 1 });
  const { body } = await world.read(
    `query ($id: ID!) { opportunity(id: $id) { stage probability amount { minorUnits currency }
       expectedCloseDate forecastCategory ownerId customer { id }
       lead { id status version convertedCustomer { id } }
       stageHistory { from to at byUserId } } }`,
    { id: payload.opportunity.id },
  );
  expect(body.data.opportunity).toEqual({
    stage: 'QUALIFICATION',
    probability: '0.2000',
    amount: { minorUnits: '250000', currency: 'EUR' },
    expectedCloseDate: '2026-06-30',
    forecastCategory: 'PIPELINE',
    ownerId: 'rep-1',
    customer: { id: payload.customer.id },
    lead: {
      id: 'ready',
      status: 'CONVERTED',
      version: 2,
      convertedCustomer: { id: payload.customer.id },
    },
    stageHistory: [{ from: null, to: 'QUALIFICATION', at: start, byUserId: 'actor-1' }],
  });
  expect((await world.events()).at(-1)).toEqual({
    event: 'customer-made',
    receiver: 'customer-pii',
    payload: { customerId: payload.customer.id, partyKind: 'LEGAL_PERSON', personId: null },
  });
});

test('a lead is converted once', async () => {
  const again = { ...asked, expectedVersion: 2 };
  expect((await world.run('convertLead', again)).refusals).toEqual(['INVALID_TRANSITION id']);
});

test.each([
  ['person', 'PERSON', 'NATURAL_PERSON'],
  ['trader', 'SOLE_TRADER', 'SOLE_TRADER'],
])('a %s takes the person of the lead and no trade name', async (id, kind, partyKind) => {
  const { payload, refusals } = await world.run('convertLead', { ...asked, id, kind });
  expect(refusals).toEqual([]);
  expect(payload.customer).toMatchObject({
    tradeName: null,
    primaryContact: { id: `person-${id}` },
  });
  expect((await world.events()).at(-1)?.payload).toEqual({
    customerId: payload.customer.id,
    partyKind,
    personId: `person-${id}`,
  });
});

test('a public body without a person has no contact', async () => {
  const { payload, refusals } = await world.run('convertLead', {
    ...asked,
    id: 'body',
    kind: 'PUBLIC_BODY',
    segment: 'GOVERNMENT',
  });
  expect(refusals).toEqual([]);
  expect(payload.customer).toMatchObject({ tradeName: 'Example Pumps', primaryContact: null });
});

test('a lead that joins a customer opens a deal with it, makes none and tells nobody', async () => {
  const before = await world.events();
  const { payload, refusals } = await world.run('convertLead', {
    ...joining,
    id: 'joins',
    customerId: 'company',
  });
  expect(refusals).toEqual([]);
  expect(payload.customer).toMatchObject({ id: 'company', tradeName: 'Acme Pumps' });
  expect(await world.events()).toEqual(before);
});
