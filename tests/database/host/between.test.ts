import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { request } from 'undici';
import { systemClock } from '../../../lib/clock.ts';
import { generateProcessKeys, type ProcessKeys } from '../../../lib/keys.ts';
import { signServiceToken } from '../../../lib/serviceToken.ts';
import {
  createHttpTransport,
  type StoreTransport,
  type TransportReply,
  type TransportRequest,
} from '../../../subgraphs/host/between/transport.ts';
import { createTestInstallation } from '../../support/installation.ts';
import { startTestStore, type Reply, type TestStore } from '../../support/testStore.ts';
import { emptyInvoices, seedInvoices, startFixture } from './fixture/seed.ts';
import { receiverSdl } from './fixture/sdl.ts';
import { fixture, receiverStore } from './fixture/stores.ts';

const installation = createTestInstallation(fixture.lock.hash);
let sender: TestStore;
let receiver: TestStore;
/** Stands between the two stores; a test may put something in the way. */
let inTheWay: (message: TransportRequest, pass: StoreTransport['post']) => Promise<TransportReply>;

const throughTheWay = (): StoreTransport => {
  const http = createHttpTransport({ 'supply-chain': receiver.url });
  return { post: (message) => inTheWay(message, http.post) };
};

beforeAll(async () => {
  receiver = await startTestStore({
    definition: receiverStore,
    sdl: receiverSdl,
    policy: fixture.lock,
    installation,
  });
  sender = await startFixture({ installation, transport: throughTheWay() });
});
beforeEach(async () => {
  inTheWay = (message, pass) => pass(message);
  await emptyInvoices(sender);
  await receiver.sql('truncate delivery, inbox');
  await seedInvoices(sender);
});
afterAll(async () => {
  await sender.close();
  await receiver.close();
});

const settle = async (id: string, store = sender): Promise<void> => {
  const query = `mutation { settleInvoice(id: "${id}", expectedVersion: 1, to: SETTLED) { errors { code } } }`;
  const reply = await store.ask({ query });
  expect(reply.body.data.settleInvoice.errors).toEqual([]);
};
const delivered = async (): Promise<string[]> =>
  (await receiver.sql<{ invoice_id: string }>('select invoice_id from delivery order by ctid')).map(
    ({ invoice_id: id }) => id,
  );
const waiting = async (): Promise<number> =>
  (await sender.sql('select 1 from outbox where delivered_at is null and refused_code is null'))
    .length;

/** A batch as a process of the installation would post it, or somebody else. */
const postEvents = async (
  events: unknown,
  changes: { keys?: ProcessKeys; from?: string; to?: string; sent?: string; id?: string } = {},
): Promise<Reply> => {
  const body = JSON.stringify({ events });
  const authorization = signServiceToken(changes.keys ?? installation.stores.finance, {
    from: changes.from ?? 'finance',
    to: changes.to ?? 'supply-chain',
    id: changes.id ?? randomUUID(),
    body,
    clock: systemClock,
  });
  return receiver.post('/events', changes.sent ?? body, { authorization });
};

const payload = {
  invoiceId: 'i9',
  amountMinor: '1',
  lines: [{ lineId: 'l9', quantity: '1.0000' }],
};
const event = (changes: object = {}): object => ({
  id: randomUUID(),
  event: 'invoice-settled',
  payload,
  ...changes,
});

test('what a command left in the outbox arrives once, with the gate’s members alone', async () => {
  await settle('i1');
  await sender.server.relay.deliver();
  expect([await delivered(), await waiting()]).toEqual([['i1'], 0]);
  const [row] = await sender.sql<{ payload: object }>('select payload from outbox');
  expect(row?.payload).toEqual({
    invoiceId: 'i1',
    amountMinor: '10000',
    lines: [
      { lineId: 'l1', quantity: '2.0000' },
      { lineId: 'l2', quantity: '1.5000' },
    ],
  });
});

test('a store that died between command and delivery delivers when it is back', async () => {
  await settle('i1');
  const { database } = sender;
  await sender.close(false);
  expect(await delivered()).toEqual([]);
  sender = await startFixture({ installation, database, transport: throughTheWay() });
  await sender.server.relay.deliver();
  expect([await delivered(), await waiting()]).toEqual([['i1'], 0]);
});

test('an acknowledgement that is lost makes no second effect', async () => {
  await settle('i1');
  inTheWay = async (message, pass) => {
    await pass(message);
    throw new Error('the line broke');
  };
  await sender.server.relay.deliver();
  expect([await delivered(), await waiting()]).toEqual([['i1'], 1]);
  inTheWay = (message, pass) => pass(message);
  await sender.server.relay.deliver();
  expect([await delivered(), await waiting()]).toEqual([['i1'], 0]);
});

test.each<[string, (reply: TransportReply) => TransportReply]>([
  ['not signed', (reply) => ({ ...reply, signature: undefined })],
  ['changed', (reply) => ({ ...reply, body: reply.body.replace('done', 'duplicate') })],
])('an acknowledgement that is %s is none', async (_name, change) => {
  await settle('i1');
  inTheWay = async (message, pass) => change(await pass(message));
  await sender.server.relay.deliver();
  expect(await waiting()).toBe(1);
});

test('events of one receiver arrive in the order in which they were made', async () => {
  inTheWay = () => Promise.reject(new Error('away'));
  for (const id of ['i1', 'i4', 'i5', 'i6']) await settle(id);
  await sender.server.relay.deliver();
  expect(await delivered()).toEqual([]);
  inTheWay = (message, pass) => pass(message);
  await sender.server.relay.deliver();
  expect(await delivered()).toEqual(['i1', 'i4', 'i5', 'i6']);
});

test('the relay delivers by itself after a command', async () => {
  const { database } = sender;
  const own = await startFixture({ installation, database, transport: throughTheWay() });
  own.server.relay.start();
  const arrived = new Promise<void>((resolve) => {
    inTheWay = async (message, pass) => {
      const reply = await pass(message);
      resolve();
      return reply;
    };
  });
  await settle('i1', own);
  await arrived;
  expect(await delivered()).toEqual(['i1']);
  await own.close(false);
});

test('two relays of one store deliver each event once', async () => {
  const { database } = sender;
  const replica = await startFixture({ installation, database, transport: throughTheWay() });
  for (const id of ['i1', 'i4', 'i5', 'i6']) await settle(id);
  await Promise.all([sender.server.relay.deliver(), replica.server.relay.deliver()]);
  await sender.server.relay.deliver();
  expect(await delivered()).toEqual(['i1', 'i4', 'i5', 'i6']);
  await replica.close(false);
});

test('an event that arrives twice is acknowledged and done once', async () => {
  const twice = event();
  const first = await postEvents([twice]);
  const again = await postEvents([twice]);
  expect(first.body.results[0].status).toBe('done');
  expect(again.body.results[0].status).toBe('duplicate');
  expect(await delivered()).toEqual(['i9']);
});

test.each<[string, Parameters<typeof postEvents>[1], string]>([
  ['signed by a stranger', { keys: generateProcessKeys() }, 'TOKEN_INVALID'],
  ['signed by another store in finance’s name', { keys: installation.stores.crm }, 'TOKEN_INVALID'],
  ['of the gateway', { keys: installation.gateway, from: 'gateway' }, 'TOKEN_INVALID'],
  ['for another store', { to: 'crm' }, 'TOKEN_INVALID'],
  ['changed on its way', { sent: JSON.stringify({ events: [] }) }, 'BODY_MISMATCH'],
])('a batch %s is refused, and nothing happens', async (_name, changes, code) => {
  const reply = await postEvents([event()], changes);
  expect([reply.status, reply.body.errors[0].extensions.code]).toEqual([401, code]);
  expect(await delivered()).toEqual([]);
});

test('a batch that is posted a second time is refused', async () => {
  const id = randomUUID();
  await postEvents([event()], { id });
  const again = await postEvents([event()], { id });
  expect(again.body.errors[0].extensions.code).toBe('TOKEN_REPLAYED');
  expect(await delivered()).toHaveLength(1);
});

test('neither events nor calls are taken without a signature', async () => {
  for (const path of ['/events', '/call']) {
    const reply = await receiver.post(path, '{}');
    expect([reply.status, reply.body.errors[0].extensions.code]).toEqual([401, 'TOKEN_MISSING']);
  }
});

test.each<[string, object, object]>([
  ['with a surplus member', { payload: { ...payload, customerId: 'nora' } }, {}],
  [
    'with a surplus member in a list',
    { payload: { ...payload, lines: [{ lineId: 'l', quantity: '1', who: 'x' }] } },
    {},
  ],
  ['without a member', { payload: { invoiceId: 'i9', amountMinor: '1' } }, {}],
  ['with an object in place of a value', { payload: { ...payload, invoiceId: { id: 'i9' } } }, {}],
  ['that the gate does not know', { event: 'invoice-whispered' }, {}],
  ['from a store that may not send it', {}, { keys: installation.stores.crm, from: 'crm' }],
])('an event %s is refused for good, and what follows is done', async (_name, changes, as) => {
  const good = 'from' in as ? [] : [event()];
  const reply = await postEvents([event(changes), ...good], as);
  expect(reply.body.results.map(({ status }: { status: string }) => status)).toEqual([
    'refused',
    ...good.map(() => 'done'),
  ]);
  expect(await delivered()).toHaveLength(good.length);
});

test('an event whose effect fails is sent again, and nothing overtakes it', async () => {
  await receiver.sql(`alter table delivery add constraint not_yet check (invoice_id <> 'i1')`);
  await settle('i1');
  await settle('i6');
  await sender.server.relay.deliver();
  expect([await delivered(), await waiting()]).toEqual([[], 2]);
  expect(await receiver.sql('select 1 from inbox')).toEqual([]);
  await receiver.sql('alter table delivery drop constraint not_yet');
  await sender.server.relay.deliver();
  expect([await delivered(), await waiting()]).toEqual([['i1', 'i6'], 0]);
});

test('an event that is refused for good is kept with its code, and the next ones go', async () => {
  await sender.sql(`insert into outbox (id, receiver, event, payload, created_at)
    values ('x', 'supply-chain', 'invoice-settled', '{"smuggled": 1}', now())`);
  await settle('i1');
  await sender.server.relay.deliver();
  expect(await delivered()).toEqual(['i1']);
  const kept = await sender.sql(`select refused_code from outbox where id = 'x'`);
  expect(kept).toEqual([{ refused_code: 'INVALID_INPUT' }]);
});

const create = async (productIds: string[]): Promise<Reply['body']> => {
  const query = `mutation($input: CreateInvoiceInput!) { createInvoice(input: $input) { invoice { number } errors { code path } } }`;
  const input = {
    idempotencyKey: randomUUID(),
    customerId: 'acme',
    number: 'ASK-1',
    amountMinor: '5',
    productIds,
  };
  const reply = await sender.ask({ query, variables: { input } });
  return reply.body.data.createInvoice;
};

test('a command goes by the signed answer of another store', async () => {
  expect(await create(['p1', 'short'])).toEqual({
    invoice: null,
    errors: [{ code: 'STOCK_SHORT', path: ['input', 'productIds', '1'] }],
  });
  expect(await create(['p1'])).toEqual({ invoice: { number: 'ASK-1' }, errors: [] });
});

test('a refusal of the other store is the command’s', async () => {
  expect((await create(['unknown'])).errors).toEqual([{ code: 'NOT_FOUND', path: [] }]);
});

test.each<[string, (reply: TransportReply) => TransportReply]>([
  ['changed', (reply) => ({ ...reply, body: reply.body.replace('false', 'true') })],
  ['not signed', (reply) => ({ ...reply, signature: undefined })],
  ['no answer but a failure', () => ({ status: 500, body: '{}', signature: undefined })],
])('an answer that is %s is no answer', async (_name, change) => {
  inTheWay = async (message, pass) => change(await pass(message));
  expect((await create(['short'])).errors).toEqual([{ code: 'PEER_UNAVAILABLE', path: [] }]);
});

test('an answer to another question is no answer', async () => {
  let kept: TransportReply | undefined;
  inTheWay = async (message, pass) => (kept ??= await pass(message));
  expect((await create(['p1'])).errors).toEqual([]);
  expect((await create(['short'])).errors).toEqual([{ code: 'PEER_UNAVAILABLE', path: [] }]);
});

test('a store answers no member that the gate does not know', async () => {
  expect((await create(['leak'])).errors).toEqual([{ code: 'PEER_UNAVAILABLE', path: [] }]);
  expect(receiver.log.find(({ event: name }) => name === 'service.failed')).toMatchObject({
    error: 'TypeError',
  });
});

test('a store that does not answer in time is not waited for', async () => {
  const silent = createHttpTransport({ 'supply-chain': 'http://127.0.0.1:9' });
  const message = { to: 'supply-chain', path: '/call', body: '{}', authorization: '' } as const;
  await expect(silent.post({ ...message, timeoutMs: 50 })).rejects.toThrow();
  await expect(silent.post({ ...message, to: 'crm', timeoutMs: 50 })).rejects.toThrow();
  const reply = await request(`${receiver.url}/nowhere`);
  expect(reply.statusCode).toBe(404);
  await reply.body.dump();
});
