import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { everyRow } from '../../support/everything.ts';
import type { Reply, TestStore } from '../../support/testStore.ts';
import { emptyInvoices, seedInvoices, startFixture } from './fixture/seed.ts';

let store: TestStore;

beforeAll(async () => {
  store = await startFixture();
});
beforeEach(async () => {
  await emptyInvoices(store);
  await seedInvoices(store);
});
afterAll(() => store.close());

const create = `mutation($input: CreateInvoiceInput!) {
  createInvoice(input: $input) { invoice { id number status total { minorUnits } lines { product { id } } } errors { code message path } } }`;
const settle = `mutation($id: ID!, $expectedVersion: Int!, $to: InvoiceStatus!) {
  settleInvoice(id: $id, expectedVersion: $expectedVersion, to: $to) { invoice { status version } errors { code path } } }`;

const inputOf = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  idempotencyKey: randomUUID(),
  customerId: 'acme',
  number: 'NEW-1',
  amountMinor: '500',
  productIds: ['p1', 'p2'],
  ...changes,
});

const run = async (query: string, variables: Record<string, unknown>): Promise<Reply['body']> =>
  (await store.ask({ query, variables })).body;

const created = async (input: Record<string, unknown>): Promise<Reply['body']> =>
  (await run(create, { input })).data.createInvoice;

const counts = async (): Promise<object | undefined> => {
  const [row] = await store.sql(`select (select count(*)::int from invoice) as invoices,
    (select count(*)::int from command_log) as commands, (select count(*)::int from outbox) as events`);
  return row;
};
const untouched = { invoices: 6, commands: 0, events: 0 };

test.each<[string, Record<string, unknown>, string[]]>([
  ['a key that is no UUID', { idempotencyKey: 'again' }, ['input', 'idempotencyKey']],
  ['an amount of nothing', { amountMinor: '0' }, ['input', 'amountMinor']],
  ['a negative amount', { amountMinor: '-5' }, ['input', 'amountMinor']],
  ['an amount with a fraction', { amountMinor: '5.5' }, ['input', 'amountMinor']],
  ['an amount that no column holds', { amountMinor: '9'.repeat(40) }, ['input', 'amountMinor']],
  ['an empty number', { number: '  ' }, ['input', 'number']],
  ['an empty list', { productIds: [] }, ['input', 'productIds']],
  ['a list over its bound', { productIds: Array(11).fill('p') }, ['input', 'productIds']],
  ['an item that is no id', { productIds: ['p1', ''] }, ['input', 'productIds', '1']],
])('%s is refused at its path, and nothing is written', async (_name, changes, path) => {
  const payload = await created(inputOf(changes));
  expect(payload).toEqual({
    invoice: null,
    errors: [{ code: 'INVALID_INPUT', message: 'The input is not valid.', path }],
  });
  expect(await counts()).toEqual(untouched);
});

test('every problem of an input is said at once', async () => {
  const payload = await created(inputOf({ amountMinor: '-1', productIds: [], number: '' }));
  expect(payload.errors.map(({ path }: { path: string[] }) => path.join('.'))).toEqual([
    'input.number',
    'input.amountMinor',
    'input.productIds',
  ]);
});

test('a refusal inside the transaction leaves no trace, and the key is free again', async () => {
  const input = inputOf({ number: 'TOO-LATE-1' });
  const payload = await created(input);
  expect(payload.errors).toEqual([
    expect.objectContaining({ code: 'PERIOD_CLOSED', path: ['input', 'number'] }),
  ]);
  expect(await counts()).toEqual(untouched);
  const later = await created({ ...input, number: 'IN-TIME-1' });
  expect(later.errors).toEqual([]);
});

test('an unplanned failure is INTERNAL, writes nothing and says nothing', async () => {
  const body = await run(create, { input: inputOf({ number: 'N-1' }) });
  expect(body).toEqual({
    data: null,
    errors: [
      {
        message: 'Something went wrong on our side.',
        path: ['createInvoice'],
        extensions: { code: 'INTERNAL' },
      },
    ],
  });
  expect(await counts()).toEqual(untouched);
  expect(store.log.find(({ event }) => event === 'subrequest.failed')).toMatchObject({
    code: '23505',
  });
});

test('a command writes once and answers by ordinary reads', async () => {
  const payload = await created(inputOf());
  expect(payload).toMatchObject({
    invoice: { number: 'NEW-1', status: 'DRAFT', total: { minorUnits: '500' } },
    errors: [],
  });
  expect(payload.invoice.lines).toEqual([{ product: { id: 'p1' } }, { product: { id: 'p2' } }]);
  expect(await counts()).toEqual({ invoices: 7, commands: 1, events: 0 });
});

test('the same key and input answer the first result and create nothing', async () => {
  const input = inputOf();
  const first = await created(input);
  const again = await created({ ...input });
  expect(again).toEqual(first);
  expect(await counts()).toEqual({ invoices: 7, commands: 1, events: 0 });
});

test('two simultaneous calls with one key create one row', async () => {
  const input = inputOf();
  const payloads = await Promise.all(Array.from({ length: 8 }, () => created(input)));
  const ids = new Set(payloads.map(({ invoice }: { invoice: { id: string } }) => invoice.id));
  expect(ids.size).toBe(1);
  expect(payloads.every(({ errors }: { errors: object[] }) => errors.length === 0)).toBe(true);
  expect(await counts()).toEqual({ invoices: 7, commands: 1, events: 0 });
});

test.each([
  ['another amount', { amountMinor: '501' }],
  ['another customer', { customerId: 'bolt' }],
  ['a note more', { note: 'hello' }],
])('a key used again with %s is refused', async (_name, changes) => {
  const input = inputOf();
  await created(input);
  const payload = await created({ ...input, ...changes });
  expect(payload.errors).toEqual([
    expect.objectContaining({ code: 'REPLAY_MISMATCH', path: ['input', 'idempotencyKey'] }),
  ]);
  expect(await counts()).toMatchObject({ invoices: 7, commands: 1 });
});

test('of an input only an HMAC is kept', async () => {
  await created(inputOf({ number: 'CANARY-1', note: 'canary words' }));
  const rows = await store.sql('select * from command_log');
  expect(JSON.stringify(rows)).not.toMatch(/canary|acme|500/i);
});

test.each<[string, Record<string, unknown>, { code: string; path: string[] }]>([
  [
    'an unknown id',
    { id: 'none', expectedVersion: 1, to: 'SETTLED' },
    { code: 'NOT_FOUND', path: ['id'] },
  ],
  [
    'a stale version',
    { id: 'i1', expectedVersion: 2, to: 'SETTLED' },
    { code: 'CONFLICT', path: ['expectedVersion'] },
  ],
  [
    'version 0',
    { id: 'i1', expectedVersion: 0, to: 'SETTLED' },
    { code: 'INVALID_INPUT', path: ['expectedVersion'] },
  ],
  [
    'a step that the table does not have',
    { id: 'i1', expectedVersion: 1, to: 'DRAFT' },
    { code: 'INVALID_TRANSITION', path: ['to'] },
  ],
  [
    'a step out of an end',
    { id: 'i2', expectedVersion: 1, to: 'ISSUED' },
    { code: 'INVALID_TRANSITION', path: ['to'] },
  ],
])('%s is refused, and nothing is written', async (_name, variables, error) => {
  const { data } = await run(settle, variables);
  expect(data.settleInvoice).toEqual({ invoice: null, errors: [error] });
  expect(await counts()).toEqual(untouched);
});

test('of two that change the same version one is refused', async () => {
  const variables = { id: 'i1', expectedVersion: 1, to: 'SETTLED' };
  const both = await Promise.all([run(settle, variables), run(settle, variables)]);
  const codes = both.map(({ data }: Reply['body']) => data.settleInvoice.errors[0]?.code ?? 'done');
  expect(codes.sort()).toEqual(['CONFLICT', 'done']);
  expect(await counts()).toMatchObject({ events: 1 });
});

test('the commands of one operation run in their order and see each other’s rows', async () => {
  const query = `mutation {
    one: settleInvoice(id: "i3", expectedVersion: 1, to: ISSUED) { invoice { status version } }
    two: settleInvoice(id: "i3", expectedVersion: 2, to: SETTLED) { invoice { status version } } }`;
  const { data } = await run(query, {});
  expect(data).toEqual({
    one: { invoice: { status: 'ISSUED', version: 2 } },
    two: { invoice: { status: 'SETTLED', version: 3 } },
  });
});

test('a command whose event has a member that the gate does not know fails whole', async () => {
  const body = await run(create, { input: inputOf({ number: 'LEAK-1' }) });
  expect(body.errors[0].extensions.code).toBe('INTERNAL');
  expect(await counts()).toEqual(untouched);
});

test('without the other store nothing is asked and nothing is written', async () => {
  const payload = await created(inputOf({ number: 'ASK-1' }));
  expect(payload.errors).toEqual([expect.objectContaining({ code: 'PEER_UNAVAILABLE', path: [] })]);
  expect(await counts()).toEqual(untouched);
});

test('a command whose database is away is the store’s failure, not an answer', async () => {
  const other = await startFixture();
  await other.database.drop();
  const { body } = await other.ask({ query: create, variables: { input: inputOf() } });
  expect(body.data).toBeNull();
  expect(body.errors).toEqual([
    expect.objectContaining({
      path: ['createInvoice'],
      extensions: { code: 'STORE_UNAVAILABLE' },
    }),
  ]);
  await other.close(false);
});

test('what has the shape of contact data is taken out of a free text, and the writer is told', async () => {
  const input = inputOf({ note: 'ask ada@example.test or +33 1 99 00 12 34' });
  const payload = await created(input);
  expect(payload.invoice).toMatchObject({ number: 'NEW-1' });
  expect(payload.errors).toEqual([
    expect.objectContaining({ code: 'TEXT_REDACTED', path: ['input', 'note'] }),
  ]);
  const [row] = await store.sql(`select note from invoice where number = 'NEW-1'`);
  expect(row).toEqual({ note: 'ask [mail] or [phone]' });
  const everywhere = (await everyRow(store)) + JSON.stringify(store.log);
  expect(everywhere).toContain('ask [mail] or [phone]');
  for (const value of ['ada@example', '99 00 12']) expect(everywhere).not.toContain(value);
});

test('a repeated command repeats its notice', async () => {
  const input = inputOf({ note: 'ask ada@example.test' });
  const first = await created(input);
  expect(await created({ ...input })).toEqual(first);
  expect(first.errors).toHaveLength(1);
});

test('an input that is no free text is taken as it is', async () => {
  const payload = await created(inputOf({ number: 'ada@example.test' }));
  expect(payload).toMatchObject({ invoice: { number: 'ada@example.test' }, errors: [] });
});
