import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { finance } from '../../../subgraphs/finance/store.ts';
import { connectStore, type StoreDatabase } from '../../../subgraphs/host/database.ts';
import { cloneDatabase, type ClonedDatabase } from '../../support/databases.ts';

let cloned: ClonedDatabase;
let database: StoreDatabase;

beforeAll(async () => {
  cloned = await cloneDatabase(finance);
  database = await connectStore(finance, cloned.url);
});
afterAll(async () => {
  await database.close();
  await cloned.drop();
});

const answered = async (sql: string): Promise<string> => {
  await database.query(sql);
  return sql;
};

test('a quick statement is not kept until slow ones are done', async () => {
  const order: string[] = [];
  const note = (sql: string): void => void order.push(sql);
  // Each turn of the program sends its own statements.
  const slow: Promise<void>[] = [];
  for (const name of ['a', 'b', 'c', 'd']) {
    slow.push(answered(`select pg_sleep(0.8) as ${name}`).then(note));
    await nextTurn();
  }
  const quick = answered('select 1').then(note);
  await Promise.all([...slow, quick]);
  expect(order[0]).toBe('select 1');
});

test('one that fails takes none of those with it that went out beside it', async () => {
  const results = await Promise.allSettled([
    database.query('select 1 as one'),
    database.query('select no_such_column'),
    database.query('select 2 as two'),
  ]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

test('a statement that is asked again answers what it answered, whatever shape its rows have', async () => {
  const sql = `select $1::int as n, null::text as nothing, $2::date as day, $3::text[] as names,
    '2026-01-02 03:04:05+02'::timestamptz as at where $1::int < 3`;
  const ask = (n: number): Promise<readonly unknown[]> =>
    database.query(sql, [n, '2026-11-24', ['a "b"', 'c,d']]);
  const row = (n: number): object => ({
    ...{ n, nothing: null, day: '2026-11-24', names: ['a "b"', 'c,d'] },
    at: '2026-01-02T01:04:05.000Z',
  });
  expect(await Promise.all([ask(1), ask(2)])).toEqual([[row(1)], [row(2)]]);
  for (let again = 0; again < 12; again += 1) {
    expect(await Promise.all([ask(1), ask(3)])).toEqual([[row(1)], []]);
    expect(await database.arrays(sql, [2, '2026-11-24', []])).toEqual([
      [2, null, '2026-11-24', [], '2026-01-02T01:04:05.000Z'],
    ]);
  }
});

test('a value that cannot be sent fails its own statement and leaves the connections of use', async () => {
  const unsendable = {
    toPostgres: (): never => {
      throw new TypeError('not to be sent');
    },
  };
  for (let again = 0; again < 12; again += 1) {
    const results = await Promise.allSettled([
      database.query('select $1::int as n', [1]),
      database.query('select $1::text as text', [unsendable]),
      database.query('select $1::int as n', [2]),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  }
});

test('more statements at once than there are connections are all answered', async () => {
  const asked = Array.from({ length: 200 }, (_, n) => n);
  const rows = await Promise.all(
    asked.map((n) => database.query<{ n: number }>('select $1::int as n', [n])),
  );
  expect(rows.map(([row]) => row?.n)).toEqual(asked);
});

test('sessions keep one plan a statement, and neither compile nor spread it', async () => {
  const settings = ['plan_cache_mode', 'jit', 'max_parallel_workers_per_gather', 'TimeZone'];
  const [row] = await database.query<Record<string, string>>(
    `select ${settings.map((name) => `current_setting('${name}') as "${name}"`).join(', ')}`,
  );
  expect(row).toEqual({
    ...{ plan_cache_mode: 'force_generic_plan', jit: 'off', TimeZone: 'UTC' },
    max_parallel_workers_per_gather: '0',
  });
});
