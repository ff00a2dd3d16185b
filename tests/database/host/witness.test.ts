import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { request } from 'undici';
import { logKeysOf } from '../../../audit/logKeys.ts';
import { checkpointText } from '../../../audit/note/checkpoint.ts';
import { noteSigner, noteText, parseNote, verifyNote } from '../../../audit/note/signedNote.ts';
import { emptyRoot } from '../../../audit/tree/hashing.ts';
import { addCheckpointText } from '../../../audit/witness/addCheckpoint.ts';
import { generateProcessKeys, type ProcessKeys } from '../../../lib/keys.ts';
import { withClient } from '../../../tools/postgres/provision.ts';
import { createTestInstallation } from '../../support/installation.ts';
import { startTestStore, type TestStore } from '../../support/testStore.ts';
import { sampleLog, type SampleLog } from '../../unit/audit/support/sampleLog.ts';
import { receiverSdl } from './fixture/sdl.ts';
import { startFixture } from './fixture/seed.ts';
import { fixture, receiverStore } from './fixture/stores.ts';

const installation = createTestInstallation(fixture.lock.hash);
const keys = logKeysOf(installation.lock);
const witnessKeys = installation.witnesses.finance;
const log = sampleLog(40);
const fork = (mark: string): SampleLog =>
  sampleLog(40, (at) => (at === 12 ? mark : `leaf ${String(at)}`));

const startWitness = (changes: Parameters<typeof startFixture>[0] = {}): Promise<TestStore> =>
  startFixture({ installation, witnessKeys, kind: 'synthetic', ...changes });

interface Answer {
  readonly status: number;
  readonly type: unknown;
  readonly body: string;
}

async function post(
  store: TestStore,
  body: string,
  method: 'GET' | 'POST' = 'POST',
): Promise<Answer> {
  const url = `${store.url}/witness/add-checkpoint`;
  const reply = await request(url, { method, ...(method === 'POST' ? { body } : {}) });
  const text = await reply.body.text();
  return { status: reply.statusCode, type: reply.headers['content-type'], body: text };
}

interface Sent {
  readonly of: SampleLog;
  readonly oldSize: number;
  readonly size: number;
  readonly origin: string;
  readonly signing: ProcessKeys;
}

async function bodyOf(sent: Partial<Sent>): Promise<string> {
  const base: Sent = {
    of: log,
    oldSize: 9,
    size: 20,
    origin: keys.origin,
    signing: installation.log,
  };
  const { of, oldSize, size, origin, signing } = { ...base, ...sent };
  const root = of.roots[size] ?? emptyRoot;
  const text = checkpointText({ origin, size, root, extensions: [] });
  const proof = oldSize > size ? [] : await of.prover.consistencyProof(oldSize, size);
  const checkpoint = noteText(text, [noteSigner(signing, origin).sign(text)]);
  return addCheckpointText({ oldSize, proof, checkpoint });
}

const submit = async (store: TestStore, sent: Partial<Sent>): Promise<Answer> =>
  post(store, await bodyOf(sent));

const stored = (store: TestStore): Promise<{ size: string; root: Buffer; note: string }[]> =>
  store.sql('select size, root, note from witness_checkpoint');

describe('the witness of a store', () => {
  let store: TestStore;
  beforeAll(async () => {
    store = await startWitness();
  });
  afterAll(() => store.close());

  test('has stored nothing before its first checkpoint, whatever it refused', async () => {
    expect((await submit(store, { oldSize: 9 })).status).toBe(409);
    expect((await submit(store, { oldSize: 0, signing: generateProcessKeys() })).status).toBe(403);
    expect(await stored(store)).toEqual([]);
  });

  test('cosigns its first checkpoint, and keeps it with both signatures', async () => {
    const answer = await submit(store, { oldSize: 0, size: 9 });
    expect(answer.status).toBe(200);
    const [row] = await stored(store);
    expect(row).toMatchObject({ size: '9', root: log.roots[9] });
    const known = [...keys.log, ...keys.witnesses.flatMap(({ keys: each }) => each)];
    const verified = verifyNote(parseNote(row?.note ?? ''), known);
    expect(verified.map(({ key }) => key.name)).toEqual([
      keys.origin,
      `${keys.origin}/witness/finance`,
    ]);
    expect(verified[1]?.line).toBe(answer.body);
  });

  test.each<[guarantee: string, sent: Partial<Sent>, status: number]>([
    ['another origin is unknown', { origin: 'referent/another' }, 404],
    ['another key is not the log’s', { signing: generateProcessKeys() }, 403],
    ['the log’s word under its store’s key is none', { signing: installation.stores.finance }, 403],
    ['an old size over the new one', { oldSize: 20, size: 9 }, 400],
    ['an old size that was not cosigned', { oldSize: 8 }, 409],
    ['a rollback', { oldSize: 8, size: 8 }, 409],
    ['a fork that grew', { of: fork('forged'), oldSize: 9, size: 20 }, 200],
    ['another fork of what was cosigned', { oldSize: 20, size: 30 }, 422],
    ['another root at the same size', { oldSize: 20, size: 20 }, 409],
  ])('%s is answered so', async (guarantee, sent, status) => {
    const before = await stored(store);
    const answer = await submit(store, sent);
    expect([guarantee, answer.status]).toEqual([guarantee, status]);
    if (status !== 200) expect(await stored(store)).toEqual(before);
    if (status === 409 && sent.oldSize === 8) {
      expect(answer).toMatchObject({ type: 'text/x.tlog.size', body: '9\n' });
    }
  });

  test('keeps in its log, word for word, what the log signed against its word', () => {
    const said = store.log.filter(({ event }) => event === 'witness.inconsistent');
    expect(said.map(({ status }) => status)).toEqual([422, 409]);
    for (const { checkpoint } of said) {
      expect(verifyNote(parseNote(String(checkpoint)), keys.log)).toHaveLength(1);
    }
  });

  test('takes no other method, no body over its bound and nothing that is no request', async () => {
    expect((await post(store, '', 'GET')).status).toBe(405);
    expect((await post(store, 'a'.repeat(65_537))).status).toBe(413);
    expect((await post(store, 'old 0\n')).status).toBe(400);
  });

  test('goes back on nothing after it was started again', async () => {
    const answer = await submit(store, { of: fork('forged'), oldSize: 20, size: 33 });
    expect(answer.status).toBe(200);
    await store.close(false);
    store = await startFixture({ installation, witnessKeys, database: store.database });
    expect(await submit(store, { oldSize: 0, size: 5 })).toMatchObject({
      status: 409,
      body: '33\n',
    });
  });
});

describe('of many forks sent at once', () => {
  test('one is cosigned and the others are refused', async () => {
    const store = await startWitness();
    const forks = Array.from({ length: 8 }, (_, at) => fork(`fork ${String(at)}`));
    for (const [oldSize, size] of [
      [0, 9],
      [9, 20],
    ] as const) {
      // Up to leaf 12 the forks are one log, so the first round has one root and the second eight.
      const bodies = await Promise.all(forks.map((of) => bodyOf({ of, oldSize, size })));
      const answers = await Promise.all(bodies.map((body) => post(store, body)));
      const cosigned = answers.flatMap(({ status }, at) => (status === 200 ? [at] : []));
      const others = answers.filter(({ status }) => status !== 200);
      expect(cosigned).toHaveLength(1);
      expect(new Set(others.map(({ status, body }) => `${String(status)} ${body}`))).toEqual(
        new Set([`409 ${String(size)}\n`]),
      );
      const winner = forks[cosigned[0] ?? 0];
      expect(await stored(store)).toMatchObject([
        { size: String(size), root: winner?.roots[size] },
      ]);
    }
    await store.close();
  });
});

describe('the table of a witness', () => {
  test('refuses, to the service’s own role, to go back', async () => {
    const store = await startWitness();
    await submit(store, { oldSize: 0, size: 9 });
    const other = `decode('${'ab'.repeat(32)}', 'hex')`;
    for (const sql of [
      'update witness_checkpoint set size = 8',
      `update witness_checkpoint set root = ${other}`,
      `update witness_checkpoint set origin = 'another', size = 10`,
      'delete from witness_checkpoint',
    ]) {
      const attempt = withClient(store.database.url, (client) => client.query(sql));
      await expect(attempt).rejects.toThrow(/goes back on nothing|is kept/);
    }
    await expect(store.sql('truncate witness_checkpoint')).rejects.toThrow('is kept');
    expect(await stored(store)).toHaveLength(1);
    await store.close();
  });
});

describe('a store', () => {
  test('without a witness key has no such route', async () => {
    const store = await startFixture({ installation });
    expect((await submit(store, { oldSize: 0 })).status).toBe(404);
    await store.close();
  });

  test.each<[string, ProcessKeys, RegExp]>([
    [
      'another witness',
      installation.witnesses.crm,
      /does not know the key of witness-supply-chain/,
    ],
    ['the store itself', installation.stores['supply-chain'], /does not know the key of witness-/],
  ])('does not start with the key of %s', async (_whose, wrong, message) => {
    const starting = startTestStore({
      ...{ definition: receiverStore, sdl: receiverSdl, policy: fixture.lock, installation },
      witnessKeys: wrong,
    });
    await expect(starting).rejects.toThrow(message);
  });
});
