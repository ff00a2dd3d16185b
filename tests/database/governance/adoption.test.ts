import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { cloneDatabase, type ClonedDatabase } from '../../support/databases.ts';
import { withClient } from '../../../tools/postgres/provision.ts';
import { governance } from '../../../subgraphs/governance/store.ts';
import { asAuditor, changedPolicy, publishedPolicy, startGovernance } from './fixtures.ts';

const first = publishedPolicy();
const second = changedPolicy(first, 'a rule changed');
const third = changedPolicy(first, 'another rule changed');
let database: ClonedDatabase;

beforeEach(async () => {
  database = await cloneDatabase(governance);
});
afterEach(() => database.drop());

const start = async (policy: typeof first, epoch: number): Promise<void> => {
  const store = await startGovernance(policy, epoch, database);
  await store.close(false);
};

interface Kept {
  readonly number: number;
  readonly hash: string;
  readonly previous_hash: string | null;
}
const kept = (): Promise<Kept[]> =>
  withClient(database.ownerUrl, async (client) => {
    const { rows } = await client.query<Kept>(
      'select number, hash, previous_hash from policy_epoch order by number',
    );
    return rows;
  });

/** SQLSTATE with which the database refuses a statement of the owner. */
const refusal = (sql: string, parameters: readonly unknown[] = []): Promise<unknown> =>
  withClient(database.ownerUrl, async (client) => {
    const error = await client.query(sql, [...parameters]).catch((cause: unknown) => cause);
    return (error as { code?: unknown }).code;
  });

test.each<[what: string, policy: typeof first, epoch: number]>([
  ['an older number', first, 1],
  ['another policy under the number in force', third, 2],
])('governance does not start on %s', async (_what, policy, epoch) => {
  await start(second, 2);
  await expect(start(policy, epoch)).rejects.toMatchObject({ code: 'EPOCH_STALE' });
  expect((await kept()).map(({ number }) => number)).toEqual([2]);
});

test('a policy is adopted once, and the next one names it', async () => {
  await start(first, 1);
  await start(first, 1);
  await start(second, 3);
  expect(await kept()).toEqual([
    { number: 1, hash: first.hash, previous_hash: null },
    { number: 3, hash: second.hash, previous_hash: first.hash },
  ]);
});

test('replicas that start at once adopt it once', async () => {
  await Promise.all([start(first, 1), start(first, 1), start(first, 1)]);
  expect(await kept()).toHaveLength(1);
});

test('an earlier policy stays readable by its number, as it was', async () => {
  await start(first, 1);
  const store = await startGovernance(second, 2, database);
  const { body } = await asAuditor(
    store,
    '{ earlier: policy(epoch: 1) { hash fields(first: 1) { totalCount } } policy { number hash previousHash } }',
  );
  expect(body).toEqual({
    data: {
      earlier: { hash: first.hash, fields: { totalCount: Object.keys(first.fields).length } },
      policy: { number: 2, hash: second.hash, previousHash: first.hash },
    },
  });
  await store.close(false);
});

const insert =
  'insert into policy_epoch (number, hash, previous_hash, lock, activated_at) values ($1, $2, $3, $4, now())';

test.each<[what: string, sql: string, parameters: (() => readonly unknown[]) | undefined]>([
  [
    'a number that is not higher',
    insert,
    () => [1, second.hash, first.hash, JSON.stringify(second)],
  ],
  ['a break of the chain', insert, () => [2, second.hash, third.hash, JSON.stringify(second)]],
  ['a hash of another policy', insert, () => [2, third.hash, first.hash, JSON.stringify(second)]],
  [
    'a change of a policy that was in force',
    "update policy_epoch set hash = repeat('0', 64)",
    undefined,
  ],
  ['taking a policy away', 'delete from policy_epoch', undefined],
  ['emptying the policies', 'truncate policy_epoch', undefined],
])('the database refuses %s', async (_what, sql, parameters) => {
  await start(first, 1);
  expect(await refusal(sql, parameters?.())).toBe('RF001');
  expect(await kept()).toHaveLength(1);
});
