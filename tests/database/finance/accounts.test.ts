import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { signServiceToken } from '../../../lib/serviceToken.ts';
import { withClient } from '../../../tools/postgres/provision.ts';
import type { Reply, TestStore } from '../../support/testStore.ts';
import { invoiced } from './books.ts';
import {
  asPurpose,
  clockAt,
  entities,
  money,
  startFinance,
  testInstallation,
} from './financeStore.ts';

const installation = testInstallation();
const clock = clockAt('2026-08-15T12:00:00Z');
let store: TestStore;

beforeAll(async () => {
  store = await startFinance({ clock, installation });
});
afterAll(() => store.close());
beforeEach(() => {
  clock.set('2026-08-15T12:00:00Z');
});

/** Posts what CRM would post, signed with CRM's keys. */
async function fromCrm(path: '/events' | '/call', message: object): Promise<Reply['body']> {
  const body = JSON.stringify(message);
  const authorization = signServiceToken(installation.stores.crm, {
    ...{ from: 'crm', to: 'finance', id: randomUUID(), body, clock },
  });
  return (await store.post(path, body, { authorization })).body;
}
const sendEvent = async (event: string, payload: object, id = randomUUID()): Promise<unknown> =>
  (await fromCrm('/events', { events: [{ id, event, payload }] })).results[0];
const attest = async (call: string, payload: object): Promise<Reply['body']> =>
  (await fromCrm('/call', { call, payload })).answer;
const requested = (customerId: string, changes: object = {}): object => ({
  ...{ customerId, partyKind: 'LEGAL_PERSON', currency: 'EUR', country: 'DE', ...changes },
});

const confirmText = `mutation($customerId: ID!, $paymentTerms: ID!, $creditLimit: MoneyInput!, $taxCategory: TaxCategory!, $expectedVersion: Int!) {
  confirmCustomerAccount(customerId: $customerId, paymentTerms: $paymentTerms, creditLimit: $creditLimit, taxCategory: $taxCategory, expectedVersion: $expectedVersion) {
    customer { id billing { status version currency taxCategory paymentTerms { code } legalEntity { id } receivableAccount { code } confirmedAt } credit { available { minorUnits currency exponent } onHold } }
    errors { code path } } }`;
const confirmed = async (customerId: string, changes: object = {}): Promise<Reply['body']> =>
  (
    await store.ask({
      query: confirmText,
      variables: {
        ...{ customerId, paymentTerms: 'NET30', taxCategory: 'DOMESTIC', expectedVersion: 1 },
        ...{ creditLimit: { minorUnits: '50000', currency: 'EUR' }, ...changes },
      },
    })
  ).body.data.confirmCustomerAccount;

const checkText = `mutation($orderId: ID!, $customerId: ID!, $amount: MoneyInput!, $idempotencyKey: ID!) {
  checkCredit(orderId: $orderId, customerId: $customerId, amount: $amount, idempotencyKey: $idempotencyKey) {
    check { id at decision reasons exposureBefore { minorUnits } orderAmount { minorUnits } limit { minorUnits } decidedBy validUntil }
    errors { code path } } }`;
interface Check {
  readonly orderId?: string;
  readonly customerId?: string;
  readonly minorUnits?: string;
  readonly currency?: string;
  readonly idempotencyKey?: string;
}
const checked = async (asked: Check): Promise<Reply['body']> => {
  const { orderId = 'order-1', customerId = 'company', currency = 'EUR' } = asked;
  const { minorUnits = '10000', idempotencyKey = randomUUID() } = asked;
  const variables = { orderId, customerId, amount: { minorUnits, currency }, idempotencyKey };
  const claims = asPurpose('credit-control');
  return (await store.ask({ query: checkText, variables, claims })).body.data.checkCredit;
};

const accountRefusal = (code: string, ...path: string[]): object => ({
  customer: null,
  errors: [{ code, path }],
});
const checkRefusal = (code: string, ...path: string[]): object => ({
  check: null,
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
    clock.set('2026-10-31T00:00:00Z');
    const late = await checked({ orderId: 'late', minorUnits: '1000000' });
    clock.set('2026-10-30T00:00:00Z');
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
    clock.set('2026-08-16T00:00:00Z');
    await checked({ orderId: 'attested', customerId: 'c-2', minorUnits: '50001' });
    expect(await passed()).toBe(false);
    clock.set('2026-08-17T00:00:00Z');
    await checked({ orderId: 'attested', customerId: 'c-2', minorUnits: '1' });
    expect(await passed()).toBe(true);
    clock.set('2026-09-16T00:00:00Z');
    expect(await passed()).toBe(false);
  });

  test('are given to CRM alone', async () => {
    const body = JSON.stringify({ call: 'attest-account', payload: { customerId: 'company' } });
    const authorization = signServiceToken(installation.stores['supply-chain'], {
      ...{ from: 'supply-chain', to: 'finance', id: randomUUID(), body, clock },
    });
    expect((await store.post('/call', body, { authorization })).status).toBe(400);
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
