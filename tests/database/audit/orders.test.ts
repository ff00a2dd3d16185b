import { randomBytes, randomFillSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import type { AuditLog } from '../../../audit/log/auditLog.ts';
import { createLogFolder } from '../../../audit/log/folder.ts';
import {
  giveOrder,
  isCarriedOut,
  retirable,
  withSubjects,
  type OrderInput,
} from '../../../audit/log/order.ts';
import { exportSegment } from '../../../audit/log/segment.ts';
import { systemClock, type Clock } from '../../../lib/clock.ts';
import { sha256Hex } from '../../../lib/hash.ts';
import { createUlids } from '../../../lib/ulids.ts';
import { aRelease, aSubject, createWriter, newIncarnation } from './entries.ts';
import { openLogDesk, readLog, until, type LogDesk } from './logDesk.ts';

const longAgo: Clock = { now: () => new Date('2019-01-01T00:00:00.000Z') };
const old = 600;
let desk: LogDesk;
let log: AuditLog;
let service: pg.Client;
let order: OrderInput;
const place = mkdtempSync(join(tmpdir(), 'referent-segments-'));

beforeAll(async () => {
  desk = await openLogDesk();
  service = new pg.Client({ connectionString: desk.database.url });
  await service.connect();
  order = {
    ...{ db: service, clock: systemClock, randomBytes },
    newEntryId: createUlids(systemClock, (pool) => randomFillSync(pool)),
  };
  const then = createWriter('gateway-1', newIncarnation(), longAgo);
  const now = createWriter();
  await desk.leave([
    ...Array.from({ length: old }, () => then(aRelease('a', aSubject('u-1', ['a'.repeat(32)])))),
    ...Array.from({ length: 50 }, () => now(aRelease('b', aSubject('u-2')))),
  ]);
  log = desk.open();
  await until(log, ({ published }) => published === 650);
});
afterAll(async () => {
  await service.end();
  await desk.close();
  rmSync(place, { recursive: true });
});

const out = (name: string) => createLogFolder(join(place, name), 'test');
const done = async (entryId: string): Promise<void> => {
  const end = Date.now() + 10_000;
  while (!(await isCarriedOut(service, entryId))) {
    if (Date.now() > end) throw new Error('not carried out');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

test('a segment holds whole bundles, says what it holds, and is verified', async () => {
  const { manifest, hash } = await exportSegment({
    ...{ log: desk.folder, out: out('part'), from: 300, to: 520, beside: [] },
  });
  expect(manifest).toMatchObject({ format: 1, from: 256, to: 649, size: 650 });
  const written = await out('part').read('segment.json');
  expect(sha256Hex(written ?? '')).toBe(hash);
  const paths = manifest.files.map(({ path }) => path);
  expect(paths).toContain('body/001.jsonl');
  expect(paths).not.toContain('body/000.jsonl');
});

test.each(['body/001.jsonl', 'tile/entries/001', 'tile/0/001', 'tile/1/000.p/2'])(
  'nothing is called exported where %s is not what the log committed to',
  async (path) => {
    const changed = {
      read: async (asked: string) => {
        const bytes = await desk.folder.read(asked);
        if (asked !== path || bytes === undefined) return bytes;
        const copy = Buffer.from(bytes);
        const at = copy.indexOf('u-1') < 0 ? 40 : copy.indexOf('u-1');
        copy[at] = (copy[at] ?? 0) ^ 1;
        return copy;
      },
    };
    const folder = out(`changed-${path.replaceAll('/', '-')}`);
    await expect(
      exportSegment({ log: changed, out: folder, from: 256, to: 511, beside: [] }),
    ).rejects.toMatchObject({ name: 'MalformedError' });
    expect(await folder.read('segment.json')).toBeUndefined();
  },
);

test('entries outside of the log are not exported', async () => {
  await expect(
    exportSegment({ log: desk.folder, out: out('none'), from: 0, to: 650, beside: [] }),
  ).rejects.toMatchObject({ name: 'MalformedError' });
});

test('only whole bundles of old entries are retired; their headers and the tree stay', async () => {
  const before = await readLog(desk.folder);
  const range = await retirable(service, new Date('2020-01-01'));
  expect(range).toEqual({ from: 0, to: 511 });
  const { hash } = await exportSegment({
    ...{ log: desk.folder, out: out('retired'), from: 0, to: 511, beside: [] },
  });
  const { entryId } = await giveOrder(order, {
    type: 'admin.retention',
    members: { action: 'retire', from: 0, to: 511, keep: 'P6Y', segment: hash },
    subject: null,
  });
  await done(entryId);
  await until(log, ({ published }) => published === 651);
  const after = await readLog(desk.folder);
  expect(after.isWhole).toBe(true);
  expect(after.headers.slice(0, 650)).toEqual(before.headers);
  expect(after.bodies.slice(0, 512).every(({ decision, subject }) => !decision && !subject)).toBe(
    true,
  );
  expect(after.bodies.slice(512, 650)).toEqual(before.bodies.slice(512));
  expect((await service.query('select from audit_subject_ref')).rowCount).toBe(old - 512);
  expect(await retirable(service, new Date('2020-01-01'))).toBeUndefined();
  const kept = await out('retired').read('body/000.jsonl');
  expect(kept?.toString().split('\n')[0]).toBe(JSON.stringify(before.bodies[0]));
});

test('a removal that two people ordered is carried out where the log takes it in', async () => {
  const { bodies } = await readLog(desk.folder);
  const id = String(bodies[600]?.entryId);
  expect(await withSubjects(service, [id, 'nobody'])).toEqual([id]);
  const { entryId } = await giveOrder(order, {
    type: 'admin.removal',
    members: { action: 'remove', entries: [id], law: 'GDPR Art. 17', approvals: ['a', 'b'] },
    subject: null,
  });
  await done(entryId);
  expect(await withSubjects(service, [id])).toEqual([]);
  expect((await readLog(desk.folder)).bodies[600]).toMatchObject({ subject: null });
});

test('an order that one person gave stands in the log, and removes nothing', async () => {
  const { bodies } = await readLog(desk.folder);
  const id = String(bodies[601]?.entryId);
  const { entryId } = await giveOrder(order, {
    type: 'admin.removal',
    members: { action: 'remove', entries: [id], law: 'GDPR Art. 17', approvals: ['a'] },
    subject: null,
  });
  const { published } = log.health();
  await until(log, (health) => health.published > published);
  expect(await withSubjects(service, [id])).toEqual([id]);
  expect(await isCarriedOut(service, entryId)).toBe(false);
  expect(desk.said.map(({ event }) => event)).toContain('audit.order.refused');
});

test('retired bodies stay retired where a lost folder is written again', async () => {
  await log.stop();
  const before = await readLog(desk.folder);
  rmSync(desk.root, { recursive: true });
  log = desk.open();
  await until(log, ({ published }) => published === before.size);
  await log.stop();
  expect(await readLog(desk.folder)).toEqual(before);
});
