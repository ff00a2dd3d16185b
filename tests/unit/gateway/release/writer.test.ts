import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { ulid } from 'ulid';
import { createEntryMaker, type Entry, type EntryDraft } from '../../../../audit/entry.ts';
import {
  createEntryWriter,
  writerLimits,
  type EntryWriter,
  type WriterLimits,
} from '../../../../gateway/release/writer.ts';
import { systemClock } from '../../../../lib/clock.ts';
import { silentLog } from '../../../../lib/log.ts';

const beat: EntryDraft = { type: 'heartbeat', decision: '{}', subject: null };

interface Database {
  readonly batches: (readonly Entry[])[];
  /** Statements that fail before one succeeds. */
  failures: number;
  latencyMs: number;
  attempts: number;
  readonly rows: () => readonly number[];
}

function database(): Database {
  const batches: (readonly Entry[])[] = [];
  const rows = (): number[] => batches.flat().map(({ nodeSeq }) => nodeSeq);
  return { batches, failures: 0, latencyMs: 1, attempts: 0, rows };
}

const writerOn = (to: Database, limits: Partial<WriterLimits> = {}): EntryWriter =>
  createEntryWriter({
    inbox: {
      insert: async (entries) => {
        const sent = [...entries];
        to.attempts += 1;
        await setTimeout(to.latencyMs);
        if (to.failures > 0) {
          to.failures -= 1;
          throw new Error('away');
        }
        to.batches.push(sent);
      },
      close: () => Promise.resolve(),
    },
    makeEntry: createEntryMaker({
      ...{ node: 'gateway-1', incarnation: 'ab'.repeat(16), clock: systemClock },
      newEntryId: () => ulid(),
      newSalt: () => randomBytes(32),
    }),
    ...{ log: silentLog, now: () => performance.now() },
    limits: { ...writerLimits, retryMs: { first: 1, max: 2 }, ...limits },
  });

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

describe('the writer of entries', () => {
  test('says that an entry is durable when it is, and not before', async () => {
    const to = database();
    to.failures = 3;
    const writer = writerOn(to);
    let isDurable = false;
    const durable = writer.append(beat).durable.then(() => {
      isDurable = true;
    });
    while (to.attempts < 3) await setTimeout(1);
    expect(isDurable).toBe(false);
    await durable;
    expect(to.rows()).toEqual([1]);
  });

  test('writes what comes together together, and in order', async () => {
    const to = database();
    to.latencyMs = 5;
    const writer = writerOn(to);
    const first = Array.from({ length: 10 }, () => writer.append(beat));
    await setTimeout(2);
    const more = Array.from({ length: 30 }, () => writer.append(beat));
    await Promise.all([...first, ...more].map(({ durable }) => durable));
    expect(to.rows()).toEqual(upTo(40));
    expect(to.batches.map(({ length }) => length)).toEqual([10, 30]);
  });

  test('sends a batch that failed again as it is: numbers arrive without a gap, whatever fails', async () => {
    const to = database();
    to.failures = 5;
    const writer = writerOn(to, { batchMax: 3 });
    const appended: Promise<void>[] = [];
    for (let index = 0; index < 20; index += 1) {
      appended.push(writer.append(beat).durable);
      if (index % 7 === 0) await setTimeout(1);
    }
    await Promise.all(appended);
    expect(to.rows()).toEqual(upTo(20));
    expect(Math.max(...to.batches.map(({ length }) => length))).toBeLessThanOrEqual(3);
  });

  test('has no room once too many wait, and has it again when they are written', async () => {
    const to = database();
    to.failures = 20;
    const writer = writerOn(to, { queueMax: 5 });
    const appended = Array.from({ length: 5 }, () => writer.append(beat).durable);
    expect(writer.hasRoom()).toBe(false);
    await Promise.all(appended);
    expect(writer.hasRoom()).toBe(true);
  });

  test('writes what waits before it ends, and ends in time where nothing can be written', async () => {
    const to = database();
    const writer = writerOn(to);
    void writer.append(beat);
    await writer.close(2_000);
    expect(to.rows()).toEqual([1]);
    const away = database();
    away.failures = Number.POSITIVE_INFINITY;
    const waiting = writerOn(away);
    void waiting.append(beat);
    const began = performance.now();
    await waiting.close(50);
    expect(performance.now() - began).toBeLessThan(500);
    expect(away.rows()).toEqual([]);
  });
});
