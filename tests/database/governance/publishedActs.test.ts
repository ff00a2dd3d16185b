import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { PolicyLock } from '../../../policies/lock.ts';
import { nextLock, outcome, perform, propose, withReaders } from './controlDesk.ts';
import { publishedPolicy } from './fixtures.ts';
import { foundBy, startLogged, type LoggedGovernance } from './loggedGovernance.ts';

const before = publishedPolicy();
const field = 'Person.birthDate';
const wider = withReaders(before, field, {
  ...Object.fromEntries(
    Object.keys(before.fields[field]?.read ?? {}).map((name) => [name, 'clear' as const]),
  ),
  billing: 'clear',
});
const path = 'locks/acts/2.json';
let logged: LoggedGovernance;

beforeEach(async () => {
  logged = await startLogged(before, 'at once');
});
afterEach(() => logged.close());

/** By the book: proposed, approved by both offices, put in force. */
async function change(after: PolicyLock): Promise<void> {
  const store = logged.store();
  const { body } = await propose(store, 'dpo-2', before, after);
  const { proposal, statement } = body as { proposal: string; statement: string };
  for (const person of ['steward', 'dpo']) {
    const act = { act: 'policy.approve' as const, proposal, statement };
    expect(outcome(await perform(store, person, act))).toBe('done');
  }
  const next = nextLock(store, after.hash);
  const activation = { act: 'policy.activate' as const, proposal, next: next.hash };
  const done = await perform(store, 'steward', activation, { installation: next.text });
  expect(outcome(done)).toBe('done');
}

const fileOf = (): string => readFileSync(join(logged.folder, path), 'utf8');

test('what officers signed is published with the log, and its verifier finds it good', async () => {
  await change(wider);
  expect(foundBy(await logged.report(4), 2, 4, 5, 6)).toEqual([]);
  const { acts, epoch } = JSON.parse(fileOf()) as { acts: { payload: string }[]; epoch: number };
  expect(epoch).toBe(2);
  expect(acts.map(({ payload }) => (JSON.parse(payload) as { act: string }).act).sort()).toEqual([
    ...['policy.activate', 'policy.approve', 'policy.approve', 'policy.propose'],
  ]);
});

test('a policy that somebody put in force past the officers is named', async () => {
  const store = logged.store();
  const next = nextLock(store, wider.hash);
  await store.sql(
    `insert into policy_epoch (number, hash, previous_hash, lock, activated_at)
     values (2, $1, $2, $3, now())`,
    [wider.hash, before.hash, JSON.stringify(wider)],
  );
  await store.sql('insert into installation_lock (epoch, hash, body) values (2, $1, $2)', [
    ...[next.hash, next.text],
  ]);
  const { body } = await propose(store, 'dpo-2', wider, before);
  expect(body).toHaveProperty('entryId');
  expect(foundBy(await logged.report(1), 5)).toEqual(['policy.unsigned']);
});
