import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { generateProcessKeys } from '../../../lib/keys.ts';
import type { PolicyLock } from '../../../policies/lock.ts';
import { cloneDatabase, type ClonedDatabase } from '../../support/databases.ts';
import type { TestStore } from '../../support/testStore.ts';
import { governance } from '../../../subgraphs/governance/store.ts';
import {
  nextLock,
  outcome,
  perform,
  propose,
  send,
  signedAct,
  withoutRule,
  withReaders,
} from './controlDesk.ts';
import { clock, publishedPolicy, startGovernance } from './fixtures.ts';

const before = publishedPolicy();
const field = 'Person.birthDate';
const readers = Object.keys(before.fields[field]?.read ?? {});
const wider = withReaders(before, field, {
  ...(Object.fromEntries(readers.map((name) => [name, 'clear'])) as Record<string, 'clear'>),
  billing: 'clear',
});
const narrower = withReaders(before, field, {});

let database: ClonedDatabase;
let store: TestStore;

const open = async (): Promise<void> => {
  database = await cloneDatabase(governance);
  store = await startGovernance(before, 1, database);
};
const close = async (): Promise<void> => {
  await store.close(false);
  await database.drop();
};
/** What comes into force stays: whoever activates does so in a governance of its own. */
const afresh = async <Result>(work: () => Promise<Result>): Promise<Result> => {
  await close();
  await open();
  return work();
};

beforeAll(open);
afterAll(close);

interface Proposed {
  readonly proposal: string;
  readonly statement: string;
  readonly widens: boolean;
  readonly narrows: boolean;
}
const proposed = async (after: PolicyLock, by = 'dpo-2'): Promise<Proposed> =>
  (await propose(store, by, before, after)).body as Proposed;

const approve = async (person: string, { proposal, statement }: Proposed): Promise<string> =>
  outcome(await perform(store, person, { act: 'policy.approve', proposal, statement }));

const activate = async (
  { proposal }: Proposed,
  next: { readonly text: string; readonly hash: string },
): Promise<string> =>
  outcome(
    await perform(
      store,
      'steward',
      { act: 'policy.activate', proposal, next: next.hash },
      { installation: next.text },
    ),
  );

const entries = async (): Promise<readonly string[]> =>
  (
    await store.sql<{ type: string }>(
      `select type from audit_inbox where type like 'policy.%' order by type`,
    )
  ).map(({ type }) => type);

describe('what an approval cannot be', () => {
  test.each<[guarantee: string, expected: string, attempt: () => Promise<string>]>([
    [
      'a proposer cannot approve his own change',
      'SELF_APPROVAL',
      async () => approve('dpo-2', await proposed(wider)),
    ],
    [
      'a proposer cannot approve it under another key of his',
      'SELF_APPROVAL',
      async () => approve('steward:dpo-2', await proposed(wider)),
    ],
    [
      'one person who holds both keys counts once',
      'SAME_PERSON',
      async () => {
        const change = await proposed(wider, 'dpo');
        await approve('dpo:dpo-2', change);
        return approve('steward:dpo-2', change);
      },
    ],
    [
      'who is no officer of the installation cannot approve',
      'SIGNER_UNKNOWN',
      async () => approve('nobody', await proposed(wider)),
    ],
    [
      'an approval of a change that was edited since does not count',
      'APPROVAL_MISMATCH',
      async () => {
        const shown = await proposed(narrower);
        const { proposal } = await proposed(wider);
        return approve('steward', { ...shown, proposal });
      },
    ],
    [
      'an approval that was sent before is not taken again',
      'SAME_PERSON',
      async () => {
        const { proposal, statement } = await proposed(wider);
        const act = signedAct(store, 'steward', { act: 'policy.approve', proposal, statement });
        await send(store, act);
        return outcome(await send(store, act));
      },
    ],
    [
      'an approval that was changed on its way does not count',
      'SIGNER_UNKNOWN',
      async () => {
        const { proposal, statement } = await proposed(wider);
        const act = signedAct(store, 'steward', { act: 'policy.approve', proposal, statement });
        return outcome(await send(store, { ...act, payload: `${act.payload} ` }));
      },
    ],
    [
      'an approval for another installation does not count',
      'ACT_REPLAYED',
      async () => {
        const { proposal, statement } = await proposed(wider);
        const act = { act: 'policy.approve' as const, proposal, statement };
        return outcome(await perform(store, 'steward', { ...act, installation: 'f'.repeat(64) }));
      },
    ],
    [
      'an approval that is older than a few minutes does not count',
      'ACT_REPLAYED',
      async () => {
        const { proposal, statement } = await proposed(wider);
        const at = new Date(clock.now().getTime() - 600_000).toISOString();
        return outcome(
          await perform(store, 'steward', { act: 'policy.approve', proposal, statement, at }),
        );
      },
    ],
    [
      'a change that was refused cannot be approved any more',
      'PROPOSAL_ENDED',
      async () => {
        const change = await proposed(wider);
        const { proposal, statement } = change;
        await perform(store, 'dpo', {
          ...{ act: 'policy.refuse' as const, proposal, statement, reason: 'not needed' },
        });
        return approve('steward', change);
      },
    ],
  ])('%s', async (_guarantee, expected, attempt) => {
    expect(await attempt()).toBe(expected);
  });
});

describe('what cannot come into force', () => {
  test.each<[guarantee: string, expected: string, attempt: () => Promise<string>]>([
    [
      'a widening without a signature',
      'APPROVALS_MISSING',
      async () => activate(await proposed(wider), nextLock(store, wider.hash)),
    ],
    [
      'a widening that the steward alone has signed',
      'APPROVALS_MISSING',
      async () => {
        const change = await proposed(wider);
        await approve('steward', change);
        return activate(change, nextLock(store, wider.hash));
      },
    ],
    [
      'a widening that two data-protection officers have signed, and no steward',
      'APPROVALS_MISSING',
      async () => {
        const change = await proposed(wider);
        await approve('dpo', change);
        await approve('dpo-desk', change);
        return activate(change, nextLock(store, wider.hash));
      },
    ],
    [
      'a narrowing that nobody has signed',
      'APPROVALS_MISSING',
      async () => activate(await proposed(narrower), nextLock(store, narrower.hash)),
    ],
    [
      'an installation lock of the epoch that is in force',
      'EPOCH_ROLLBACK',
      async () => {
        const change = await proposed(narrower);
        await approve('dpo', change);
        return activate(change, nextLock(store, narrower.hash, { epoch: 1 }));
      },
    ],
    [
      'an installation lock that follows from another than the one in force',
      'EPOCH_ROLLBACK',
      async () => {
        const change = await proposed(narrower);
        await approve('dpo', change);
        return activate(change, nextLock(store, narrower.hash, { previous: 'a'.repeat(64) }));
      },
    ],
    [
      'an installation lock with another policy than the approved one',
      'APPROVAL_MISMATCH',
      async () => {
        const change = await proposed(narrower);
        await approve('dpo', change);
        return activate(change, nextLock(store, wider.hash));
      },
    ],
    [
      'an installation lock that a stranger has signed',
      'SIGNER_UNKNOWN',
      async () => {
        const change = await proposed(narrower);
        await approve('dpo', change);
        const signer = generateProcessKeys();
        return activate(change, nextLock(store, narrower.hash, { signer }));
      },
    ],
    [
      'a wider policy that was approved against what is no longer in force',
      'EPOCH_ROLLBACK',
      () =>
        afresh(async () => {
          const change = await proposed(wider);
          await approve('dpo', change);
          await approve('steward', change);
          const other = await proposed(narrower);
          await approve('dpo', other);
          expect(await activate(other, nextLock(store, narrower.hash))).toBe('done');
          return activate(change, nextLock(store, wider.hash));
        }),
    ],
    [
      'a proposal against another policy than the one in force',
      'EPOCH_ROLLBACK',
      () => afresh(async () => outcome(await propose(store, 'dpo-2', narrower, wider))),
    ],
  ])('%s', async (_guarantee, expected, attempt) => {
    expect(await attempt()).toBe(expected);
  });
});

test('a rule that is taken away narrows', async () => {
  const change = await proposed(withoutRule(before, field));
  expect(change).toMatchObject({ widens: false, narrows: true });
});

test('one signature puts a narrowing in force, and the log tells each step', async () => {
  await afresh(() => Promise.resolve());
  const change = await proposed(narrower);
  expect(change).toMatchObject({ widens: false, narrows: true });
  expect(await approve('dpo', change)).toBe('done');
  expect(await activate(change, nextLock(store, narrower.hash))).toBe('done');
  expect(await entries()).toEqual(['policy.activated', 'policy.approved', 'policy.proposed']);
  const epochs = await store.sql('select number, hash, previous_hash from policy_epoch order by 1');
  expect(epochs.at(-1)).toEqual({ number: 2, hash: narrower.hash, previous_hash: before.hash });
});

test('a steward and a data-protection officer put a widening in force', async () => {
  await afresh(() => Promise.resolve());
  const change = await proposed(wider);
  expect(change).toMatchObject({ widens: true });
  expect(await approve('dpo', change)).toBe('done');
  expect(await approve('steward', change)).toBe('done');
  expect(await activate(change, nextLock(store, wider.hash))).toBe('done');
  expect(await activate(change, nextLock(store, wider.hash))).toBe('PROPOSAL_ENDED');
});

test('what was signed and what was proposed can be changed by nobody', async () => {
  await afresh(() => Promise.resolve());
  const { proposal } = await proposed(wider);
  for (const text of [
    `update control_act set person = 'dpo'`,
    `delete from control_act`,
    `update policy_proposal set widens = false where id = '${proposal}'`,
  ]) {
    await expect(store.sql(text)).rejects.toMatchObject({ code: 'RF001' });
  }
});
