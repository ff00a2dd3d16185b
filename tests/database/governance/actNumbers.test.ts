import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ulid } from 'ulid';
import { giveOrder } from '../../../audit/log/order.ts';
import { silentLog } from '../../../lib/log.ts';
import { createHeartbeat } from '../../../subgraphs/governance/controls/heartbeat.ts';
import { withClient } from '../../../tools/postgres/provision.ts';
import { auditUrlOf } from '../../support/databases.ts';
import { outcome, perform, propose, withReaders } from './controlDesk.ts';
import { clock, publishedPolicy } from './fixtures.ts';
import { foundBy, startLogged, type LoggedGovernance } from './loggedGovernance.ts';

const policy = publishedPolicy();
const narrower = withReaders(policy, 'Person.birthDate', {});
let logged: LoggedGovernance;

beforeEach(async () => {
  logged = await startLogged(policy);
});
afterEach(() => logged.close());

interface Numbered {
  readonly type: string;
  readonly incarnation: string;
  readonly number: number;
}
const numbered = (): Promise<Numbered[]> =>
  logged.store().sql<Numbered>(
    `select type, incarnation, node_seq::int as number from audit_inbox
     where node = 'governance-acts' order by node_seq`,
  );

/** One proposal that is refused: two entries. */
async function twoActs(): Promise<void> {
  const store = logged.store();
  const { body } = await propose(store, 'steward', policy, narrower);
  const { proposal, statement } = body as { proposal: string; statement: string };
  const act = { act: 'policy.refuse' as const, proposal, statement, reason: 'not needed' };
  expect(outcome(await perform(store, 'dpo', act))).toBe('done');
}

const order = (): Promise<unknown> =>
  withClient(logged.store().database.url, (client) =>
    giveOrder(
      { db: client, clock, newEntryId: () => ulid(), randomBytes },
      {
        type: 'admin.retention',
        members: { action: 'retire', from: 0, to: 255, keep: 'P6Y', segment: 'a'.repeat(64) },
        subject: null,
      },
    ),
  );

/** As whoever owns the machine may. */
const deleteEntry = (number: number): Promise<unknown> =>
  withClient(logged.store().database.superuserUrl, async (client) => {
    await client.query('alter table audit_inbox disable trigger user');
    await client.query("delete from audit_inbox where node = 'governance-acts' and node_seq = $1", [
      number,
    ]);
    await client.query('alter table audit_inbox enable trigger user');
  });

test('all acts and orders are one numbering without a gap; one that is refused takes no number', async () => {
  await twoActs();
  const again = await propose(logged.store(), 'steward', narrower, policy);
  expect(outcome(again)).toBe('EPOCH_ROLLBACK');
  await order();
  await Promise.all([twoActs(), twoActs()]);
  const rows = await numbered();
  expect(rows.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(rows[2]?.type).toBe('admin.retention');
  expect(new Set(rows.map(({ incarnation }) => incarnation)).size).toBe(1);
  expect(foundBy(await logged.report(7), 4, 5, 6)).toEqual([]);
});

test('the entry of an act that is deleted before it is sequenced leaves a gap, which the verifier names', async () => {
  await twoActs();
  await twoActs();
  await deleteEntry(2);
  const report = await logged.report(3);
  expect(foundBy(report, 4)).toEqual(['node.gap']);
  expect(report.findings.find(({ code }) => code === 'node.gap')?.first).toEqual({
    ...{ index: 1, where: 'governance-acts' },
  });
});

test('so does that of the newest act, once governance gives its next sign of life', async () => {
  await twoActs();
  await deleteEntry(2);
  const { sql } = logged.store();
  const db = {
    query: <Row extends object>(text: string, values?: readonly unknown[]) =>
      sql<Row>(text, values),
  };
  await createHeartbeat({ db, clock, log: silentLog }).beat();
  expect(foundBy(await logged.report(2), 4)).toEqual(['node.gap']);
});

test('the numbers are governance’s own: nobody sets them back, and a gateway can’t take one', async () => {
  await twoActs();
  for (const text of [
    'update act_counter set node_seq = 1',
    "update act_counter set node_seq = node_seq + 1, incarnation = repeat('b', 32)",
    'delete from act_counter',
    'truncate act_counter',
  ]) {
    await expect(logged.store().sql(text)).rejects.toMatchObject({ code: 'RF002' });
  }
  const forged = (type: string, node: string): Promise<unknown> =>
    withClient(auditUrlOf(logged.store().database), (client) =>
      client.query(
        `insert into audit_inbox (entry_id, type, at, node, incarnation, node_seq, decision_commit,
           decision, decision_salt) values ($1, $2, '2026-06-15T12:00:00.000Z', $3,
           repeat('a', 32), 3, repeat('a', 64), '{}', repeat('a', 64))`,
        [ulid(), type, node],
      ),
    );
  for (const [type, node] of [
    ['heartbeat', 'governance-acts'],
    ['policy.activated', 'gateway-1'],
    ['unlock', 'gateway-1'],
  ] as const) {
    await expect(forged(type, node)).rejects.toMatchObject({ code: 'RF002' });
  }
  await forged('heartbeat', 'gateway-1');
});
