import { afterAll, afterEach, beforeEach, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { request } from 'undici';
import type { Entry } from '../../../audit/entry.ts';
import type { ReceiptSegment } from '../../../audit/receipt.ts';
import { governance } from '../../../subgraphs/governance/store.ts';
import { createHttpTransport } from '../../../subgraphs/host/between/transport.ts';
import { createTestInstallation } from '../../support/installation.ts';
import { projectSdl } from '../../support/project.ts';
import { startTestStore, type TestStore } from '../../support/testStore.ts';
import { publishedPolicy } from '../governance/fixtures.ts';
import { seedInvoices, startFixture } from './fixture/seed.ts';
import { fixture } from './fixture/stores.ts';

const installation = createTestInstallation(fixture.lock.hash);
let log: TestStore;
let store: TestStore;

const transport = {
  post: (message: Parameters<ReturnType<typeof createHttpTransport>['post']>[0]) =>
    createHttpTransport({ governance: log.url }).post(message),
};

beforeAll(async () => {
  const policy = publishedPolicy();
  log = await startTestStore({
    ...{ definition: governance, sdl: projectSdl('governance'), policy },
    installation: { ...installation, lock: { ...installation.lock, policy: policy.hash } },
  });
});
afterAll(() => log.close());
beforeEach(async () => {
  store = await startFixture({ installation, transport });
  await seedInvoices(store);
});
afterEach(() => store.close());

const create = `mutation($input: CreateInvoiceInput!) {
  createInvoice(input: $input) { invoice { id } errors { code } } }`;
async function command(): Promise<void> {
  const key = randomUUID();
  const input = {
    ...{ idempotencyKey: key, customerId: 'nora', number: `NEW-${key.slice(0, 8)}` },
    ...{ amountMinor: '500', productIds: ['p1'] },
  };
  const claims = { jti: randomUUID(), actor: 'ann', team: 'north', roles: ['accountant'] };
  expect((await store.ask({ query: create, variables: { input }, claims })).status).toBe(200);
}
async function segment(): Promise<void> {
  await store.ask({ query: '{ invoice(id: "i4") { number contactMail } }' });
  await store.server.audit.flush();
}

interface OutboxRow {
  readonly id: string;
  readonly kind: string;
  readonly body: string;
  readonly refused_code: string | null;
  readonly refused_at: string | null;
}
const rows = (): Promise<OutboxRow[]> => store.sql('select * from audit_outbox order by id');
const bodies = async <Body>(kind: string): Promise<Body[]> =>
  (await rows()).filter((row) => row.kind === kind).map(({ body }) => JSON.parse(body) as Body);
/** Somebody changes what waits; answers the change's undoing. */
async function spoil(id: string | undefined, from: string, to: string): Promise<void> {
  await store.sql('update audit_outbox set body = replace(body, $2, $3) where id = $1', [
    ...[id, from, to],
  ]);
}
const arrived = async (): Promise<readonly Entry[]> =>
  (
    await log.sql<{ entry: Entry }>(
      `select json_build_object('entryId', entry_id, 'type', type, 'nodeSeq', node_seq,
         'incarnation', incarnation, 'decision', decision) as entry
       from audit_inbox where node = 'finance' order by incarnation, node_seq`,
    )
  ).map(({ entry }) => entry);
const health = async (): Promise<unknown> =>
  (await request(`${store.url}/health/ready`)).body.json();

describe('an entry that the log refuses for good', () => {
  let spoiled: Entry;
  beforeEach(async () => {
    for (let time = 0; time < 3; time += 1) await command();
    const [, second] = await rows();
    spoiled = JSON.parse(second?.body ?? '') as Entry;
    await spoil(second?.id, 'createInvoice', 'createinvoice');
    expect(await store.server.audit.deliver()).toBe(true);
  });

  test('is kept with code and time, and is told in the log; what came before and after it arrives', async () => {
    const [kept, ...more] = await rows();
    expect(more).toEqual([]);
    expect(kept).toMatchObject({ kind: 'entry', refused_code: 'AUDIT_ENTRY_INVALID' });
    expect(kept?.refused_at).not.toBeNull();
    const ofStore = (await arrived()).filter(
      ({ incarnation }) => incarnation === spoiled.incarnation,
    );
    expect(ofStore.map(({ nodeSeq, type }) => [nodeSeq, type])).toEqual([
      [1, 'command'],
      [3, 'command'],
      [4, 'admin.refused'],
    ]);
    expect(JSON.parse(ofStore[2]?.decision ?? '')).toEqual({
      ...{ action: 'delivery.refused', code: 'AUDIT_ENTRY_INVALID', store: 'finance' },
      ...{ entry: spoiled.entryId, segment: null },
    });
  });

  test('is one line of the store’s log, without a word of it, and counts in its health', async () => {
    const [kept] = await rows();
    const line = store.log.find(({ event }) => event === 'audit.row.refused');
    expect(line).toMatchObject({ row: kept?.id, kind: 'entry', code: 'AUDIT_ENTRY_INVALID' });
    expect(JSON.stringify(store.log)).not.toContain(spoiled.entryId);
    expect(await health()).toMatchObject({ status: 'ok', auditRefused: 1 });
  });

  test('is tried again when the store starts, and arrives once nothing is wrong with it', async () => {
    const [kept] = await rows();
    await spoil(kept?.id, 'createinvoice', 'createInvoice');
    await store.close(false);
    store = await startFixture({ installation, transport, database: store.database });
    store.server.audit.start();
    const end = Date.now() + 5_000;
    while ((await rows()).length > 0 && Date.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect((await arrived()).map(({ entryId }) => entryId)).toContain(spoiled.entryId);
    expect(await health()).toMatchObject({ auditRefused: 0 });
  });
});

test('a refused segment holds up neither those after it nor entries, and the log is told which it is', async () => {
  await segment();
  await segment();
  await command();
  await segment();
  const [, second] = await rows();
  await spoil(second?.id, '"rows":1', '"rows":2');
  const [one, two, three] = await bodies<ReceiptSegment>('segment');
  expect(await store.server.audit.deliver()).toBe(true);
  expect(await rows()).toMatchObject([{ id: second?.id, refused_code: 'AUDIT_RECEIPTS_INVALID' }]);
  const kept = await log.sql<{ from_n: string }>(
    'select from_n from audit_receipt_segment where incarnation = $1 order by from_n',
    [one?.incarnation],
  );
  expect(kept.map(({ from_n }) => Number(from_n))).toEqual([one?.from, three?.from]);
  const { from, to, incarnation } = two ?? {};
  const told = (await arrived()).filter(({ type }) => type === 'admin.refused').at(-1);
  const decisions = (await arrived()).map(({ decision }) => decision).join();
  expect(told).toBeDefined();
  expect(decisions).toContain(JSON.stringify({ from, incarnation, to }));
  await spoil(second?.id, '"rows":2', '"rows":1');
  await store.sql('update audit_outbox set refused_at = null, refused_code = null');
  expect(await store.server.audit.deliver()).toBe(true);
  expect(await rows()).toEqual([]);
});

test('a log that is away refuses nothing: rows wait in their order', async () => {
  await command();
  await segment();
  const before = await rows();
  await store.sql('select 1');
  const away = createHttpTransport({ governance: 'http://127.0.0.1:1' });
  await store.close(false);
  store = await startFixture({ installation, transport: away, database: store.database });
  expect(await store.server.audit.deliver()).toBe(false);
  expect(await rows()).toEqual(before);
});
