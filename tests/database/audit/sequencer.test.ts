import { existsSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { sweepDrafts } from '../../../audit/log/copy.ts';
import { createLogFolder } from '../../../audit/log/folder.ts';
import { canonicalJson } from '../../../lib/canonicalJson.ts';
import { withClient } from '../../../tools/postgres/provision.ts';
import { auditUrlOf } from '../../support/databases.ts';
import { aRelease, aSubject, createWriter, leaveEntries, newIncarnation } from './entries.ts';
import { openLogDesk, readLog, until, type LogDesk } from './logDesk.ts';

let desk: LogDesk;
beforeEach(async () => {
  desk = await openLogDesk();
});
afterEach(() => desk.close());

const many = (count: number, write = createWriter()) =>
  Array.from({ length: count }, (_, at) => write(aRelease(`screen-${String(at)}`)));

const inboxSize = async (): Promise<number> =>
  (await desk.db.query('select from audit_inbox')).rowCount ?? -1;

test('every entry has its place once, by its own number, in files that verify, with all cosignatures', async () => {
  const entries = many(1_300);
  await desk.leave(entries);
  const log = desk.open();
  await until(log, ({ published, cosigned }) => published === 1_300 && cosigned === 3);
  const read = await readLog(desk.folder);
  expect(read).toMatchObject({ size: 1_300, signatures: 4, isWhole: true });
  expect(read.headers.map(({ entryId }) => entryId)).toEqual(entries.map(({ entryId }) => entryId));
  expect(read.headers.map(({ seq }) => seq)).toEqual(entries.map((_, at) => at));
  expect(read.bodies.map(({ decision }) => canonicalJson(decision))).toEqual(
    entries.map(({ decision }) => decision),
  );
  expect(await inboxSize()).toBe(0);
});

test('an entry waits for its forerunner, and goes on where that never comes', async () => {
  const write = createWriter();
  const [first, second, third, fourth] = many(4, write);
  if (!first || !second || !third || !fourth) throw new TypeError('four entries');
  await desk.leave([first, third]);
  const log = desk.open();
  await until(log, ({ size }) => size === 1);
  await desk.leave([second]);
  await until(log, ({ size }) => size === 3);
  const [, sixth] = many(2, write);
  if (!sixth) throw new TypeError('a sixth entry');
  await desk.leave([sixth]);
  await until(log, ({ published }) => published === 4);
  const { headers } = await readLog(desk.folder);
  expect(headers.map(({ nodeSeq }) => nodeSeq)).toEqual([1, 2, 3, 6]);
});

test('an entry that is written again after it had its place is not in the log twice', async () => {
  const entries = many(3);
  await desk.leave(entries);
  const log = desk.open();
  await until(log, ({ size }) => size === 3);
  await desk.leave(entries);
  const more = many(1);
  await desk.leave(more);
  await until(log, ({ size }) => size === 4);
  expect(await inboxSize()).toBe(0);
  expect(log.health().refusedEntries).toBe(0);
});

test('two processes with one node id both have their entries in the log', async () => {
  await desk.leave([...many(2, createWriter('gateway-1')), ...many(2, createWriter('gateway-1'))]);
  const log = desk.open();
  await until(log, ({ size }) => size === 4);
});

test('faulty and forged entries are put aside with the reason, and stop nobody', async () => {
  const incarnation = newIncarnation();
  const write = createWriter('gateway-1', incarnation);
  const [good, twisted, loose, next] = many(4, write);
  if (!good || !twisted || !loose || !next) throw new TypeError('four entries');
  await desk.leave([good]);
  const log = desk.open();
  await until(log, ({ size }) => size === 1);
  const [thief] = many(1, createWriter('gateway-2', incarnation));
  const [other] = many(1);
  if (!thief || !other) throw new TypeError('two entries');
  await desk.leave([
    { ...twisted, decision: '{"screen":"another"}' },
    { ...loose, decision: `${loose.decision} ` },
    thief,
    { ...other, entryId: good.entryId },
    next,
  ]);
  await until(log, ({ size, refusedEntries }) => size === 2 && refusedEntries === 4);
  const { rows } = await desk.db.query<{ reason: string }>('select reason from audit_refused');
  expect(rows).toHaveLength(4);
  expect(await inboxSize()).toBe(0);
});

test('who ends, by its connection, hands over within five seconds, and no entry is lost or doubled', async () => {
  const first = desk.open();
  await until(first, ({ state }) => state === 'sequencing');
  const second = desk.open();
  const write = createWriter();
  await desk.leave(many(50, write));
  await until(first, ({ size }) => size === 50);
  await first.stop();
  await desk.leave(many(50, write));
  const since = Date.now();
  await until(second, ({ published }) => published === 100);
  expect(Date.now() - since).toBeLessThan(5_000);
  expect(await readLog(desk.folder)).toMatchObject({ size: 100, isWhole: true });
});

test('a connection that the server ends is made again', async () => {
  const log = desk.open();
  await desk.leave(many(1));
  await until(log, ({ published }) => published === 1);
  await withClient(desk.database.superuserUrl, (client) =>
    client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name like 'referent %'`,
    ),
  );
  await desk.leave(many(1));
  await until(log, ({ published }) => published === 2);
});

test('while the folder cannot be written entries are sequenced, health says why, and files follow', async () => {
  const place = mkdtempSync(join(tmpdir(), 'referent-blocked-'));
  const folder = join(place, 'log');
  writeFileSync(folder, 'a file where the folder should be');
  const log = desk.open({ folder });
  await desk.leave(many(20));
  await until(log, ({ size, blocked }) => size === 20 && blocked !== null);
  expect(desk.said.map(({ event }) => event)).toContain('audit.folder.blocked');
  rmSync(folder);
  await until(log, ({ published, blocked }) => published === 20 && blocked === null);
  rmSync(place, { recursive: true });
});

test('a lost folder is written again from the database, word for word', async () => {
  const log = desk.open();
  await desk.leave(many(300));
  await until(log, ({ published, cosigned }) => published === 300 && cosigned === 3);
  await log.stop();
  const before = await readLog(desk.folder);
  renameSync(desk.root, `${desk.root}.lost`);
  const again = desk.open();
  await until(again, ({ published }) => published === 300);
  expect(await readLog(desk.folder)).toEqual(before);
  rmSync(`${desk.root}.lost`, { recursive: true });
});

test.each(['tile/0/001.p/44', 'tile/1/000.p/1', 'tile/0/000'])(
  'a file that a crash left out is written again: %s',
  async (path) => {
    const log = desk.open();
    await desk.leave(many(300));
    await until(log, ({ published }) => published === 300);
    await log.stop();
    const before = await desk.folder.read(path);
    await desk.folder.remove(path);
    await desk.leave(many(1));
    const again = desk.open();
    await until(again, ({ published }) => published === 301);
    expect((await readLog(desk.folder)).isWhole).toBe(true);
    if (!path.includes('.p/')) expect(await desk.folder.read(path)).toEqual(before);
  },
);

const refusalOf = async (): Promise<string> => {
  const log = desk.open();
  await until(log, ({ state }) => state === 'refused');
  return log.health().reason ?? '';
};

const publishThenStop = async (count: number): Promise<void> => {
  const log = desk.open();
  await desk.leave(many(count));
  await until(log, ({ published, cosigned }) => published === count && cosigned === 3);
  await log.stop();
};

const asSuperuser = async (sql: string): Promise<void> => {
  await desk.db.query('alter table audit_entry disable trigger user');
  await desk.db.query('alter table audit_tree disable trigger user');
  await desk.db.query('alter table audit_checkpoint disable trigger user');
  await desk.db.query(sql);
};

test('the log does not go on behind a changed entry', async () => {
  await publishThenStop(10);
  await asSuperuser(
    `update audit_entry set header = replace(header, 'release', 'intent') where seq = 7`,
  );
  expect(await refusalOf()).toMatch(/database does not hold the entries of its checkpoint of 10/);
});

test('the log does not go on behind a changed tile', async () => {
  await publishThenStop(10);
  await desk.folder.put('tile/0/000.p/10', Buffer.alloc(320));
  expect(await refusalOf()).toMatch(/folder does not hold the entries of its checkpoint of 10/);
});

test('a database that was rolled back is refused by what the folder knows', async () => {
  await publishThenStop(10);
  await asSuperuser(
    `delete from audit_checkpoint; delete from audit_entry; delete from audit_tree`,
  );
  expect(await refusalOf()).toMatch(/rolled back/);
});

test('a database and a folder that were rolled back together are refused by what a witness knows', async () => {
  await publishThenStop(10);
  await asSuperuser(
    `delete from audit_checkpoint; delete from audit_entry; delete from audit_tree`,
  );
  rmSync(desk.root, { recursive: true });
  await desk.leave(many(2));
  expect(await refusalOf()).toMatch(/the witness \S+ cosigned a log of 10 entries/);
});

test('another log of more entries is refused by what a witness knows', async () => {
  await publishThenStop(10);
  await asSuperuser(
    `delete from audit_checkpoint; delete from audit_entry; delete from audit_tree`,
  );
  rmSync(desk.root, { recursive: true });
  await desk.leave(many(20));
  expect(await refusalOf()).toMatch(/cosigned another log/);
});

test('a checkpoint with two cosignatures does not wait for a witness that is silent, which adds its own later', async () => {
  const [, , third] = desk.witnesses;
  if (!third) throw new TypeError('three witnesses');
  third.isSilent = true;
  const log = desk.open();
  await desk.leave(many(5));
  await until(log, ({ published, cosigned }) => published === 5 && cosigned === 2);
  third.isSilent = false;
  const end = Date.now() + 15_000;
  while (log.health().cosigned < 3 && Date.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(log.health().cosigned).toBe(3);
  expect((await readLog(desk.folder)).signatures).toBe(4);
});

test('a removed subject is gone from database, files and references; its decision and the tree stay', async () => {
  const copyFolder = mkdtempSync(join(tmpdir(), 'referent-copy-'));
  const write = createWriter('governance');
  const one = write(aRelease('customer360', aSubject('u-1', ['a'.repeat(32)])));
  const other = write(aRelease('customer360', aSubject('u-2', ['b'.repeat(32)])));
  await desk.leave([one, other]);
  const log = desk.open({ copyFolder });
  await until(log, ({ published }) => published === 2);
  const order = write({
    type: 'admin.removal',
    decision: canonicalJson({ entries: [one.entryId], law: 'GDPR Art. 17', approvals: ['a', 'b'] }),
    subject: null,
  });
  await desk.leave([order]);
  await until(log, ({ published }) => published === 3);
  await log.stop();
  for (const folder of [desk.folder, createLogFolder(copyFolder, 'test')]) {
    const { bodies, isWhole } = await readLog(folder);
    expect(isWhole).toBe(true);
    expect(bodies[0]).toMatchObject({ subject: null, subjectSalt: null });
    expect(canonicalJson(bodies[0]?.decision)).toBe(one.decision);
    expect(bodies[1]?.subject).not.toBeNull();
  }
  const { rows } = await desk.db.query('select ref from audit_subject_ref');
  expect(rows).toEqual([{ ref: 'b'.repeat(32) }]);
  rmSync(copyFolder, { recursive: true });
});

test('a gateway cannot order that bodies are taken away', async () => {
  const order = createWriter()({
    type: 'admin.removal',
    decision: canonicalJson({ entries: [], law: 'none', approvals: ['a', 'b'] }),
    subject: null,
  });
  await withClient(auditUrlOf(desk.database), async (client) => {
    await leaveEntries(client, many(1));
    await expect(leaveEntries(client, [order])).rejects.toMatchObject({ code: 'RF002' });
    await expect(client.query('select from audit_inbox')).rejects.toMatchObject({ code: '42501' });
    await expect(client.query('delete from audit_inbox')).rejects.toMatchObject({ code: '42501' });
  });
});

test('an old draft of a killed process is swept; one that is being written stays', async () => {
  const log = desk.open();
  await desk.leave(many(1));
  await until(log, ({ published }) => published === 1);
  const left = join(desk.root, 'checkpoints', '2.killed.tmp');
  writeFileSync(left, 'half a check');
  const minutesAgo = new Date(Date.now() - 120_000);
  utimesSync(left, minutesAgo, minutesAgo);
  const fresh = join(desk.root, 'checkpoints', '3.another.tmp');
  writeFileSync(fresh, 'half a check');
  await sweepDrafts(desk.root, Date.now(), 60_000);
  expect([existsSync(left), existsSync(fresh)]).toEqual([false, true]);
  expect(await readLog(desk.folder)).toMatchObject({ size: 1, isWhole: true });
});
