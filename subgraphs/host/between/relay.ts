import type { Log } from '../../../lib/log.ts';
import { errorFields } from '../../../lib/log.ts';
import type { StoreName } from '../../../lib/storeName.ts';
import type { PolicyLock } from '../../../policies/lock.ts';
import { databaseOf, type StoreDatabase } from '../database.ts';
import { exchange, type Identity } from './exchange.ts';
import { EventResults, markResults, waitingEvents } from './outbox.ts';
import type { StoreTransport } from './transport.ts';

export interface RelayInput {
  readonly identity: Identity;
  readonly lock: PolicyLock;
  readonly database: StoreDatabase;
  readonly transport: StoreTransport;
  readonly log: Log;
  readonly timeoutMs: number;
}

/** Carries the outbox to the other stores, in order a receiver, until each event is acknowledged. */
export interface Relay {
  readonly start: () => void;
  /** After a commit that may have left something to deliver. */
  readonly wake: () => void;
  /** Delivers once what waits; for tests, and for a store that stops. */
  readonly deliver: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

const batchMax = 50;
const idleMs = 1_000;
const backOffMs = { first: 200, max: 10_000 };
/** A lock of our own, so that replicas of a store do not deliver to one receiver side by side. */
const relayLock = 7_003;

export type Outcome = 'idle' | 'more' | 'failed';

export function createRelay(input: RelayInput): Relay {
  const receivers = receiversOf(input.lock, input.identity.name);
  const lanes = receivers.map((receiver) => createLane(() => attempt(input, receiver)));
  let isStarted = false;
  const wake = (): void => {
    if (isStarted) for (const lane of lanes) lane.run(0);
  };
  return {
    start: () => {
      isStarted = true;
      wake();
    },
    wake,
    deliver: async () => {
      for (const receiver of receivers) {
        let outcome: Outcome = 'more';
        while (outcome === 'more') outcome = await attempt(input, receiver);
      }
    },
    stop: async () => {
      await Promise.all(lanes.map((lane) => lane.stop()));
    },
  };
}

const receiversOf = (lock: PolicyLock, sender: StoreName): readonly StoreName[] => [
  ...new Set(
    Object.values(lock.gate)
      .filter(({ kind, from }) => kind === 'event' && from === sender)
      .map(({ to }) => to),
  ),
];

/** One receiver's turn: never two at once, sooner after a wake, later after each failure. */
export function createLane(work: () => Promise<Outcome>): {
  run: (delayMs: number) => void;
  stop: () => Promise<void>;
} {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let isWoken = false;
  let isStopped = false;
  let failures = 0;
  const run = (delayMs: number): void => {
    if (isStopped) return;
    if (running !== undefined) {
      isWoken = true;
      return;
    }
    // A failing receiver is not asked sooner because there is more for it.
    if (timer !== undefined && failures > 0) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = undefined;
      isWoken = false;
      running = turn();
    }, delayMs);
    timer.unref();
  };
  const turn = async (): Promise<void> => {
    const outcome = await work();
    running = undefined;
    failures = outcome === 'failed' ? failures + 1 : 0;
    run(outcome === 'failed' ? backOff(failures) : outcome === 'more' || isWoken ? 0 : idleMs);
  };
  return {
    run,
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}

const backOff = (failures: number): number =>
  Math.min(backOffMs.max, backOffMs.first * 2 ** Math.min(failures - 1, 16));

async function attempt(input: RelayInput, receiver: StoreName): Promise<Outcome> {
  try {
    return await deliverBatch(input, receiver);
  } catch (error) {
    input.log.warn('outbox.delivery.failed', { to: receiver, ...errorFields(error) });
    return 'failed';
  }
}

/** The transaction holds the receiver's lock while the batch is on its way. */
function deliverBatch(input: RelayInput, receiver: StoreName): Promise<Outcome> {
  const { identity, transport, log, timeoutMs } = input;
  return input.database.transaction(async (manager): Promise<Outcome> => {
    const db = databaseOf(manager);
    const [lock] = await db.query<{ readonly held: boolean }>(
      'select pg_try_advisory_xact_lock($1, hashtext($2)) as held',
      [relayLock, receiver],
    );
    if (lock?.held !== true) return 'idle';
    const events = await waitingEvents(db, receiver, batchMax);
    if (events.length === 0) return 'idle';
    const { body } = await exchange({
      identity,
      transport,
      to: receiver,
      path: '/events',
      body: JSON.stringify({ events }),
      timeoutMs,
    });
    const { results } = EventResults.parse(JSON.parse(body));
    await markResults(db, receiver, results, identity.clock.now());
    for (const result of results) {
      if (result.status === 'refused') {
        log.error('outbox.event.refused', { to: receiver, id: result.id, code: result.code });
      }
    }
    log.info('outbox.delivered', { to: receiver, events: results.length });
    const isWhole = results.length === events.length;
    if (!isWhole || results.some(({ status }) => status === 'failed')) return 'failed';
    return events.length === batchMax ? 'more' : 'idle';
  });
}
