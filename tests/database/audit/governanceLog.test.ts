import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { request } from 'undici';
import type { Entry } from '../../../audit/entry.ts';
import {
  chainStart,
  nextHead,
  receiptHash,
  signedSegmentBytes,
  type Receipt,
  type ReceiptSegment,
} from '../../../audit/receipt.ts';
import { canonicalJson } from '../../../lib/canonicalJson.ts';
import { systemClock } from '../../../lib/clock.ts';
import { signBytes, writeProcessKeys, type ProcessKeys } from '../../../lib/keys.ts';
import { signServiceToken } from '../../../lib/serviceToken.ts';
import { publishedPolicy } from '../governance/fixtures.ts';
import { governance } from '../../../subgraphs/governance/store.ts';
import { createTestInstallation } from '../../support/installation.ts';
import { projectSdl } from '../../support/project.ts';
import { startTestStore, type Reply, type TestStore } from '../../support/testStore.ts';
import { aRelease, aSubject, createWriter, leaveEntries, newIncarnation } from './entries.ts';
import { withClient } from '../../../tools/postgres/provision.ts';

const policy = publishedPolicy();
const installation = createTestInstallation(policy.hash);
const place = mkdtempSync(join(tmpdir(), 'referent-governance-'));
let store: TestStore;

const open = async (database?: TestStore['database']): Promise<TestStore> => {
  const keyFile = join(place, `${randomUUID()}.json`);
  writeProcessKeys(keyFile, installation.log);
  const opened = await startTestStore({
    ...{ definition: governance, sdl: projectSdl('governance'), policy, installation },
    auditLog: { folder: join(place, 'log'), keyFile, copyFolder: undefined },
    ...(database === undefined ? {} : { database }),
  });
  return opened;
};

beforeAll(async () => {
  store = await open();
});
afterAll(async () => {
  await store.close();
  rmSync(place, { recursive: true });
});

const health = async (): Promise<{ status: number; body: Record<string, never> }> => {
  const reply = await request(`${store.url}/health/ready`);
  return { status: reply.statusCode, body: (await reply.body.json()) as Record<string, never> };
};

interface Got {
  readonly status: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, unknown>>;
}
async function get(path: string, headers: Record<string, string> = {}): Promise<Got> {
  const reply = await request(`${store.url}${path}`, { headers });
  return { status: reply.statusCode, text: await reply.body.text(), headers: reply.headers };
}

const tokenFor = (path: string, keys: ProcessKeys, from = 'gateway', id = randomUUID()) =>
  signServiceToken(keys, { from, to: 'governance', id, body: path, clock: systemClock });

const asGateway = (path: string, headers: Record<string, string> = {}): Promise<Got> =>
  get(path, { authorization: tokenFor(path, installation.gateway), ...headers });

const published = async (size: number): Promise<void> => {
  const end = Date.now() + 10_000;
  for (;;) {
    const { body } = await health();
    const log = body.log as { published: number } | undefined;
    if ((log?.published ?? 0) >= size) return;
    if (Date.now() > end) throw new Error(JSON.stringify(body));
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

const codeOf = ({ body }: Reply): unknown => body.errors[0].extensions.code;

describe('governance serves its log', () => {
  beforeAll(async () => {
    const write = createWriter();
    const entries = Array.from({ length: 260 }, () => write(aRelease('a', aSubject('u-1'))));
    await withClient(store.database.url, (client) => leaveEntries(client, entries));
    await published(260);
  });

  test.each([
    ['no token', '/log/tile/0/000', {}],
    [
      "a store's token",
      '/log/tile/0/000',
      { authorization: tokenFor('/log/tile/0/000', installation.stores.crm, 'crm') },
    ],
    [
      'a token for another file',
      '/log/body/000.jsonl',
      { authorization: tokenFor('/log/tile/0/000', installation.gateway) },
    ],
    [
      'a token of a stranger',
      '/log/tile/0/000',
      { authorization: tokenFor('/log/tile/0/000', installation.log) },
    ],
  ])('nothing but the checkpoint to who comes with %s', async (_what, path, headers) => {
    expect((await get(path, headers as Record<string, string>)).status).toBe(401);
  });

  test('a token opens its file once', async () => {
    const path = '/log/tile/0/000';
    const authorization = tokenFor(path, installation.gateway);
    expect((await get(path, { authorization })).status).toBe(200);
    expect((await get(path, { authorization })).status).toBe(401);
  });

  test('the checkpoint is open to everybody, and always asked again', async () => {
    const { status, text, headers } = await get('/log/checkpoint');
    expect([status, text.split('\n')[1]]).toEqual([200, '260']);
    expect(headers['cache-control']).toBe('private, no-cache');
  });

  test.each([
    ['tile/0/000', 200, 'private, max-age=31536000, immutable'],
    ['tile/0/001.p/4', 200, 'private, max-age=31536000, immutable'],
    ['tile/entries/000', 200, 'private, max-age=31536000, immutable'],
    ['body/000.jsonl', 200, 'private, no-cache'],
    ['body/001.p/4.jsonl', 200, 'private, no-cache'],
    ['checkpoints/260', 200, 'private, no-cache'],
    ['locks/installation/1.json', 200, 'private, max-age=31536000, immutable'],
    [`locks/policy/${policy.hash}.json`, 200, 'private, max-age=31536000, immutable'],
    ['tile/0/000/', 404, undefined],
    ['tile/0/0', 404, undefined],
    ['body/000', 404, undefined],
    ['../installation.lock.json', 404, undefined],
    ['..%2finstallation.lock.json', 404, undefined],
    ['tile/../checkpoint', 404, undefined],
    ['checkpoint?x', 404, undefined],
    ['receipts/crm/../../x', 404, undefined],
    ['', 404, undefined],
    ['index/checkpoints/0', 200, 'private, no-cache'],
    ['index/receipts/0', 200, 'private, no-cache'],
    ['index/receipts', 404, undefined],
    ['index/receipts/00', 404, undefined],
    ['index/tile/0', 404, undefined],
    ["index/receipts/0'", 404, undefined],
  ])('the gateway gets %s: %i', async (path, status, caching) => {
    const got = await rawGet(`/log/${path}`);
    expect([got.status, got.headers['cache-control']]).toEqual([status, caching]);
  });

  test('lists what no size tells, in order and after a place', async () => {
    const linesAfter = async (kind: string, place: string): Promise<string[]> =>
      (await asGateway(`/log/index/${kind}/${place}`)).text.split('\n').slice(0, -1);
    expect(await linesAfter('checkpoints', '0')).toContain('260 checkpoints/260');
    expect(await linesAfter('checkpoints', '260')).toEqual([]);
    expect(await linesAfter('locks', '0')).toEqual([
      '1 locks/installation/1.json',
      `1 locks/policy/${policy.hash}.json`,
    ]);
    expect((await get('/log/index/locks/0')).status).toBe(401);
  });

  test('a file that did not change is not sent again', async () => {
    const { headers } = await asGateway('/log/body/000.jsonl');
    const again = await asGateway('/log/body/000.jsonl', { 'if-none-match': String(headers.etag) });
    expect([again.status, again.text]).toEqual([304, '']);
  });
});

/** As it stands: undici and fetch would tidy the path. */
async function rawGet(path: string): Promise<Got> {
  const { request: plain } = await import('node:http');
  return new Promise((resolve, reject) => {
    const sent = plain(
      store.url,
      { path, headers: { authorization: tokenFor(path, installation.gateway) } },
      (reply) => {
        const chunks: Buffer[] = [];
        reply.on('data', (chunk: Buffer) => chunks.push(chunk));
        reply.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          resolve({ status: reply.statusCode ?? 0, text, headers: reply.headers });
        });
      },
    );
    sent.on('error', reject);
    sent.end();
  });
}

describe('what stores send', () => {
  const crm = installation.stores.crm;
  const deliver = (delivery: object, keys = crm, from = 'crm'): Promise<Reply> => {
    const body = JSON.stringify(delivery);
    const id = randomUUID();
    const clock = systemClock;
    return store.post('/audit/inbox', body, {
      authorization: signServiceToken(keys, { from, to: 'governance', id, body, clock }),
    });
  };
  const receipt = (jti: string): Receipt => ({
    ...{ attempt: 1, audit_refs: ['a'.repeat(32)], cells: 3, entryId: 'x', guardSeq: null },
    ...{ jti, rows: 1, statementHash: 'b'.repeat(64) },
  });
  const segment = (
    incarnation: string,
    from: number,
    prev: string,
    receipts: readonly Receipt[],
    change: Partial<ReceiptSegment> = {},
  ): ReceiptSegment => {
    const head = receipts.reduce((before, each) => nextHead(before, receiptHash(each)), prev);
    const signed = {
      ...{ at: '2026-11-24T12:00:00.000Z', from, to: from + receipts.length - 1, prev, head },
      ...{ incarnation, kid: crm.public.kid, store: 'crm', ...change },
    };
    const signature = signBytes(crm, signedSegmentBytes(signed));
    return { ...signed, receipts, signature, ...change };
  };
  let write: (change?: Partial<Entry>) => Entry;
  beforeEach(() => {
    const make = createWriter('crm');
    write = (change = {}) => ({
      ...make({ type: 'command', decision: canonicalJson({ screen: 'x' }), subject: null }),
      ...change,
    });
  });
  const kept = async (): Promise<readonly number[]> => {
    const [counts] = await store.sql<{ entries: string; segments: string }>(
      `select (select count(*) from audit_inbox where node = 'crm')
         + (select count(*) from audit_entry where node = 'crm') as entries,
         (select count(*) from audit_receipt_segment) as segments`,
    );
    return [Number(counts?.entries), Number(counts?.segments)];
  };

  test.each<[what: string, delivery: () => object, code: string]>([
    ['no list', () => ({ entries: 1 }), 'BAD_REQUEST'],
    ['a member that nobody knows', () => ({ entries: [], more: 1 }), 'BAD_REQUEST'],
    ['a release', () => ({ entries: [write({ type: 'release' })] }), 'BAD_REQUEST'],
    ['an order to remove', () => ({ entries: [write({ type: 'admin.removal' })] }), 'BAD_REQUEST'],
    [
      'an entry of another node',
      () => ({ entries: [write({ node: 'finance' })] }),
      'AUDIT_ENTRY_INVALID',
    ],
    [
      'a decision that was changed',
      () => ({ entries: [write({ decision: '{"screen":"y"}' })] }),
      'AUDIT_ENTRY_INVALID',
    ],
    [
      'a decision that is not canonical',
      () => ({ entries: [write({ decision: '{ }' })] }),
      'AUDIT_ENTRY_INVALID',
    ],
    [
      'two entries with one number',
      () => {
        const first = write();
        return { entries: [first, write({ ...first, entryId: write().entryId })] };
      },
      'AUDIT_ENTRY_INVALID',
    ],
    [
      'a receipt that was changed',
      () => {
        const one = segment(newIncarnation(), 1, chainStart, [receipt('j-1')]);
        return { segments: [{ ...one, receipts: [{ ...receipt('j-1'), rows: 2 }] }] };
      },
      'AUDIT_RECEIPTS_INVALID',
    ],
    [
      "another store's receipts",
      () => ({
        segments: [
          segment(newIncarnation(), 1, chainStart, [receipt('j-1')], { store: 'finance' }),
        ],
      }),
      'AUDIT_RECEIPTS_INVALID',
    ],
    [
      'a signature by a key that is not its own',
      () => ({
        segments: [
          segment(newIncarnation(), 1, chainStart, [receipt('j-1')], {
            kid: installation.stores.finance.public.kid,
          }),
        ],
      }),
      'AUDIT_RECEIPTS_INVALID',
    ],
    [
      'a good segment beside a bad one',
      () => ({
        segments: [
          segment(newIncarnation(), 1, chainStart, [receipt('j-1')]),
          segment(newIncarnation(), 1, 'c'.repeat(64), [receipt('j-2')]),
        ],
      }),
      'AUDIT_RECEIPTS_INVALID',
    ],
  ])('%s: nothing is stored', async (_what, delivery, code) => {
    const before = await kept();
    const reply = await deliver(delivery());
    expect([reply.status, codeOf(reply)]).toEqual([400, code]);
    expect(await kept()).toEqual(before);
  });

  test('is taken, once, however often it is sent, and is published', async () => {
    const incarnation = newIncarnation();
    const first = segment(incarnation, 1, chainStart, [receipt('j-1'), receipt('j-2')]);
    const second = segment(incarnation, 3, first.head, [receipt('j-3')]);
    const [entries, segments] = await kept();
    const delivery = { entries: [write(), write()], segments: [first, second] };
    for (let time = 0; time < 2; time += 1) {
      const reply = await deliver(delivery);
      expect([reply.status, reply.body]).toEqual([200, { entries: 2, segments: 2 }]);
      expect(reply.headers['referent-signature']).toBeDefined();
    }
    expect(await kept()).toEqual([(entries ?? 0) + 2, (segments ?? 0) + 2]);
    const path = `/log/receipts/crm/${incarnation}/000000000003.json`;
    const end = Date.now() + 5_000;
    let got = await asGateway(path);
    while (got.status !== 200 && Date.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      got = await asGateway(path);
    }
    expect(JSON.parse(got.text)).toEqual(second);
    const listed = (await asGateway('/log/index/receipts/0')).text.split('\n').slice(0, -1);
    const [[, place = '']] = [listed.at(-2)?.match(/^(\d+) /) ?? []] as [string[]];
    expect(listed.at(-2)).toContain(`receipts/crm/${incarnation}/000000000001.json`);
    expect((await asGateway(`/log/index/receipts/${place}`)).text).toBe(`${listed.at(-1) ?? ''}\n`);
    expect(`/log/${listed.at(-1)?.split(' ')[1] ?? ''}`).toBe(path);
  });

  test('receipts after missing ones are taken; those that fit to no neighbour are not', async () => {
    const incarnation = newIncarnation();
    const chain: ReceiptSegment[] = [];
    for (let at = 1; at <= 4; at += 1) {
      const before = chain.at(-1)?.head ?? chainStart;
      chain.push(segment(incarnation, at, before, [receipt(`j-${String(at)}`)]));
    }
    const [first, second, third, fourth] = chain;
    const sent = async (one: ReceiptSegment | undefined): Promise<number> =>
      (await deliver({ segments: [one] })).status;
    expect(await sent(second)).toBe(200);
    expect(await sent(fourth)).toBe(200);
    const other = segment(incarnation, 1, chainStart, [receipt('j-other')]);
    const long = segment(incarnation, 3, second?.head ?? '', [receipt('j-3'), receipt('j-4')]);
    const stray = segment(incarnation, 3, 'c'.repeat(64), [receipt('j-3')]);
    for (const wrong of [other, long, stray]) expect(await sent(wrong)).toBe(400);
    expect([await sent(third), await sent(first)]).toEqual([200, 200]);
  });

  test('other receipts under a number that was taken are refused', async () => {
    const incarnation = newIncarnation();
    await deliver({ segments: [segment(incarnation, 1, chainStart, [receipt('j-1')])] });
    const reply = await deliver({
      segments: [segment(incarnation, 1, chainStart, [receipt('j-other')])],
    });
    expect(codeOf(reply)).toBe('AUDIT_RECEIPTS_INVALID');
  });
});

test('governance is not ready, and says why, where its log was changed', async () => {
  await store.close(false);
  await withClient(store.database.ownerUrl, async (client) => {
    await client.query('alter table audit_entry disable trigger user');
    await client.query(
      "update audit_entry set header = header || ' ' where seq = (select max(seq) from audit_entry)",
    );
  });
  store = await open(store.database);
  const end = Date.now() + 5_000;
  let said = await health();
  while (said.status === 200 && Date.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    said = await health();
  }
  expect(said.status).toBe(503);
  expect(JSON.stringify(said.body)).toMatch(/somebody changed it/);
});
