import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { TestStore } from '../../support/testStore.ts';
import { openAccountDesk, requested, type AccountDesk } from './accountDesk.ts';
import { entities, money } from './financeStore.ts';

let desk: AccountDesk;
let store: TestStore;

beforeAll(async () => {
  desk = await openAccountDesk();
  ({ store } = desk);
});
afterAll(() => store.close());

const sendEvent: AccountDesk['sendEvent'] = (...given) => desk.sendEvent(...given);
const confirmed: AccountDesk['confirmed'] = (...given) => desk.confirmed(...given);
const accountRefusal = (code: string, ...path: string[]): object => ({
  customer: null,
  errors: [{ code, path }],
});
const billing = async (customerId: string): Promise<unknown> =>
  (
    await entities(
      ...[store, 'billing', 'Customer', [customerId]],
      `billing { status version currency taxRegistrationCountry legalEntity { id } } credit { onHold }`,
    )
  ).data._entities[0];

describe('an account that the gate asks for', () => {
  test('is there to be confirmed, without credit', async () => {
    expect(await sendEvent('account-requested', requested('fresh'))).toMatchObject({
      status: 'done',
    });
    expect(await billing('fresh')).toEqual({
      billing: {
        ...{ status: 'REQUESTED', version: 1, currency: 'EUR', taxRegistrationCountry: 'DE' },
        legalEntity: null,
      },
      credit: null,
    });
  });

  test('is asked for once, however often the message comes', async () => {
    const id = randomUUID();
    await sendEvent('account-requested', requested('twice'), id);
    expect(await sendEvent('account-requested', requested('twice'), id)).toMatchObject({
      status: 'duplicate',
    });
    await confirmed('twice');
    await sendEvent('account-requested', requested('twice'));
    expect(await billing('twice')).toMatchObject({ billing: { status: 'CONFIRMED' } });
  });

  test.each([
    ['a currency that is none', { currency: 'euro' }],
    ['a country that is none', { country: 'Germany' }],
    ['a kind that is none', { partyKind: 'COMPANY' }],
    ['a name, which never crosses', { name: 'Ada' }],
  ])('is refused with %s', async (_name, changes) => {
    expect(await sendEvent('account-requested', requested('ill', changes))).toMatchObject({
      status: 'refused',
    });
    expect(await store.sql(`select 1 from billing_profile where customer_id = 'ill'`)).toEqual([]);
  });

  test('tells who is a natural person, so that rows are told apart', async () => {
    await sendEvent('account-requested', requested('trader', { partyKind: 'SOLE_TRADER' }));
    await confirmed('trader');
    const body = await entities(
      ...[store, 'credit-control', 'Customer', ['trader', 'twice']],
      'credit { onHold }',
    );
    expect(body.data._entities).toEqual([null, { credit: { onHold: false } }]);
  });
});

describe('confirmCustomerAccount', () => {
  beforeAll(async () => {
    for (const id of ['c-1', 'c-2', 'c-3']) await sendEvent('account-requested', requested(id));
    await sendEvent('account-requested', requested('c-us', { country: 'US', currency: 'USD' }));
  });

  test.each<[string, string, object, [string, ...string[]]]>([
    ['a customer that was never handed over', 'c-unheard', {}, ['NOT_FOUND', 'customerId']],
    ['a stale version', 'c-1', { expectedVersion: 2 }, ['CONFLICT', 'expectedVersion']],
    [
      'a version that is none',
      'c-1',
      { expectedVersion: -1 },
      ['INVALID_INPUT', 'expectedVersion'],
    ],
    ['unknown terms', 'c-1', { paymentTerms: 'NET99' }, ['NOT_FOUND', 'paymentTerms']],
    [
      ...([
        'a negative limit',
        'c-1',
        { creditLimit: { minorUnits: '-1', currency: 'EUR' } },
      ] as const),
      ['INVALID_INPUT', 'creditLimit', 'minorUnits'],
    ],
    [
      ...([
        'a limit with a fraction',
        'c-1',
        { creditLimit: { minorUnits: '1.5', currency: 'EUR' } },
      ] as const),
      ['INVALID_INPUT', 'creditLimit', 'minorUnits'],
    ],
    [
      ...([
        'a limit in another currency',
        'c-1',
        { creditLimit: { minorUnits: '1', currency: 'USD' } },
      ] as const),
      ['CURRENCY_MISMATCH', 'creditLimit', 'currency'],
    ],
    ['an account that is confirmed already', 'company', {}, ['INVALID_TRANSITION', 'customerId']],
  ])('refuses %s, and writes nothing', async (_name, id, changes, [code, ...path]) => {
    expect(await confirmed(id, changes)).toEqual(accountRefusal(code, ...path));
    const rows = await store.sql(
      `select 1 from billing_profile b join credit_account c using (customer_id) where b.customer_id like 'c-%'`,
    );
    expect(rows).toEqual([]);
  });

  test('does not open a blocked account again', async () => {
    await store.sql(`update billing_profile set status = 'BLOCKED' where customer_id = 'german'`);
    expect(await confirmed('german')).toEqual(accountRefusal('INVALID_TRANSITION', 'customerId'));
    await store.sql(`update billing_profile set status = 'CONFIRMED' where customer_id = 'german'`);
  });

  test('decides terms, tax and credit; the company of the country bills', async () => {
    expect(await confirmed('c-2')).toEqual({
      customer: {
        id: 'c-2',
        billing: {
          ...{ status: 'CONFIRMED', version: 2, currency: 'EUR', taxCategory: 'DOMESTIC' },
          ...{ paymentTerms: { code: 'NET30' }, legalEntity: { id: 'entity-de' } },
          ...{ receivableAccount: { code: '1400' }, confirmedAt: '2026-08-15T12:00:00.000Z' },
        },
        credit: { available: money(50_000), onHold: false },
      },
      errors: [],
    });
  });

  test('twice at once confirms once', async () => {
    const outcomes = await Promise.all([confirmed('c-3'), confirmed('c-3')]);
    expect(outcomes.filter(({ customer }) => customer !== null)).toHaveLength(1);
    expect(outcomes.find(({ customer }) => customer === null)).toEqual(
      accountRefusal('CONFLICT', 'expectedVersion'),
    );
  });
});

test('a released order is committed once, and one for no account waits', async () => {
  const commit = (orderId: string, customerId: string, amountMinor: string): Promise<unknown> =>
    sendEvent('order-committed', { orderId, customerId, amountMinor, currency: 'EUR' });
  expect(await commit('once', 'c-2', '100')).toMatchObject({ status: 'done' });
  await commit('once', 'c-2', '900');
  const [row] = await store.sql(
    `select amount_minor from credit_commitment where order_id = 'once'`,
  );
  expect(row).toEqual({ amount_minor: '100' });
  expect(await commit('early', 'not-yet', '100')).toMatchObject({ status: 'failed' });
});
