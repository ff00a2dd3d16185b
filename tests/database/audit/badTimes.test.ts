import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createLogFolder } from '../../../audit/log/folder.ts';
import type { Clock } from '../../../lib/clock.ts';
import { aRelease, createWriter, newIncarnation } from './entries.ts';
import { openLogDesk, readLog, until, type LogDesk } from './logDesk.ts';

let desk: LogDesk;
beforeEach(async () => {
  desk = await openLogDesk();
});
afterEach(() => desk.close());

const many = (count: number, write = createWriter()) =>
  Array.from({ length: count }, (_, at) => write(aRelease(`screen-${String(at)}`)));

test('a database that is blocked holds up the log, and loses nothing', async () => {
  const log = desk.open();
  await desk.leave(many(1));
  await until(log, ({ published }) => published === 1);
  await desk.db.query('begin');
  await desk.db.query('lock table audit_entry in access exclusive mode');
  await desk.db.query('lock table audit_tree in access exclusive mode');
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  await desk.db.query('commit');
  await desk.leave(many(10));
  await until(log, ({ published }) => published === 11);
  expect((await readLog(desk.folder)).isWhole).toBe(true);
});

test('a clock that jumps back changes no order: places and times of a node never fall', async () => {
  let now = new Date('2026-11-24T12:00:00.000Z');
  const clock: Clock = { now: () => now };
  const write = createWriter('gateway-1', newIncarnation(), clock);
  const [first] = many(1, write);
  now = new Date('2026-11-24T11:00:00.000Z');
  const [second] = many(1, write);
  if (!first || !second) throw new TypeError('two entries');
  await desk.leave([first, second]);
  const log = desk.open({ clock });
  await until(log, ({ published }) => published === 2);
  const { headers } = await readLog(desk.folder);
  expect(headers.map(({ entryId }) => entryId)).toEqual([first.entryId, second.entryId]);
  expect(headers.map(({ at }) => at)).toEqual([first.at, first.at]);
});

/** A disk of its own is for the superuser alone to make. */
const canMount = process.platform === 'linux' && process.getuid?.() === 0;

(canMount ? describe : describe.skip)('on a disk of its own', () => {
  const disk = mkdtempSync(join(tmpdir(), 'referent-disk-'));
  const mount = (...words: string[]): void => {
    execFileSync('mount', words);
  };
  beforeEach(() => {
    mount('-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', disk);
  });
  afterEach(() => {
    execFileSync('umount', ['-l', disk]);
  });

  test('that is full: entries have their places, health says why, and files follow once there is room', async () => {
    const log = desk.open({ folder: disk });
    const entries = many(1_000);
    await desk.leave(entries);
    await until(log, ({ size, blocked }) => size === 1_000 && blocked === 'ENOSPC');
    mount('-o', 'remount,size=64m', disk);
    await until(log, ({ published, blocked }) => published === 1_000 && blocked === null);
    const read = await readLog(createLogFolder(disk, 'test'));
    expect(read).toMatchObject({ size: 1_000, isWhole: true });
    expect(read.bodies).toHaveLength(1_000);
  });

  test('that is read-only: the same', async () => {
    mount('-o', 'remount,ro,size=64m', disk);
    const log = desk.open({ folder: disk });
    await desk.leave(many(20));
    await until(log, ({ size, blocked }) => size === 20 && blocked === 'EROFS');
    mount('-o', 'remount,rw,size=64m', disk);
    await until(log, ({ published, blocked }) => published === 20 && blocked === null);
  });

  test('that is full where the second copy goes: the first is held up by nothing', async () => {
    const log = desk.open({ copyFolder: disk });
    await desk.leave(many(1_000));
    await until(log, ({ published, copyBlocked }) => published === 1_000 && copyBlocked !== null);
    mount('-o', 'remount,size=64m', disk);
    await desk.leave(many(1));
    await until(log, ({ published, copyBlocked }) => published === 1_001 && copyBlocked === null);
    await log.stop();
    expect(await readLog(createLogFolder(disk, 'test'))).toEqual(await readLog(desk.folder));
  });
});
