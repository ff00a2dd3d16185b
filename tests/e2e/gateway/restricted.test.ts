import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { LockdownOrder } from '../../../lib/lockdowns.ts';
import { createTestLockdowns } from '../../support/lockdowns.ts';
import * as documents from './support/documents.ts';
import { startWorld, type Answer, type World } from './support/world.ts';

const lockdowns = createTestLockdowns();
let world: World;

beforeAll(async () => {
  world = await startWorld({ lockdowns });
  await ask();
});
beforeEach(async () => {
  world.reset();
  lockdowns.order();
  await world.audit.clear();
});
afterAll(() => world.close());

const ask = (claims?: Parameters<World['screen']>[2]): Promise<Answer> =>
  world.screen(documents.customer360, { id: 'c1' }, claims);

let count = 0;
const order = (
  scope: LockdownOrder['scope'],
  level: LockdownOrder['level'] = 'withhold',
): LockdownOrder => ({ id: `order-${String((count += 1))}`, level, scope });

const personal = 'person@example.test';
const mails = 'customer.contacts.*.person.emails';
const restricted = ({ withheld }: Answer): readonly string[] =>
  withheld.filter(({ code }) => code === 'RESTRICTED').map(({ path }) => path);

/** What the stores were asked for since the world was reset. */
const askedFor = (word: string): boolean =>
  Object.values(world.stores).some(({ seen }) =>
    seen.some(({ query }) => query.replaceAll(/[{}]/g, ' ').includes(word)),
  );

describe('a field that an order restricts', () => {
  test('is withheld with its own code, and no store is asked for it', async () => {
    lockdowns.order(order({ field: ['EmailAddress.value'], role: ['account-manager'] }));
    const answer = await ask();
    expect(answer.text).not.toContain(personal);
    expect(restricted(answer).length).toBeGreaterThan(0);
    expect(askedFor(' value')).toBe(false);
    expect(answer.withheld).toContainEqual({
      ...{ path: 'customer.contacts.*.person.birthDate', code: 'NOT_PERMITTED' },
    });
  });

  test.each<[whom: string, scope: LockdownOrder['scope']]>([
    ['another role', { role: ['care-agent'] }],
    ['another purpose', { purpose: ['sales-planning'] }],
    ['another team', { team: ['north'] }],
    ['another person', { actor: ['somebody'] }],
    ['another region', { region: ['CH'] }],
    ['another store', { store: ['finance'] }],
    ['a role and a team of which one does not fit', { role: ['account-manager'], team: ['north'] }],
  ])('is shown to those whom it does not reach: %s', async (_whom, scope) => {
    lockdowns.order(order({ field: ['EmailAddress.value'], ...scope }));
    const answer = await ask();
    expect(answer.text).toContain(personal);
    expect(restricted(answer)).toEqual([]);
  });

  test('is shown again when the order was lifted', async () => {
    lockdowns.order(order({ field: ['EmailAddress.value'] }));
    expect((await ask()).text).not.toContain(personal);
    lockdowns.order();
    expect((await ask()).text).toContain(personal);
  });

  test('refuses the whole of a screen that shows all or nothing', async () => {
    lockdowns.order(order({ field: ['Person.id'] }));
    const answer = await world.screen(documents.strict, { id: 'c1' });
    expect(answer.data ?? null).toBeNull();
    expect(['RESTRICTED', 'NOT_PERMITTED']).toContain(answer.code);
  });
});

describe('without word from governance', () => {
  test('no value of a person leaves, and what is nobody’s goes on', async () => {
    lockdowns.lapse();
    const answer = await ask();
    expect(answer.text).not.toContain(personal);
    expect(restricted(answer)).toContain('customer.contacts.*.person.name');
    const products = await world.screen(documents.catalogue);
    expect(products.errors).toEqual([]);
    expect(products.withheld).toEqual([]);
  });
});

describe('an order that comes while a request is answered', () => {
  test('holds back what no store had answered yet', async () => {
    world.stores['customer-pii'].latencyMs = 150;
    const answering = ask();
    await setTimeout(60);
    lockdowns.order(order({ field: ['EmailAddress.value'] }));
    const answer = await answering;
    expect(answer.status).toBe(200);
    expect(answer.text).not.toContain(personal);
    expect(restricted(answer).some((path) => path.startsWith(mails))).toBe(true);
    await world.audit.until(({ type }) => type === 'release');
    expect(world.audit.decisions('deny')).toMatchObject([{ code: 'RESTRICTED' }]);
  });

  test('holds back what waits for the log alone', async () => {
    world.audit.latencyMs = 120;
    const answering = ask();
    await setTimeout(70);
    lockdowns.order(order({ field: ['EmailAddress.value'] }));
    const answer = await answering;
    expect(answer.text).not.toContain(personal);
    expect(restricted(answer).length).toBeGreaterThan(0);
  });

  test('lets an answer go that it does not reach', async () => {
    world.stores['customer-pii'].latencyMs = 100;
    const answering = ask();
    await setTimeout(40);
    lockdowns.order(order({ field: ['EmailAddress.value'], role: ['care-agent'] }));
    expect((await answering).text).toContain(personal);
    expect(world.audit.decisions('deny')).toEqual([]);
  });

  test('holds back what a command that was done already would answer', async () => {
    world.stores.crm.latencyMs = 100;
    const answering = world.screen(documents.moveOpportunity, { id: 'o1' });
    await setTimeout(40);
    lockdowns.order(order({ field: ['Opportunity.stage'] }));
    const answer = await answering;
    expect(answer.code).toBe('RESTRICTED');
    expect(answer.data ?? null).toBeNull();
    // Done once: a command is not sent again.
    expect(world.stores.crm.seen).toHaveLength(1);
  });
});
