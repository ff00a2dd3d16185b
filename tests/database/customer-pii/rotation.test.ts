import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { canonicalJson } from '../../../lib/canonicalJson.ts';
import { silentLog } from '../../../lib/log.ts';
import { connectKeys, type KeyDatabase } from '../../../subgraphs/host/audit/keyDatabase.ts';
import {
  destroyKeys,
  subjectsOfPerson,
} from '../../../subgraphs/customer-pii/encryption/destroyKeys.ts';
import { createKeyFiles } from '../../../subgraphs/customer-pii/encryption/keyFiles.ts';
import {
  rotateKeys,
  type RotationInput,
  type RotationStep,
} from '../../../subgraphs/customer-pii/encryption/rotation/rotateKeys.ts';
import { createRotator } from '../../../subgraphs/customer-pii/encryption/rotation/rotator.ts';
import {
  wrappingContext,
  type KeyRow,
} from '../../../subgraphs/customer-pii/encryption/subjectKeys.ts';
import { createVault } from '../../../subgraphs/customer-pii/encryption/vault.ts';
import { readPerson } from './asking.ts';
import { commanding, registerPerson } from './commanding.ts';
import { canary, careAgent, rightsDesk, startCustomerPii, type PiiStore } from './fixtures.ts';

const day = 86_400_000;
const graceMs = 30_000;

let store: PiiStore;
let keys: KeyDatabase;
let input: RotationInput;
let nowMs = Date.parse('2026-06-15T12:00:00Z');
/** Moves on by hand, for the store as well. */
const clock = { now: () => new Date(nowMs) };
const told: string[] = [];

beforeAll(async () => {
  store = await startCustomerPii(clock);
  keys = connectKeys(store.database.keysUrl ?? '');
  const encryption = createKeyFiles({ folder: folder(), randomBytes });
  const vault = createVault({ database: keys, encryption, clock, log: silentLog, graceMs });
  input = {
    ...{ database: keys, encryption, clock, randomBytes, graceMs },
    opener: vault.opener,
    store: { query: store.sql },
    windowMs: 7 * day,
    record: (type, facts) => {
      told.push(canonicalJson({ type, ...facts }));
      return Promise.resolve();
    },
  };
});
afterAll(async () => {
  await keys.close();
  await store.close();
});

const folder = (): string => store.database.wrappingKeys ?? '';
const files = (): readonly string[] => readdirSync(folder()).sort();
const keyRows = (): Promise<KeyRow[]> =>
  keys.query<KeyRow>('select * from subject_key where destroyed_at is null');

const found = async (email: string): Promise<readonly string[]> => {
  const { body } = await store.as(
    careAgent,
    'query($email: String) { findPersons(email: $email) { edges { node { id } } } }',
    { email },
  );
  const { edges } = body.data.findPersons as { edges: { node: { id: string } }[] };
  return edges.map(({ node }) => node.id);
};

/** Goes on until nothing old is left; the clock moves by a grace a step. */
async function rotateWhole(now = true): Promise<readonly RotationStep[]> {
  const steps = [await rotateKeys(input, { now })];
  while (steps.at(-1)?.isPending === true) {
    expect(steps.length).toBeLessThan(10);
    nowMs += graceMs;
    steps.push(await rotateKeys(input));
  }
  return steps;
}

test('nothing is rotated before it is due', async () => {
  nowMs += 5.9 * day;
  expect(await rotateKeys(input)).toEqual({
    ...{ made: [], ended: [], wrappedAnew: 0, indexedAnew: 0, isPending: false },
  });
  expect(files()).toEqual(['wrapping-1.key']);
});

test('a rotation ends both generations before the window is over; all that was readable is, and is found', async () => {
  const madeMs = nowMs - 5.9 * day;
  const before = await keyRows();
  const [index] = await store.sql<{ normalised: string }>(
    "select normalised from contact_point where id = 'ada-mail'",
  );
  nowMs += 0.1 * day;
  const steps = await rotateWhole(false);
  expect(nowMs - madeMs).toBeLessThan(7 * day);
  expect(steps.flatMap(({ made }) => made)).toEqual(['wrapping 2', 'index 2']);
  expect(steps.flatMap(({ ended }) => ended).sort()).toEqual(['index 1', 'wrapping 1']);
  expect(files()).toEqual(['wrapping-2.key']);

  expect(await readPerson(store, rightsDesk, 'name { given } emails { value }')).toEqual({
    name: { given: canary.given },
    emails: [{ value: canary.email }, { value: 'second.canary@example.test' }],
  });
  expect(await found(canary.email)).toEqual(['ada']);
  const [moved] = await store.sql<{ normalised: string }>(
    "select normalised from contact_point where id = 'ada-mail'",
  );
  expect([index?.normalised.slice(0, 3), moved?.normalised.slice(0, 3)]).toEqual(['i1.', 'i2.']);

  // A copy of the key database from before, and the keys of today.
  const old = before.map((row) => ({
    ...{ bytes: row.wrapped ?? Buffer.alloc(0), context: wrappingContext(row) },
    generation: row.generation,
  }));
  expect(new Set(old.map(({ generation }) => generation))).toEqual(new Set([1]));
  await expect(async () => input.encryption.unwrap(old)).rejects.toMatchObject({
    code: 'KEYS_UNAVAILABLE',
  });
  const asOfToday = old.map((key) => ({ ...key, generation: 2 }));
  expect(new Set(await input.encryption.unwrap(asOfToday))).toEqual(new Set([undefined]));
  expect(told).toEqual([
    '{"generation":2,"kind":"wrapping","type":"key.made"}',
    '{"generation":2,"kind":"index","type":"key.made"}',
    expect.stringContaining('key.destroyed'),
    expect.stringContaining('key.destroyed'),
  ]);
});

test('reads, look-ups and commands go on beside a rotation, and none fails', async () => {
  let isOver = false;
  let answers = 0;
  const reading = async (): Promise<void> => {
    while (!isOver) {
      expect(await readPerson(store, rightsDesk, 'name { given }')).toEqual({
        name: { given: canary.given },
      });
      expect(await found(canary.email)).toEqual(['ada']);
      answers += 1;
    }
  };
  const writing = async (): Promise<void> => {
    for (let at = 0; !isOver; at += 1) {
      const { person, errors } = await commanding(store).run(registerPerson, {
        input: { given: 'Grace', family: 'Beside', email: `beside-${String(at)}@example.test` },
        idempotencyKey: randomUUID(),
      });
      expect([person?.version, errors]).toEqual([1, []]);
    }
  };
  const work = [reading(), reading(), writing()];
  let step = await rotateKeys(input, { now: true });
  while (step.isPending) {
    // So little at a time that no purpose token expires on its way.
    nowMs += 2_000;
    await sleep(20);
    step = await rotateKeys(input);
  }
  isOver = true;
  await Promise.all(work);
  expect(answers).toBeGreaterThan(0);
  expect(files()).toEqual(['wrapping-3.key']);
  expect(await found('beside-0@example.test')).toHaveLength(1);
});

test('what was cut off between the end of a generation and the erasure of its key is done later', async () => {
  await rotateKeys(input, { now: true });
  nowMs += graceMs;
  const cut: RotationInput = {
    ...input,
    encryption: { ...input.encryption, destroy: () => Promise.reject(new Error('cut off')) },
  };
  await expect(rotateKeys(cut)).rejects.toThrow('cut off');
  expect(existsSync(join(folder(), 'wrapping-3.key'))).toBe(true);
  await rotateWhole(false);
  expect(files()).toEqual(['wrapping-4.key']);
});

test('a generation whose keys do not all open is not ended', async () => {
  const [ada] = await keys.query<KeyRow>(
    "select * from subject_key where subject = 'ada' and use = 'live'",
  );
  await keys.query('update subject_key set wrapped = $2 where id = $1', [
    ada?.id,
    randomBytes(ada?.wrapped?.length ?? 0),
  ]);
  await expect(rotateKeys(input, { now: true })).rejects.toMatchObject({
    code: 'KEYS_UNAVAILABLE',
  });
  nowMs += 2 * graceMs;
  await expect(rotateKeys(input)).rejects.toMatchObject({ code: 'KEYS_UNAVAILABLE' });
  expect(files()).toEqual(['wrapping-4.key', 'wrapping-5.key']);
  await keys.query('update subject_key set wrapped = $2 where id = $1', [ada?.id, ada?.wrapped]);
  await rotateWhole(false);
  expect(files()).toEqual(['wrapping-5.key']);
});

test('no key is wrapped by a generation that ended, whoever writes it', async () => {
  const insert = `insert into subject_key
    (id, subject_kind, subject, use, version, generation, wrapped, created_at)
    values ($1, 'person', 'late', 'live', 1, $2, '\\x00', now())`;
  await expect(keys.query(insert, [randomUUID(), 4])).rejects.toMatchObject({ code: '23514' });
  await expect(keys.query(insert, [randomUUID(), 99])).rejects.toMatchObject({ code: '23514' });
  await expect(
    keys.query("update subject_key set generation = 4 where subject = 'ada'"),
  ).rejects.toMatchObject({ code: '23514' });
});

test('a generation does not end before those who are wrapping by it have committed', async () => {
  const { number } = (
    await keys.query<{ number: number }>(
      "select max(number) as number from key_generation where kind = 'wrapping'",
    )
  )[0] ?? { number: 0 };
  const slow = new pg.Client({ connectionString: store.database.keysUrl });
  await slow.connect();
  try {
    await slow.query('begin');
    await slow.query(
      `insert into subject_key (id, subject_kind, subject, use, version, generation, wrapped, created_at)
       select $1, 'person', 'slow', 'live', 1, generation, wrapped, now() from subject_key
       where subject = 'bob' and use = 'live'`,
      [randomUUID()],
    );
    await input.encryption.create(number + 1);
    await keys.query(
      "insert into key_generation (kind, number, created_at) values ('wrapping', $1, $2)",
      [number + 1, new Date(nowMs).toISOString()],
    );
    const ending = keys.query<{ done: boolean }>(
      'select end_wrapping_generation($1, now()) as done',
      [number],
    );
    await slow.query('commit');
    expect(await ending).toEqual([{ done: false }]);
  } finally {
    await slow.end();
  }
  await keys.query("delete from subject_key where subject = 'slow'");
  await rotateWhole(false);
});

test('the index of an erased person says nothing afterwards, and finds nobody', async () => {
  const subjects = await subjectsOfPerson({ query: store.sql }, 'ada');
  await destroyKeys(
    keys,
    { subjects, uses: ['live'] },
    {
      clock: input.clock,
      newId: randomUUID,
    },
  );
  await rotateWhole();
  expect(await found(canary.email)).toEqual([]);
  const [row] = await store.sql<{ left: number }>(
    `select count(*)::int as left from contact_point where normalised not like
       'i' || (select $1::text) || '.%'`,
    [
      String(
        (
          await keys.query<{ n: number }>(
            "select max(number) as n from key_generation where kind = 'index'",
          )
        )[0]?.n,
      ),
    ],
  );
  expect(row?.left).toBe(0);
});

test('an order makes the running rotator rotate at once, and once', async () => {
  const rotator = createRotator({ ...input, log: silentLog });
  const newest = async (): Promise<number | undefined> =>
    (await keys.query<{ n: number }>('select max(number) as n from key_generation'))[0]?.n;
  await rotator.turn();
  const before = (await newest()) ?? 0;
  await rotator.turn();
  expect(await newest()).toBe(before);
  await keys.query('insert into rotation_order default values');
  await rotator.turn();
  await rotator.turn();
  expect(await newest()).toBe(before + 1);
  await rotator.stop();
});
