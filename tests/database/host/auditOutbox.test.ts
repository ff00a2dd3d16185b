import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createHash, createPublicKey, randomUUID, verify } from 'node:crypto';
import type { Entry } from '../../../audit/entry.ts';
import type { Receipt, ReceiptSegment } from '../../../audit/receipt.ts';
import { governance } from '../../../subgraphs/governance/store.ts';
import { createHttpTransport } from '../../../subgraphs/host/between/transport.ts';
import type { StoreTransport } from '../../../subgraphs/host/between/transport.ts';
import { createTestInstallation } from '../../support/installation.ts';
import { projectSdl } from '../../support/project.ts';
import { startTestStore, type Reply, type TestStore } from '../../support/testStore.ts';
import { publishedPolicy } from '../governance/fixtures.ts';
import { seedInvoices, startFixture } from './fixture/seed.ts';
import { fixture } from './fixture/stores.ts';

const installation = createTestInstallation(fixture.lock.hash);
let log: TestStore;
let store: TestStore;
let isAway = false;

/** To governance's own process, unless it is away. */
const transport: StoreTransport = {
  post: (message) =>
    isAway
      ? Promise.reject(new Error('away'))
      : createHttpTransport({ governance: log.url }).post(message),
};

beforeAll(async () => {
  const policy = publishedPolicy();
  const lock = { ...installation.lock, policy: policy.hash };
  log = await startTestStore({
    ...{ definition: governance, sdl: projectSdl('governance'), policy },
    installation: { ...installation, lock },
  });
  store = await startFixture({ installation, transport });
  await seedInvoices(store);
});
afterAll(async () => {
  await store.close();
  await log.close();
});
beforeEach(() => store.server.audit.deliver());
afterEach(() => {
  isAway = false;
});

const waiting = <Body>(kind: string): Promise<Body[]> =>
  store
    .sql<{ body: string }>('select body from audit_outbox where kind = $1 order by id', [kind])
    .then((rows) => rows.map(({ body }) => JSON.parse(body) as Body));

const query = '{ invoice(id: "i4") { number contactMail } }';
const receiptOf = async (): Promise<Receipt> => {
  const { receipt } = await store.ask({ query });
  if (receipt === undefined) throw new TypeError('there is no receipt');
  return receipt;
};

/** Written from docs/audit-format.md alone. */
const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  const members = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, sorted(member)]));
};
const canonical = (value: unknown): string => JSON.stringify(sorted(value));
const sha256 = (...parts: Buffer[]): Buffer =>
  createHash('sha256').update(Buffer.concat(parts)).digest();

function checked({ signature, receipts, ...signed }: ReceiptSegment): void {
  const x = installation.stores.finance.public.ed25519;
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  const bytes = Buffer.from(canonical(signed));
  expect(verify(null, bytes, key, Buffer.from(signature, 'base64url'))).toBe(true);
  const head = receipts.reduce(
    (before: Buffer, receipt) => sha256(before, sha256(Buffer.from(canonical(receipt)))),
    Buffer.from(signed.prev, 'hex'),
  );
  expect(head.toString('hex')).toBe(signed.head);
  expect(signed.to - signed.from + 1).toBe(receipts.length);
}

describe('segments', () => {
  test('are signed, hold each receipt once, and go on where the last one ended', async () => {
    const receipts = [await receiptOf(), await receiptOf()];
    await store.server.audit.flush();
    receipts.push(await receiptOf());
    await store.server.audit.flush();
    const [first, second, ...more] = await waiting<ReceiptSegment>('segment');
    if (first === undefined || second === undefined) throw new TypeError('two were expected');
    checked(first);
    checked(second);
    expect(more).toEqual([]);
    expect([...first.receipts, ...second.receipts]).toEqual(receipts);
    expect([second.prev, second.from]).toEqual([first.head, first.to + 1]);
  });

  test('are not written where nothing is new', async () => {
    await store.server.audit.flush();
    expect(await waiting('segment')).toEqual([]);
  });

  test('that cannot be written are written later, whole', async () => {
    const receipt = await receiptOf();
    await store.sql('alter table audit_outbox rename to audit_outbox_away');
    await store.server.audit.flush();
    await store.sql('alter table audit_outbox_away rename to audit_outbox');
    await store.server.audit.flush();
    const [segment] = await waiting<ReceiptSegment>('segment');
    if (segment === undefined) throw new TypeError('a segment was expected');
    checked(segment);
    expect(segment.receipts).toEqual([receipt]);
  });

  test('wait while governance is away, and arrive when it is back', async () => {
    isAway = true;
    await receiptOf();
    await store.server.audit.flush();
    expect(await store.server.audit.deliver()).toBe(false);
    const [segment] = await waiting<ReceiptSegment>('segment');
    isAway = false;
    expect(await store.server.audit.deliver()).toBe(true);
    expect(await waiting('segment')).toEqual([]);
    const kept = await log.sql<{ body: string }>('select body from audit_receipt_segment');
    expect(kept.map(({ body }) => JSON.parse(body) as unknown)).toContainEqual(segment);
  });
});

const create = `mutation($input: CreateInvoiceInput!) {
  createInvoice(input: $input) { invoice { id number } errors { code } } }`;
const inputOf = (changes = {}): Record<string, unknown> => ({
  ...{
    idempotencyKey: randomUUID(),
    customerId: 'nora',
    number: `NEW-${randomUUID().slice(0, 8)}`,
    amountMinor: '500',
  },
  ...{ productIds: ['p1'], ...changes },
});
const claims = { jti: '', actor: 'ann', team: 'north', roles: ['accountant'] };
const run = (input: Record<string, unknown>): Promise<Reply> =>
  store.ask({ query: create, variables: { input }, claims: { ...claims, jti: randomUUID() } });

describe('the entry of a command', () => {
  test('is written with the command, and says who did what to whom', async () => {
    const jti = randomUUID();
    const input = inputOf();
    const { receipt } = await store.ask({
      query: create,
      variables: { input },
      claims: { ...claims, jti },
    });
    const [entry] = await waiting<Entry>('entry');
    if (entry === undefined) throw new TypeError('an entry was expected');
    expect(entry).toMatchObject({ type: 'command', node: 'finance', nodeSeq: 1 });
    const commit = (salt: string | null, text: string | null): string =>
      sha256(Buffer.from(salt ?? '', 'hex'), Buffer.from(text ?? '')).toString('hex');
    expect(commit(entry.decisionSalt, entry.decision)).toBe(entry.decisionCommit);
    expect(commit(entry.subjectSalt, entry.subject)).toBe(entry.subjectCommit);
    expect(JSON.parse(entry.decision)).toMatchObject({
      ...{ purpose: 'billing', basis: 'gdpr:A6-1-b', roles: ['accountant'], epoch: 1 },
      ...{ lock: fixture.lock.hash, lockVersion: 0, store: 'finance', outcome: 'done' },
      command: 'createInvoice',
    });
    expect(JSON.parse(entry.subject ?? '')).toEqual({
      ...{ actor: 'ann', team: 'north', evidence: null, reason: null, trace: jti },
      subjects: [{ store: 'finance', refs: receipt?.audit_refs }],
    });
    expect(JSON.stringify(entry)).not.toMatch(/nora|NEW-/);
  });

  test('is not written where the command is refused, and leaves no gap', async () => {
    await run(inputOf());
    await run(inputOf({ number: 'TOO-LATE-1' }));
    await run(inputOf({ amountMinor: '0' }));
    await run(inputOf());
    const [first, second, ...more] = await waiting<Entry>('entry');
    expect(more).toEqual([]);
    expect(second?.nodeSeq).toBe((first?.nodeSeq ?? 0) + 1);
    expect(second?.incarnation).toBe(first?.incarnation);
  });

  test('is written once, however often the command is sent', async () => {
    const input = inputOf();
    await run(input);
    await run(input);
    expect(await waiting('entry')).toHaveLength(1);
  });

  test('is numbered in the order of commits, though commands run side by side', async () => {
    await Promise.all(Array.from({ length: 6 }, () => run(inputOf())));
    const numbers = (await waiting<Entry>('entry')).map(({ nodeSeq }) => nodeSeq);
    expect(numbers).toEqual(numbers.map((_number, index) => (numbers[0] ?? 0) + index));
    expect(numbers).toHaveLength(6);
  });

  test('reaches governance, and a legal person is no subject of it', async () => {
    await run(inputOf({ customerId: 'acme' }));
    const [entry] = await waiting<Entry>('entry');
    expect(JSON.parse(entry?.subject ?? '')).toMatchObject({ subjects: [] });
    expect(await store.server.audit.deliver()).toBe(true);
    const found = await log.sql('select 1 from audit_inbox where entry_id = $1', [entry?.entryId]);
    expect(found).toHaveLength(1);
  });
});
