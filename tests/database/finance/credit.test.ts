import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { signServiceToken } from '../../../lib/serviceToken.ts';
import { withClient } from '../../../tools/postgres/provision.ts';
import type { Reply, TestStore } from '../../support/testStore.ts';
import {
  checkText,
  openAccountDesk,
  requested,
  type AccountDesk,
  type Check,
} from './accountDesk.ts';
import { invoiced } from './books.ts';
import { entities } from './financeStore.ts';

let desk: AccountDesk;
let store: TestStore;

beforeAll(async () => {
  desk = await openAccountDesk();
  ({ store } = desk);
  for (const id of ['c-1', 'c-2']) await desk.sendEvent('account-requested', requested(id));
  await desk.confirmed('c-2');
});
afterAll(() => store.close());
beforeEach(() => {
  desk.clock.set('2026-08-15T12:00:00Z');
});

const sendEvent: AccountDesk['sendEvent'] = (...given) => desk.sendEvent(...given);
const attest: AccountDesk['attest'] = (...given) => desk.attest(...given);
const checked: AccountDesk['checked'] = (...given) => desk.checked(...given);
const checkRefusal = (code: string, ...path: string[]): object => ({
  check: null,
  errors: [{ code, path }],
});

describe('checkCredit', () => {
  test.each<[string, Check, [string, ...string[]]]>([
    [
      'a customer without an account',
      { customerId: 'unheard' },
      ['ACCOUNT_NOT_CONFIRMED', 'customerId'],
    ],
    [
      'an account that is not confirmed',
      { customerId: 'c-1' },
      ['ACCOUNT_NOT_CONFIRMED', 'customerId'],
    ],
    ['an amount of nothing', { minorUnits: '0' }, ['INVALID_INPUT', 'amount', 'minorUnits']],
    ['a negative amount', { minorUnits: '-5' }, ['INVALID_INPUT', 'amount', 'minorUnits']],
    [
      'an amount that no column holds',
      { minorUnits: '9'.repeat(30) },
      ['INVALID_INPUT', 'amount', 'minorUnits'],
    ],
    ['another currency', { currency: 'USD' }, ['CURRENCY_MISMATCH', 'amount', 'currency']],
    ['an empty order id', { orderId: '' }, ['INVALID_INPUT', 'orderId']],
    ['a key that is no UUID', { idempotencyKey: 'k' }, ['INVALID_INPUT', 'idempotencyKey']],
  ])('refuses %s, and keeps nothing', async (_name, asked, [code, ...path]) => {
    const before = await store.sql('select count(*)::int as n from credit_check');
    expect(await checked(asked)).toEqual(checkRefusal(code, ...path));
    expect(await store.sql('select count(*)::int as n from credit_check')).toEqual(before);
  });

  test('refuses the order of another customer', async () => {
    await sendEvent('order-committed', {
      ...{ orderId: 'theirs', customerId: 'german', amountMinor: '1', currency: 'EUR' },
    });
    expect(await checked({ orderId: 'theirs' })).toEqual(checkRefusal('NOT_FOUND', 'orderId'));
  });

  test('approves up to the limit, and not one unit over it', async () => {
    const at = await checked({ orderId: 'fits', minorUnits: '1000000' });
    expect(at.check).toMatchObject({
      ...{ decision: 'APPROVED', reasons: [], at: '2026-08-15T12:00:00.000Z' },
      ...{ exposureBefore: { minorUnits: '0' }, orderAmount: { minorUnits: '1000000' } },
      ...{ limit: { minorUnits: '1000000' }, decidedBy: 'actor-1' },
      validUntil: '2026-09-14T12:00:00.000Z',
    });
    const over = await checked({ orderId: 'over', minorUnits: '1000001' });
    expect(over).toMatchObject({
      check: { decision: 'BLOCKED', reasons: ['OVER_LIMIT'] },
      errors: [],
    });
  });

  test('counts what is owed and on order, but not the order itself', async () => {
    await withClient(store.database.url, (client) =>
      invoiced(client, {
        ...{ id: 'owed', issueDate: '2026-08-01', dueDate: '2026-08-31', netMinor: 200_000 },
      }),
    );
    for (const [orderId, amountMinor] of [
      ['other', '300000'],
      ['again', '400000'],
    ]) {
      await sendEvent('order-committed', {
        orderId,
        customerId: 'company',
        amountMinor,
        currency: 'EUR',
      });
    }
    const { check } = await checked({ orderId: 'again', minorUnits: '400000' });
    expect(check).toMatchObject({
      decision: 'APPROVED',
      exposureBefore: { minorUnits: '500000' },
    });
    const more = await checked({ orderId: 'more', minorUnits: '100001' });
    expect(more.check).toMatchObject({
      ...{ decision: 'BLOCKED', reasons: ['OVER_LIMIT'] },
      exposureBefore: { minorUnits: '900000' },
    });
  });

  test('blocks on a hold, a blocked account and an invoice more than 60 days late, all told', async () => {
    await store.sql(
      `update credit_account set on_hold = true, hold_reason = 'INSOLVENCY' where customer_id = 'company'`,
    );
    await store.sql(`update billing_profile set status = 'BLOCKED' where customer_id = 'company'`);
    desk.clock.set('2026-10-31T00:00:00Z');
    const late = await checked({ orderId: 'late', minorUnits: '1000000' });
    desk.clock.set('2026-10-30T00:00:00Z');
    const inTime = await checked({ orderId: 'late', minorUnits: '1' });
    await store.sql(
      `update credit_account set on_hold = false, hold_reason = null where customer_id = 'company'`,
    );
    await store.sql(
      `update billing_profile set status = 'CONFIRMED' where customer_id = 'company'`,
    );
    expect(late.check.reasons).toEqual([
      ...['ACCOUNT_BLOCKED', 'ON_HOLD', 'OVER_LIMIT', 'OVERDUE_MORE_THAN_60_DAYS'],
    ]);
    expect(inTime.check.reasons).toEqual(['ACCOUNT_BLOCKED', 'ON_HOLD']);
  });

  test('replayed is the first decision, with another amount refused', async () => {
    const idempotencyKey = randomUUID();
    const first = await checked({ orderId: 'replay', customerId: 'german', idempotencyKey });
    expect(await checked({ orderId: 'replay', customerId: 'german', idempotencyKey })).toEqual(
      first,
    );
    expect(
      await checked({ orderId: 'replay', customerId: 'german', minorUnits: '2', idempotencyKey }),
    ).toEqual(checkRefusal('REPLAY_MISMATCH', 'idempotencyKey'));
  });

  test('shows a natural person’s decision to who made it, and to the account manager no figure', async () => {
    const { check } = await checked({ orderId: 'hers', customerId: 'person', minorUnits: '1' });
    expect(check.decision).toBe('APPROVED');
    const read = (fields: string): Promise<Reply['body']> =>
      entities(store, 'account-management', 'SalesOrder', ['hers'], `creditCheck { ${fields} }`);
    expect((await read('decision')).data._entities[0].creditCheck).toEqual({
      decision: 'APPROVED',
    });
    expect((await read('limit { minorUnits }')).errors[0].extensions.code).toBe('NOT_PERMITTED');
  });

  test('is not for accountants', async () => {
    const { body } = await store.ask({
      query: checkText,
      variables: {
        ...{ orderId: 'o', customerId: 'company', idempotencyKey: randomUUID() },
        amount: { minorUnits: '1', currency: 'EUR' },
      },
    });
    expect(body.errors[0].extensions.code).toBe('NOT_PERMITTED');
  });
});

describe('attestations', () => {
  test('of an account say yes only when it is confirmed, and never a figure', async () => {
    const no = { rule: 'ACCOUNT_CONFIRMED', passed: false, at: '2026-08-15T12:00:00.000Z' };
    expect(await attest('attest-account', { customerId: 'unheard' })).toEqual({
      ...{ ...no, validUntil: no.at },
    });
    expect(await attest('attest-account', { customerId: 'c-1' })).toEqual({
      ...no,
      validUntil: no.at,
    });
    expect(await attest('attest-account', { customerId: 'company' })).toEqual({
      ...{ ...no, passed: true, validUntil: '2026-08-16T12:00:00.000Z' },
    });
  });

  test('of credit follow the latest check, as long as it is valid', async () => {
    const passed = async (): Promise<unknown> =>
      (await attest('attest-credit', { orderId: 'attested' })).passed;
    expect(await passed()).toBe(false);
    await checked({ orderId: 'attested', customerId: 'c-2', minorUnits: '50000' });
    expect(await attest('attest-credit', { orderId: 'attested' })).toEqual({
      ...{ rule: 'CREDIT_APPROVED', passed: true, at: '2026-08-15T12:00:00.000Z' },
      validUntil: '2026-09-14T12:00:00.000Z',
    });
    desk.clock.set('2026-08-16T00:00:00Z');
    await checked({ orderId: 'attested', customerId: 'c-2', minorUnits: '50001' });
    expect(await passed()).toBe(false);
    desk.clock.set('2026-08-17T00:00:00Z');
    await checked({ orderId: 'attested', customerId: 'c-2', minorUnits: '1' });
    expect(await passed()).toBe(true);
    desk.clock.set('2026-09-16T00:00:00Z');
    expect(await passed()).toBe(false);
  });

  test('are given to CRM alone', async () => {
    const body = JSON.stringify({ call: 'attest-account', payload: { customerId: 'company' } });
    const authorization = signServiceToken(desk.installation.stores['supply-chain'], {
      ...{ from: 'supply-chain', to: 'finance', id: randomUUID(), body, clock: desk.clock },
    });
    expect((await store.post('/call', body, { authorization })).status).toBe(400);
  });
});
