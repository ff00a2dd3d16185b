import { expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { KeyEncryption } from '../../../subgraphs/customer-pii/encryption/keyEncryption.ts';
import { createKeyLookup } from '../../../subgraphs/customer-pii/encryption/keyLookup.ts';
import type { Database } from '../../../subgraphs/host/definition.ts';

const encryption: KeyEncryption = {
  create: () => Promise.resolve(),
  wrap: () => Promise.resolve([]),
  unwrap: (keys) => Promise.resolve(keys.map(({ bytes }) => Buffer.from(bytes))),
  destroy: () => Promise.resolve(),
};

/** A key database whose keys can be destroyed, and that says what it was asked. */
function keyDatabase() {
  const asked: (readonly string[])[] = [];
  const destroyed = new Set<string>();
  const query = async (_sql: string, [ids]: readonly unknown[] = []): Promise<unknown[]> => {
    asked.push(ids as string[]);
    await new Promise((resolve) => setImmediate(resolve));
    return (ids as string[]).map((id) => ({
      ...{ id, subject_kind: 'person', subject: id, use: 'live', version: 1, generation: 1 },
      wrapped: destroyed.has(id) ? null : Buffer.alloc(32, 1),
    }));
  };
  return { asked, destroyed, database: { query } as unknown as Database };
}

const ids = Array.from({ length: 100 }, () => randomUUID());

test('all keys that are asked for in one turn are looked up with one statement', async () => {
  const { asked, database } = keyDatabase();
  const lookUp = createKeyLookup(database, encryption);
  const found = await Promise.all(ids.map((id) => lookUp([id])));
  expect(asked).toHaveLength(1);
  expect(found.map((keys, at) => keys.get(ids[at] ?? ''))).toEqual(
    ids.map(() => Buffer.alloc(32, 1)),
  );
});

test('a key that was destroyed is destroyed for the next who asks, however many ask at once', async () => {
  const { destroyed, database } = keyDatabase();
  const lookUp = createKeyLookup(database, encryption);
  const [id = ''] = ids;
  const busy = Array.from({ length: 10 }, () => lookUp(ids));
  await lookUp([id]);
  destroyed.add(id);
  expect((await lookUp([id])).get(id)).toBe('destroyed');
  await Promise.all(busy);
});

test('a key that is not there is no destroyed one', async () => {
  const lookUp = createKeyLookup({ query: () => Promise.resolve([]) }, encryption);
  expect((await lookUp(ids)).size).toBe(0);
});

test('one who asks while the key database is away learns it, and the next is served', async () => {
  const { database } = keyDatabase();
  let isAway = true;
  const query: Database['query'] = (sql, parameters) =>
    isAway ? Promise.reject(new Error('away')) : database.query(sql, parameters);
  const lookUp = createKeyLookup({ query }, encryption);
  await expect(lookUp(ids)).rejects.toMatchObject({ code: 'KEYS_UNAVAILABLE' });
  isAway = false;
  expect((await lookUp(ids)).size).toBe(ids.length);
});
