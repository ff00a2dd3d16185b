import { z } from 'zod';
import { LockdownScope, lockdownLevels } from './controlActs.ts';
import { createLease } from './lease.ts';
import { errorFields, type Log } from './log.ts';

/** An order to restrict access that is in force (policy.md, section 7). */
const Order = z.strictObject({
  id: z.string(),
  level: z.enum(lockdownLevels),
  scope: LockdownScope,
});
export type LockdownOrder = Readonly<z.output<typeof Order>>;

/** What a process asks governance: it holds itself to `knows`, and no answer under less leaves it. */
export const LockdownQuestion = z.strictObject({
  /** Which process of its kind; a new one at each start. */
  holder: z.string().min(1).max(100),
  knows: z.number().int().min(0),
  /** False of who has no lease: it is answered at once. */
  mayWait: z.boolean(),
});
export type LockdownQuestion = Readonly<z.output<typeof LockdownQuestion>>;

/** `version` counts every restriction and every lifting; `orders` are those in force. */
export const LockdownAnswer = z.strictObject({
  version: z.number().int().min(0),
  orders: z.array(Order).max(10_000),
});
export type LockdownAnswer = Readonly<z.output<typeof LockdownAnswer>>;

export const lockdownsPath = '/controls/lockdowns';

/** Longest that governance holds a question while there is nothing new. */
export const lockdownHoldMs = 500;
/** For how long a process may serve values of persons on what governance last said. */
export const lockdownLeaseMs = 2_000;

/** The orders in force as a process knows them. The same object as long as nothing changes. */
export interface Standing {
  readonly version: number;
  readonly orders: readonly LockdownOrder[];
}

export interface Lockdowns {
  /** Nothing is asked and nothing made: a comparison of times. */
  readonly standing: () => Standing;
  /** Resolves when governance is heard again, or was not twice, or after `waitMs`; at once where nothing is amiss. */
  readonly settled: (waitMs: number) => Promise<void>;
}

/** What a process without word from governance holds itself to. */
export const lapsedLease: LockdownOrder = { id: 'lapsed', level: 'personal-off', scope: {} };

/** True where governance was not heard in time. */
export const isLapsed = ({ orders }: Standing): boolean => orders.includes(lapsedLease);

export interface LockdownFeed extends Lockdowns {
  readonly start: () => void;
  readonly stop: () => void;
}

export interface LockdownFeedInput {
  readonly holder: string;
  readonly ask: (question: LockdownQuestion) => Promise<unknown>;
  /** Resolves when everything that was released before is durable: then the new state is confirmed. */
  readonly released?: () => Promise<void>;
  /** Milliseconds of a clock that nobody sets. */
  readonly now: () => number;
  readonly log: Log;
}

const retryMs = 100;

const lapsedOf = ({ version, orders }: Standing): Standing => ({
  version,
  orders: [...orders, lapsedLease],
});

/**
 * Keeps a process's word on restrictions fresh: asks, is answered when something changed or after a
 * moment, and asks again; the next question confirms what the last answer said. Each answer extends
 * the lease from the moment of asking. Where it is over, values of persons are off (fail closed).
 */
export function createLockdownFeed(input: LockdownFeedInput): LockdownFeed {
  const { holder, ask, now, log } = input;
  const lease = createLease({ now, durationMs: lockdownLeaseMs });
  let standing: Standing = { version: 0, orders: [] };
  let lapsed = lapsedOf(standing);
  let confirmed = 0;
  let heardAt = now();
  let isStopped = false;
  const outcome = createSignal();
  const take = (answer: LockdownAnswer, askedAt: number): void => {
    // Answers follow one another; a version that falls is of a restored database and renews nothing.
    if (answer.version < standing.version) throw new RangeError('an older state than is known');
    if (answer.version > standing.version) {
      standing = { version: answer.version, orders: answer.orders };
      lapsed = lapsedOf(standing);
      log.info('lockdowns', { version: answer.version, orders: answer.orders.length });
    }
    lease.renew(askedAt);
    heardAt = now();
    outcome.fire();
  };
  const once = async (): Promise<void> => {
    const askedAt = now();
    take(
      LockdownAnswer.parse(await ask({ holder, knows: confirmed, mayWait: lease.isFresh() })),
      askedAt,
    );
    if (confirmed === standing.version) return;
    const { version } = standing;
    await input.released?.();
    confirmed = version;
  };
  const watch = async (): Promise<void> => {
    let isHeard = true;
    while (!isStopped) {
      try {
        await once();
        if (!isHeard) log.info('lockdowns.heard');
        isHeard = true;
      } catch (error) {
        if (isHeard) log.warn('lockdowns.unheard', errorFields(error));
        isHeard = false;
        outcome.fire();
        await pause(retryMs);
      }
    }
  };
  return {
    standing: () => (lease.isFresh() ? standing : lapsed),
    settled: (waitMs) =>
      // Whoever was silent for long is not waited for by every request.
      now() - heardAt > 2 * lockdownLeaseMs
        ? Promise.resolve()
        : waitForWord({ isFresh: lease.isFresh, outcome, now }, waitMs),
    start: () => {
      void watch();
    },
    stop: () => {
      isStopped = true;
    },
  };
}

interface Waiting {
  readonly isFresh: () => boolean;
  readonly outcome: Signal;
  readonly now: () => number;
}

/** A question that broke off says little; a second one says that there is nobody. */
async function waitForWord({ isFresh, outcome, now }: Waiting, waitMs: number): Promise<void> {
  const until = now() + waitMs;
  for (let tries = 0; tries < 2 && !isFresh() && now() < until; tries += 1) {
    await outcome.within(until - now());
  }
}

const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });

export interface Signal {
  /** Resolves at the next `fire`, or after so long. */
  readonly within: (ms: number) => Promise<void>;
  readonly fire: () => void;
}

/** Wakes everybody who waits, and keeps nothing of who has given up. */
export function createSignal(): Signal {
  const waiting = new Set<() => void>();
  return {
    within: (ms) =>
      new Promise((resolve) => {
        const wake = (): void => {
          clearTimeout(timer);
          waiting.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, ms).unref();
        waiting.add(wake);
      }),
    fire: () => {
      for (const wake of [...waiting]) wake();
    },
  };
}
