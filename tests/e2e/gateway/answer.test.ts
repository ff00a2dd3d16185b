import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  activityFeed,
  creditView,
  customer360,
  moveOpportunity,
  pipelineBoard,
  strict,
} from './support/documents.ts';
import { startWorld, storesOfGraph, type World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  world.reset();
});

const withSources = { 'referent-sources': '1' };
const queries = (): string =>
  Object.values(world.stores)
    .flatMap(({ seen }) => seen.map(({ query }) => query))
    .join('\n');

describe('the answer of a screen', () => {
  test('a field that the policy denies is null, listed, and never asked for', async () => {
    const answer = await world.screen(customer360, { id: 'c1' });
    expect(answer.data).toMatchObject({
      customer: { contacts: [{ person: { birthDate: null } }, {}] },
    });
    expect(answer.withheld).toContainEqual({
      path: 'customer.contacts.*.person.birthDate',
      code: 'NOT_PERMITTED',
    });
    expect(queries()).not.toContain('birthDate');
  });

  test('a personal value that is not there is listed as not available, whatever the reason', async () => {
    const answer = await world.screen(customer360, { id: 'c1' });
    expect(answer.withheld).toContainEqual({
      path: 'customer.contacts.*.person.name',
      code: 'NOT_AVAILABLE',
    });
    expect(answer.errors).toEqual([]);
  });

  test('each value comes from the store that owns it, in the order of the document', async () => {
    const answer = await world.screen(customer360, { id: 'c1' });
    expect(answer.status).toBe(200);
    expect(JSON.stringify(answer.data)).toBe(
      '{"customer":{"id":"c1","tradeName":"Example Works","contacts":[' +
        '{"id":"k1","person":{"id":"p1","name":null,"birthDate":null,"emails":[{"value":"person@example.test"}]}},' +
        '{"id":"k2","person":null}],"opportunities":{"edges":[' +
        '{"node":{"id":"o1","name":"First deal","amount":{"minorUnits":"100","currency":"EUR"}}},' +
        '{"node":{"id":"o2","name":"Second deal","amount":null}}]},' +
        '"receivables":{"balance":{"minorUnits":"5000"},"overdue":null},' +
        '"shipments":[{"id":"s1","number":"SH-1","status":"IN_TRANSIT"}],"onTimeDeliveryPct":"98.5"}}',
    );
  });

  test('sources name every leaf of the document, fetched or not, with store and form', async () => {
    const answer = await world.screen(customer360, { id: 'c1' }, {}, withSources);
    expect(answer.sources).toHaveLength(17);
    expect(new Set(answer.sources.map(({ store }) => store))).toEqual(new Set(storesOfGraph));
    const byPath = new Map(answer.sources.map((source) => [source.path, source]));
    expect(byPath.get('customer.contacts.*.person.birthDate')).toMatchObject({
      ...{ store: 'customer-pii', fetched: false, form: 'deny', readAt: null },
    });
    expect(byPath.get('customer.receivables.balance.minorUnits')).toMatchObject({
      ...{ coordinate: 'Money.minorUnits', store: 'finance', fetched: true, form: 'clear' },
      readAt: '2026-01-02T03:04:05.678Z',
    });
    expect(byPath.get('customer.contacts.*.person.id')).toMatchObject({
      ...{ store: 'customer-pii', fetched: true, answeredBy: 'crm' },
    });
  });

  test('sources stand in the answer only where they are asked for', async () => {
    const answer = await world.screen(customer360, { id: 'c1' });
    expect(answer.text).not.toContain('"sources"');
  });

  test('rows of natural persons that are left out are said so once, on the connection', async () => {
    const answer = await world.screen(pipelineBoard, {}, { roles: ['sales-lead'] });
    expect(answer.withheld.filter(({ path }) => path === 'pipeline')).toEqual([
      { path: 'pipeline', code: 'PARTY_NOT_PERMITTED' },
    ]);
    expect(answer.withheld.filter(({ code }) => code === 'PARTY_NOT_PERMITTED')).toHaveLength(1);
  });

  test('where the purpose may see natural persons, nothing is said to be left out', async () => {
    const answer = await world.screen(customer360, { id: 'c1' });
    expect(answer.withheld.map(({ code }) => code)).not.toContain('PARTY_NOT_PERMITTED');
  });

  test('a type of an interface shows its own fields, and a denied one of another type is withheld', async () => {
    const answer = await world.screen(activityFeed, { id: 'c1' });
    expect(answer.data).toEqual({
      customer: {
        activities: [
          { id: 'a1', outcome: 'REACHED', subject: 'Call' },
          { id: 'a2', body: null, subject: 'Note' },
        ],
      },
    });
    expect(answer.withheld).toEqual([
      { path: 'customer.activities.*.body', code: 'NOT_PERMITTED' },
    ]);
    expect(queries()).not.toContain('body');
  });

  test('an unknown id is answered with null and no error', async () => {
    const answer = await world.screen(customer360, { id: 'nobody' });
    expect([answer.status, answer.data, answer.errors]).toEqual([200, { customer: null }, []]);
  });

  test('a party value missing where none may be null withholds the nearest edge above it', async () => {
    world.stores.finance.behaviour = 'missing-entity';
    const answer = await world.screen(creditView, { id: 'c1' });
    expect(answer.data).toEqual({ customer: null });
    expect(answer.errors).toEqual([]);
    expect(answer.withheld).toEqual([{ path: 'customer', code: 'NOT_AVAILABLE' }]);
  });

  test('a command is answered by its store', async () => {
    const answer = await world.screen(moveOpportunity, { id: 'o2' });
    expect(answer.data).toEqual({
      moveOpportunity: { opportunity: { id: 'o2', stage: 'WON' }, errors: [] },
    });
  });

  test('a screen that refuses where anything is denied asks no store', async () => {
    const answer = await world.screen(strict, { id: 'c1' });
    expect([answer.status, answer.code, world.asked()]).toEqual([403, 'NOT_PERMITTED', 0]);
    expect(answer.errors[0]?.message).toContain('Person.birthDate');
  });

  test('two masks of one screen keep their own plans, one after the other and interleaved', async () => {
    const emails = (answer: { readonly data: unknown }): unknown =>
      (answer.data as { customer: { contacts: { person: { emails: unknown } }[] } }).customer
        .contacts[0]?.person.emails;
    const inside = [{ value: 'person@example.test' }];
    const ask = (region: string) => world.screen(customer360, { id: 'c1' }, { region });
    for (const [region, expected] of [
      ['EU', inside],
      ['US', null],
      ['EU', inside],
    ] as const) {
      expect(emails(await ask(region))).toEqual(expected);
    }
    const regions = ['US', 'EU', 'US', 'EU', 'EU', 'US'];
    const answers = await Promise.all(regions.map(ask));
    expect(answers.map(emails)).toEqual(regions.map((region) => (region === 'EU' ? inside : null)));
    expect(answers[0]?.withheld).toContainEqual({
      path: 'customer.contacts.*.person.emails',
      code: 'NOT_PERMITTED',
    });
  });
});

describe('what a store is told', () => {
  test('each sub-request has a token of its own with purpose, screen and the narrowed roles', async () => {
    await world.screen(customer360, { id: 'c1' }, { roles: ['account-manager', 'gardener'] });
    const claims = Object.values(world.stores).flatMap(({ seen }) =>
      seen.map((seen) => seen.claims),
    );
    expect(new Set(claims.map(({ jti }) => jti)).size).toBe(claims.length);
    for (const claim of claims) {
      expect(claim).toMatchObject({
        ...{ screen: 'customer-360', purpose: 'account-management', roles: ['account-manager'] },
        ...{ actor: 'actor-1', region: 'EU', epoch: 7, subjectsMax: 6 },
      });
      expect(claim.exp - claim.iat).toBeLessThanOrEqual(5);
    }
  });

  test('a demonstration token marks the purpose token', async () => {
    await world.screen(customer360, { id: 'c1' }, { demo: true });
    expect(world.stores.crm.seen[0]?.claims.demo).toBe(true);
  });

  test("only the fortified store is shown the caller's own token", async () => {
    await world.screen(customer360, { id: 'c1' });
    const { crm, finance, 'customer-pii': pii } = world.stores;
    expect(pii.seen[0]?.caller).toMatch(/^Bearer ey/);
    expect([...crm.seen, ...finance.seen].map(({ caller }) => caller)).toEqual([
      undefined,
      undefined,
    ]);
  });
});
