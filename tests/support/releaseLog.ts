import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { ulid } from 'ulid';
import { createEntryMaker, type Entry } from '../../audit/entry.ts';
import { createGate, type Gate, type GateOptions } from '../../gateway/release/gate.ts';
import type { Inbox } from '../../gateway/release/inbox.ts';
import { systemClock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';

/** The real gate before a log in memory that fails, hangs and comes back as a test wants. */
export interface TestLog {
  readonly gate: Gate;
  /** What is durable, in order. */
  readonly entries: Entry[];
  /** `away`: each attempt fails. `stuck`: none ends before it is another. */
  state: 'ok' | 'away' | 'stuck';
  /** How long each statement takes. */
  latencyMs: number;
  witnessed: boolean;
  /** Decisions of entries of a type, in order. */
  readonly decisions: (type: Entry['type']) => readonly Decision[];
  /** Forgets what was written, once all of it is. */
  readonly clear: () => Promise<void>;
  /** Resolves when there is such an entry. */
  readonly until: (isThere: (entry: Entry) => boolean) => Promise<Entry>;
}

export type Decision = Readonly<Record<string, unknown>> & { readonly entryId: string };

const pollMs = 5;
const deadlineMs = 5_000;

export function createTestLog(
  inForce: Gate['inForce'],
  log: Log,
  changes: Partial<GateOptions> = {},
): TestLog {
  const entries: Entry[] = [];
  const inbox: Inbox = {
    insert: async (given) => {
      if (test.latencyMs > 0) await setTimeout(test.latencyMs);
      while (test.state === 'stuck') await setTimeout(pollMs);
      if (test.state === 'away') throw new Error('the database is away');
      const known = new Set(entries.map(({ entryId }) => entryId));
      entries.push(...given.filter(({ entryId }) => !known.has(entryId)));
    },
    close: () => Promise.resolve(),
  };
  const gate = createGate({
    ...{ inForce, inbox, log, clock: systemClock, now: () => performance.now() },
    witnessing: { holds: () => test.witnessed, close: () => undefined },
    makeEntry: createEntryMaker({
      ...{ node: 'gateway-1', incarnation: 'ab'.repeat(16), clock: systemClock },
      newEntryId: () => ulid(),
      newSalt: () => randomBytes(32),
    }),
    ...changes,
  });
  const test: TestLog = {
    ...{ gate, entries, state: 'ok', latencyMs: 0, witnessed: true },
    decisions: (type) =>
      entries
        .filter((entry) => entry.type === type)
        .map(({ entryId, decision }) => ({
          ...(JSON.parse(decision) as Readonly<Record<string, unknown>>),
          entryId,
        })),
    clear: async () => {
      await gate.record({ type: 'heartbeat', decision: '{}', subject: null }).durable;
      entries.length = 0;
    },
    until: async (isThere) => {
      const endAt = performance.now() + deadlineMs;
      for (;;) {
        const found = entries.find(isThere);
        if (found !== undefined) return found;
        if (performance.now() > endAt) throw new Error('no such entry was written');
        await setTimeout(pollMs);
      }
    },
  };
  return test;
}
