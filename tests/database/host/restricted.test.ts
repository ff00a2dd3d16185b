import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { LockdownOrder } from '../../../lib/lockdowns.ts';
import { createTestLockdowns } from '../../support/lockdowns.ts';
import type { Reply, TestStore } from '../../support/testStore.ts';
import { seedInvoices, startFixture } from './fixture/seed.ts';

const lockdowns = createTestLockdowns();
let store: TestStore;

beforeAll(async () => {
  store = await startFixture({ lockdowns });
  await seedInvoices(store);
});
beforeEach(() => {
  lockdowns.order();
});
afterAll(() => store.close());

let count = 0;
const order = (
  scope: LockdownOrder['scope'],
  level: LockdownOrder['level'] = 'withhold',
): LockdownOrder => ({ id: `order-${String((count += 1))}`, level, scope });

const mail = (claims = {}): Promise<Reply> =>
  store.ask({ query: '{ invoice(id: "i1") { contactMail } }', claims });
const number = (): Promise<Reply> => store.ask({ query: '{ invoice(id: "i1") { number } }' });
const codeOf = ({ body }: Reply): unknown => body.errors?.[0]?.extensions.code ?? 'answered';

describe('a store refuses what is restricted, whatever the gateway asks', () => {
  test.each<[what: string, LockdownOrder]>([
    ['a field', order({ field: ['Invoice.contactMail'] })],
    ['all fields of a type', order({ field: ['Invoice.*'] })],
    ['this store', order({ store: ['finance'] })],
    ['this role', order({ role: ['accountant'] })],
    ['this purpose', order({ purpose: ['billing'] })],
    ['this person', order({ actor: ['actor-1'] })],
    ['all values of persons', order({}, 'personal-off')],
    ['everything', order({}, 'all-off')],
  ])('%s', async (_what, given) => {
    expect(codeOf(await mail())).toBe('answered');
    lockdowns.order(given);
    const reply = await mail();
    expect(codeOf(reply)).toBe('RESTRICTED');
    expect(reply.body).not.toHaveProperty('data');
    lockdowns.order();
    expect(codeOf(await mail())).toBe('answered');
  });

  test('to the teams that are named, and to no other', async () => {
    lockdowns.order(order({ field: ['Invoice.contactMail'], team: ['north'] }));
    expect(codeOf(await mail({ team: 'north' }))).toBe('RESTRICTED');
    expect(codeOf(await mail({ team: 'south' }))).toBe('answered');
    expect(codeOf(await mail())).toBe('answered');
  });

  test('and a store that hears nothing of governance refuses values of persons, no other', async () => {
    lockdowns.lapse();
    expect(codeOf(await mail())).toBe('RESTRICTED');
    expect((await number()).body.data).toEqual({ invoice: { number: expect.any(String) } });
  });
});

test('what the policy denies is said to be denied, restricted or not', async () => {
  lockdowns.order(order({ field: ['Invoice.note'] }));
  const reply = await store.ask({
    query: '{ invoice(id: "i1") { note } }',
    claims: { purpose: 'collections', roles: ['collections-clerk'] },
  });
  expect(codeOf(reply)).toBe('NOT_PERMITTED');
});

test('a masked field is shown shortened', async () => {
  lockdowns.order(order({ field: ['Invoice.contactMail'] }, 'mask'));
  expect((await mail()).body.data).toEqual({ invoice: { contactMail: 'a.' } });
});

test('where values of persons are off, rows of natural persons are left out', async () => {
  const all = '{ invoices { totalCount } }';
  const before = (await store.ask({ query: all })).body.data.invoices.totalCount as number;
  lockdowns.order(order({}, 'personal-off'));
  const after = (await store.ask({ query: all })).body.data.invoices.totalCount as number;
  expect(after).toBeLessThan(before);
});
