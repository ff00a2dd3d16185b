import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import pg from 'pg';
import { headerText, type Entry } from '../../../audit/entry.ts';
import { canonicalJson } from '../../../lib/canonicalJson.ts';
import { governance } from '../../../subgraphs/governance/store.ts';
import { cloneDatabase, type ClonedDatabase } from '../../support/databases.ts';
import { aRelease, aSubject, createWriter, leaveEntries } from './entries.ts';

let database: ClonedDatabase;
let service: pg.Client;
let owner: pg.Client;

beforeAll(async () => {
  database = await cloneDatabase(governance);
  service = new pg.Client({ connectionString: database.url });
  owner = new pg.Client({ connectionString: database.ownerUrl });
  await Promise.all([service.connect(), owner.connect()]);
});
afterAll(async () => {
  await Promise.all([service.end(), owner.end()]);
  await database.drop();
});
beforeEach(async () => {
  await Promise.all([service.query('begin'), owner.query('begin')]);
});
afterEach(async () => {
  await Promise.all([service.query('rollback'), owner.query('rollback')]);
});

const refused = { code: 'RF002' };
const notAllowed = { code: '42501' };
const badShape = { code: '23514' };

/** Puts an entry into its place by hand, as the sequencer does. */
async function append(client: pg.Client, entry: Entry, seq: number): Promise<void> {
  await client.query(
    `insert into audit_tree (size, edge) values ($1, '')
     on conflict (only_row) do update set size = $1`,
    [seq + 1],
  );
  await client.query(
    `insert into audit_entry (seq, entry_id, type, at, node, incarnation, node_seq, header,
       decision, decision_salt, subject, subject_salt, actor)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'somebody')`,
    [
      ...[seq, entry.entryId, entry.type, entry.at, entry.node, entry.incarnation, entry.nodeSeq],
      ...[headerText(entry, seq), entry.decision, entry.decisionSalt],
      ...[entry.subject, entry.subjectSalt],
    ],
  );
}

const write = createWriter();
const entry = write(aRelease('customer360', aSubject('u-1', ['a'.repeat(32)])));

test.each<[what: string, change: Partial<Record<keyof Entry, unknown>>]>([
  ['an id that is no ULID', { entryId: 'x' }],
  ['a type that nobody knows', { type: 'gossip' }],
  ['a node with a space', { node: 'a node' }],
  ['an incarnation of another length', { incarnation: 'ab' }],
  ['a number below 1', { nodeSeq: 0 }],
  ['a commitment that is no hash', { decisionCommit: 'A'.repeat(64) }],
  ['a decision that is no JSON object', { decision: '"text"' }],
  ['a decision over 256 kB', { decision: `{"a":"${'x'.repeat(262_144)}"}` }],
  ['a subject without its commitment', { subjectCommit: null }],
  ['a subject without its salt', { subjectSalt: null }],
])('the inbox refuses %s', async (_what, change) => {
  const faulty = { ...entry, ...change } as Entry;
  await expect(leaveEntries(service, [faulty])).rejects.toMatchObject(badShape);
});

test('an entry that was written and is not in the log cannot be deleted, by the owner either', async () => {
  await leaveEntries(owner, [entry]);
  await expect(owner.query('delete from audit_inbox')).rejects.toMatchObject(refused);
});

test.each(["update audit_inbox set node = 'x'", 'truncate audit_inbox'])(
  'the owner cannot run `%s`',
  async (sql) => {
    await leaveEntries(owner, [entry]);
    await expect(owner.query(sql)).rejects.toMatchObject(refused);
  },
);

test('an entry leaves the inbox once the log holds it', async () => {
  await leaveEntries(service, [entry]);
  await append(service, entry, 0);
  expect((await service.query('delete from audit_inbox')).rowCount).toBe(1);
});

test('an entry of the inbox does not leave for another one with its id', async () => {
  const other = { ...entry, decisionCommit: 'a'.repeat(64) };
  await leaveEntries(service, [entry]);
  await append(service, other, 0);
  await expect(service.query('delete from audit_inbox')).rejects.toMatchObject(refused);
});

test.each<[what: string, seq: number]>([
  ['a place that leaves a gap', 1],
  ['a place that leaves many', 17],
])('an entry does not take %s', async (_what, seq) => {
  await expect(append(service, entry, seq)).rejects.toMatchObject(refused);
});

test.each([
  'update audit_entry set subject = null, subject_salt = null, actor = null',
  'delete from audit_entry',
  'delete from audit_subject_ref',
  'truncate audit_entry',
])('the service may not `%s`', async (sql) => {
  await append(service, entry, 0);
  await expect(service.query(sql)).rejects.toMatchObject(notAllowed);
});

test.each([
  "update audit_entry set header = '{}'",
  "update audit_entry set decision = '{}'",
  'update audit_entry set subject = null, subject_salt = null, actor = null',
  'delete from audit_entry',
  'truncate audit_entry',
  'update audit_tree set size = 0',
  'delete from audit_tree',
])('the owner cannot `%s`', async (sql) => {
  await append(owner, entry, 0);
  await expect(owner.query(sql)).rejects.toMatchObject(refused);
});

const removal = (entries: readonly string[], change: object = {}): Entry =>
  write({
    type: 'admin.removal',
    decision: canonicalJson({
      ...{ entries, law: 'GDPR Art. 17(1)(d)', approvals: ['u-dpo', 'u-auditor'] },
      ...change,
    }),
    subject: null,
  });

const subjectOf = async (seq: number): Promise<unknown> =>
  (
    await service.query<object>(
      'select subject, subject_salt, actor, decision from audit_entry where seq = $1',
      [seq],
    )
  ).rows[0];

test.each<[what: string, order: Entry]>([
  ['one approval', removal([entry.entryId], { approvals: ['u-dpo'] })],
  ['the same approval twice', removal([entry.entryId], { approvals: ['u-dpo', 'u-dpo'] })],
  ['no law', removal([entry.entryId], { law: '' })],
])('a subject body is not removed on an order with %s', async (_what, order) => {
  await append(service, entry, 0);
  await append(service, order, 1);
  await expect(
    service.query('select audit_remove_subjects($1)', [order.entryId]),
  ).rejects.toMatchObject(refused);
});

test('an order removes the subject bodies that it names, and keeps their decisions', async () => {
  const other = write(aRelease('customer360', aSubject('u-2')));
  const order = removal([entry.entryId]);
  await append(service, entry, 0);
  await append(service, other, 1);
  await append(service, order, 2);
  await service.query("insert into audit_subject_ref values ('crm', $1, 0)", ['a'.repeat(32)]);
  const { rows } = await service.query<{ seqs: string[] }>(
    'select audit_remove_subjects($1)::text[] as seqs',
    [order.entryId],
  );
  expect(rows[0]?.seqs).toEqual(['0']);
  expect(await subjectOf(0)).toEqual({
    ...{ subject: null, subject_salt: null, actor: null, decision: entry.decision },
  });
  expect(await subjectOf(1)).toMatchObject({ subject: other.subject });
  expect((await service.query('select from audit_subject_ref')).rowCount).toBe(0);
});

test('retirement takes the bodies of the range that the log names, and no header', async () => {
  const order = write({
    type: 'admin.retention',
    decision: canonicalJson({ from: 0, to: 0 }),
    subject: null,
  });
  await append(service, entry, 0);
  await append(service, order, 1);
  await service.query('select audit_retire_bodies($1)', [order.entryId]);
  expect(await subjectOf(0)).toEqual({
    ...{ subject: null, subject_salt: null, actor: null, decision: null },
  });
  expect(await subjectOf(1)).toMatchObject({ decision: order.decision });
});

test('a checkpoint keeps its root, and gains cosignatures alone', async () => {
  const root = 'a'.repeat(64);
  await owner.query("insert into audit_checkpoint values (1, $1, 'note\n', now(), 0)", [root]);
  await owner.query("update audit_checkpoint set note = note || 'line', cosigned = 1");
  await owner.query('savepoint before');
  for (const change of [
    `root = '${'b'.repeat(64)}'`,
    'cosigned = 0',
    "note = 'other'",
    'size = 2',
  ]) {
    await expect(owner.query(`update audit_checkpoint set ${change}`)).rejects.toMatchObject(
      refused,
    );
    await owner.query('rollback to before');
  }
});
