import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { ulid } from 'ulid';
import { createEntryMaker, type Entry, type EntryDraft } from '../../../audit/entry.ts';
import { createInbox, type Inbox } from '../../../gateway/release/inbox.ts';
import { createEntryWriter } from '../../../gateway/release/writer.ts';
import { systemClock } from '../../../lib/clock.ts';
import { silentLog } from '../../../lib/log.ts';
import { governance } from '../../../subgraphs/governance/store.ts';
import { auditUrlOf, cloneDatabase, type ClonedDatabase } from '../../support/databases.ts';

let database: ClonedDatabase;
let owner: pg.Client;
let inbox: Inbox;
let makeEntry: (draft: EntryDraft) => Entry;

beforeAll(async () => {
  database = await cloneDatabase(governance);
  owner = new pg.Client({ connectionString: database.superuserUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await database.drop();
});
beforeEach(() => {
  inbox = createInbox({
    ...{ url: auditUrlOf(database), connectTimeoutMs: 1_000, insertTimeoutMs: 400 },
  });
  makeEntry = createEntryMaker({
    ...{ node: 'gateway-1', incarnation: randomBytes(16).toString('hex'), clock: systemClock },
    newEntryId: () => ulid(),
    newSalt: () => randomBytes(32),
  });
});
afterEach(() => inbox.close());

const intent: EntryDraft = {
  type: 'intent',
  decision: '{"screen":"one"}',
  subject: {
    ...{ actor: 'somebody', team: null, subjects: [], evidence: null, reason: null, trace: null },
  },
};
const numbers = async ({ incarnation }: Entry): Promise<number[]> => {
  const sql = 'select node_seq from audit_inbox where incarnation = $1 order by node_seq';
  const { rows } = await owner.query<{ node_seq: string }>(sql, [incarnation]);
  return rows.map(({ node_seq: number }) => Number(number));
};

describe('the inbox', () => {
  test('holds an entry as it was made, once, however often it is sent', async () => {
    const [one, two] = [makeEntry(intent), makeEntry({ ...intent, subject: null })];
    await inbox.insert([one]);
    await inbox.insert([one, two]);
    const { rows } = await owner.query<Record<string, unknown>>(
      'select * from audit_inbox where incarnation = $1 order by node_seq',
      [one.incarnation],
    );
    expect(rows).toMatchObject(
      [one, two].map((entry) => ({
        ...{ entry_id: entry.entryId, type: 'intent', at: new Date(entry.at), node: 'gateway-1' },
        ...{ node_seq: String(entry.nodeSeq), decision: entry.decision, subject: entry.subject },
        ...{ decision_commit: entry.decisionCommit, decision_salt: entry.decisionSalt },
        ...{ subject_commit: entry.subjectCommit, subject_salt: entry.subjectSalt },
      })),
    );
  });

  test('that is locked is given up in time, and takes the same entries afterwards', async () => {
    const entry = makeEntry(intent);
    await owner.query('begin; lock table audit_inbox in access exclusive mode');
    await expect(inbox.insert([entry])).rejects.toThrow(/timeout/);
    await owner.query('rollback');
    await inbox.insert([entry]);
    expect(await numbers(entry)).toEqual([1]);
  });

  test('is found again by a writer whose connections are cut: nothing is missing, nothing twice', async () => {
    const writer = createEntryWriter({
      ...{ inbox, makeEntry, log: silentLog, now: () => performance.now() },
    });
    const first = makeEntry(intent);
    await inbox.insert([first]);
    const appended: Promise<void>[] = [];
    for (let index = 0; index < 200; index += 1) {
      appended.push(writer.append(intent).durable);
      if (index % 40 !== 0) continue;
      await owner.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'referent_audit_writer'",
      );
    }
    await Promise.all(appended);
    expect(await numbers(first)).toEqual(Array.from({ length: 201 }, (_, index) => index + 1));
  });
});
