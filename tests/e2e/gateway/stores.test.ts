import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { sha256Hex } from '../../../lib/hash.ts';
import { customer360, creditView, moveOpportunity } from './support/documents.ts';
import { storeSecret, type Behaviour } from './support/fixtureStore.ts';
import { startWorld, type Answer, type World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  world.reset();
});

const codesByPath = ({ errors }: Answer): Record<string, string> =>
  Object.fromEntries(
    errors.map(({ path, extensions }) => [(path ?? []).join('.'), extensions.code]),
  );

describe('a store that fails costs its own fields only', () => {
  test.each<[guarantee: string, behaviour: Behaviour, code: string]>([
    ['too slow', 'slow', 'STORE_TIMEOUT'],
    ['not JSON', 'garbage', 'STORE_ANSWER_INVALID'],
    ['not even said to be JSON', 'html', 'STORE_ANSWER_INVALID'],
    ['cut off in the middle', 'cut-off', 'STORE_ANSWER_INVALID'],
    ['larger than the bound', 'oversized', 'STORE_ANSWER_INVALID'],
    ["another request's", 'wrong-jti', 'STORE_ANSWER_INVALID'],
    ["nobody's", 'no-jti', 'STORE_ANSWER_INVALID'],
    ['null without an error', 'null-data', 'STORE_ANSWER_INVALID'],
    ['an error with a code of its own', 'bare-error', 'STORE_ANSWER_INVALID'],
    ['a refusal of the purpose token', 'token-refused', 'STORE_ANSWER_INVALID'],
    ['a refusal of demonstration accounts', 'demo-refused', 'DEMO_REFUSED'],
    ['not ready', 'not-ready', 'STORE_UNAVAILABLE'],
    ['a connection that breaks', 'hang-up', 'STORE_UNAVAILABLE'],
  ])('an answer that is %s', async (_guarantee, behaviour, code) => {
    world.stores.finance.behaviour = behaviour;
    const answer = await world.screen(customer360, { id: 'c1' }, {}, { 'referent-sources': '1' });
    expect(answer.status).toBe(200);
    expect(codesByPath(answer)).toEqual({ 'customer.receivables': code });
    expect(answer.data).toMatchObject({
      customer: { tradeName: 'Example Works', receivables: null, shipments: [{ id: 's1' }] },
    });
    const source = answer.sources.find(({ path }) => path.startsWith('customer.receivables.'));
    expect(source?.fetched).toBe(false);
    expect(answer.text).not.toContain(storeSecret);
    expect(world.log()).not.toContain(storeSecret);
  });

  test('the store of the root leaves nothing below it, and one error', async () => {
    world.stores.crm.behaviour = 'not-ready';
    const answer = await world.screen(customer360, { id: 'c1' });
    expect(answer.data).toEqual({ customer: null });
    expect(codesByPath(answer)).toEqual({ customer: 'STORE_UNAVAILABLE' });
  });

  test('each place of a failing store has one error, not one a leaf', async () => {
    world.stores['supply-chain'].behaviour = 'not-ready';
    world.stores['customer-pii'].behaviour = 'slow';
    const answer = await world.screen(customer360, { id: 'c1' });
    expect(codesByPath(answer)).toEqual({
      'customer.contacts.0.person.name': 'STORE_TIMEOUT',
      'customer.contacts.0.person.emails': 'STORE_TIMEOUT',
      'customer.shipments': 'STORE_UNAVAILABLE',
      'customer.onTimeDeliveryPct': 'STORE_UNAVAILABLE',
    });
  });

  test('a value that may not be null takes the nearest place above it that may', async () => {
    world.stores.finance.behaviour = 'not-ready';
    const answer = await world.screen(creditView, { id: 'c1' });
    expect(answer.data).toEqual({ customer: null });
    expect(codesByPath(answer)).toMatchObject({ 'customer.credit': 'STORE_UNAVAILABLE' });
    expect(answer.withheld).toEqual([]);
  });
});

describe('an answer is taken only for what was asked', () => {
  test('of an error at a path, only the path and a catalogued code pass', async () => {
    world.stores['customer-pii'].behaviour = 'talkative-error';
    const answer = await world.screen(customer360, { id: 'c1' });
    expect(codesByPath(answer)).toEqual({ 'customer.contacts.0.person.name': 'STORE_TIMEOUT' });
    expect(answer.text).not.toContain(storeSecret);
    expect(answer.errors[0]?.message).toBe(
      'The store that owns this value did not answer in time.',
    );
  });

  test('a value of another shape is null, with an error, and the others stand', async () => {
    world.stores.finance.behaviour = 'wrong-shape';
    const answer = await world.screen(customer360, { id: 'c1' });
    expect(codesByPath(answer)).toEqual({ 'customer.receivables': 'STORE_ANSWER_INVALID' });
    expect(answer.data).toMatchObject({ customer: { tradeName: 'Example Works' } });
    expect(answer.text).not.toContain(storeSecret);
  });

  test('a value that nobody asked for is dropped, though the document names it', async () => {
    world.stores['customer-pii'].behaviour = 'extra-fields';
    const answer = await world.screen(customer360, { id: 'c1' });
    expect(answer.data).toMatchObject({
      customer: { contacts: [{ person: { birthDate: null } }, {}] },
    });
    expect(answer.text).not.toContain(storeSecret);
  });

  test('a store that counts and refuses ends the whole request: no value leaves', async () => {
    world.stores['customer-pii'].behaviour = 'budget-exceeded';
    const answer = await world.screen(customer360, { id: 'c1' });
    expect([answer.status, answer.code, answer.data]).toEqual([403, 'BUDGET_EXCEEDED', undefined]);
  });
});

describe('connections', () => {
  test("an answer to another request closes the store's connection", async () => {
    const store = world.stores.finance;
    await world.screen(creditView, { id: 'c1' });
    const open = [...store.sockets];
    expect(open).not.toEqual([]);
    store.behaviour = 'wrong-jti';
    const closed = Promise.race(
      open.map((socket) => new Promise((resolve) => socket.once('close', resolve))),
    );
    await world.screen(customer360, { id: 'c1' });
    await closed;
  });

  test('a read whose connection broke is asked once more, with a new token', async () => {
    world.stores.finance.behaviour = 'hang-up-once';
    const answer = await world.screen(customer360, { id: 'c1' });
    expect(answer.errors).toEqual([]);
    const [first, second, ...more] = world.stores.finance.seen.map(({ claims }) => claims);
    expect(more).toEqual([]);
    expect(first?.jti).not.toBe(second?.jti);
    expect(first?.bodyHash).toBe(second?.bodyHash);
  });

  test('a command whose connection broke is never asked again', async () => {
    world.stores.crm.behaviour = 'hang-up-once';
    const answer = await world.screen(moveOpportunity, { id: 'o1' });
    expect(world.stores.crm.seen).toHaveLength(1);
    expect(answer.data).toBeNull();
    expect(codesByPath(answer)).toEqual({ moveOpportunity: 'STORE_UNAVAILABLE' });
  });

  test('a client that goes away ends the sub-requests made for it', async () => {
    world.stores.crm.behaviour = 'slow';
    const controller = new AbortController();
    const token = await world.issuer.token();
    const sent = world.fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ documentId: sha256Hex(customer360), variables: { id: 'c1' } }),
      signal: controller.signal,
    });
    while (world.stores.crm.seen.length === 0)
      await new Promise((resolve) => setImmediate(resolve));
    const [socket] = [...world.stores.crm.sockets];
    const closed = new Promise((resolve) => socket?.once('close', resolve));
    controller.abort();
    await expect(sent).rejects.toThrow();
    await closed;
    expect(world.log()).toContain('the client went away');
  });
});

describe('a store that is not there at all', () => {
  let lone: World;
  beforeAll(async () => {
    lone = await startWorld();
    await lone.stores.finance.close();
  });
  afterAll(() => lone.close());

  test('a refused connection is an unavailable store, at its own paths', async () => {
    const answer = await lone.screen(customer360, { id: 'c1' });
    expect(codesByPath(answer)).toEqual({ 'customer.receivables': 'STORE_UNAVAILABLE' });
    expect(answer.data).toMatchObject({ customer: { shipments: [{ id: 's1' }] } });
  });

  test('readiness says which store is down', async () => {
    const answer = await lone.fetch('/health/ready');
    expect([answer.status, JSON.parse(answer.text)]).toEqual([
      200,
      {
        status: 'degraded',
        stores: { crm: 'up', finance: 'down', 'supply-chain': 'up', 'customer-pii': 'up' },
      },
    ]);
  });
});

describe('a graph of some stores', () => {
  let part: World;
  beforeAll(async () => {
    part = await startWorld({ present: ['crm', 'finance'] });
  });
  afterAll(() => part.close());

  test('screens of absent stores are listed as unavailable, the others are answered', async () => {
    expect(part.gateway.registry.unavailable.map(({ reason }) => reason)).toContain(
      'needs a store that is not there',
    );
    const [absent, present] = await Promise.all([
      part.screen(customer360, { id: 'c1' }),
      part.screen(creditView, { id: 'c1' }),
    ]);
    expect([absent.status, absent.code]).toEqual([404, 'DOCUMENT_UNKNOWN']);
    expect(present.data).toMatchObject({ customer: { credit: { onHold: false } } });
  });
});
