import { errorFields, type Log } from '../../../lib/log.ts';
import { exchange, type Identity } from '../between/exchange.ts';
import { createLane, type Outcome } from '../between/relay.ts';
import type { StoreTransport } from '../between/transport.ts';
import { databaseOf, type StoreDatabase } from '../database.ts';
import type { ReceiptChain } from './chain.ts';
import { deliveryText, forgetDelivered, keepForLog, waitingForLog } from './outbox.ts';

export interface LogLaneInput {
  readonly identity: Identity;
  readonly database: StoreDatabase;
  readonly transport: StoreTransport;
  readonly chain: ReceiptChain;
  readonly log: Log;
  readonly timeoutMs: number;
}

/** Brings what a store has for the audit log to governance, in order, until it is acknowledged. */
export interface LogLane {
  readonly start: () => void;
  /** Writes down what the chain has that is new; what can't be written is kept for the next time. */
  readonly flush: () => Promise<void>;
  /** Delivers once what waits; true: all of it has arrived. */
  readonly deliver: () => Promise<boolean>;
  readonly stop: () => Promise<void>;
}

const flushEveryMs = 1_000;
const batch = { rowsMax: 50, charactersMax: 4_000_000 };
/** A lock of our own, so that replicas of a store do not deliver side by side. */
const laneLock = 7_006;

export function createLogLane(input: LogLaneInput): LogLane {
  const flush = createFlush(input);
  const lane = createLane(() => attempt(input));
  let timer: NodeJS.Timeout | undefined;
  let flushing: Promise<void> = Promise.resolve();
  const flushInTurn = (): Promise<void> => (flushing = flushing.then(flush));
  return {
    start: () => {
      timer = setInterval(() => void flushInTurn(), flushEveryMs);
      timer.unref();
      lane.run(0);
    },
    flush: flushInTurn,
    deliver: async () => {
      let outcome: Outcome = 'more';
      while (outcome === 'more') outcome = await attempt(input);
      return outcome === 'idle';
    },
    stop: async () => {
      clearInterval(timer);
      await lane.stop();
      await flushInTurn();
    },
  };
}

function createFlush({ chain, database, log, identity }: LogLaneInput): () => Promise<void> {
  return async () => {
    for (let segment = chain.cut(); segment !== undefined; segment = chain.cut()) {
      try {
        const at = identity.clock.now().toISOString();
        await keepForLog(database, at, { kind: 'segment', body: segment });
      } catch (error) {
        chain.putBack(segment);
        log.error('audit.segment.failed', { from: segment.from, ...errorFields(error) });
        return;
      }
    }
  };
}

async function attempt(input: LogLaneInput): Promise<Outcome> {
  try {
    return await deliverBatch(input);
  } catch (error) {
    input.log.warn('audit.delivery.failed', errorFields(error));
    return 'failed';
  }
}

/** The transaction holds the lane's lock while the batch is on its way. */
function deliverBatch(input: LogLaneInput): Promise<Outcome> {
  const { database, identity, transport, timeoutMs, log } = input;
  return database.transaction(async (manager): Promise<Outcome> => {
    const db = databaseOf(manager);
    const [lock] = await db.query<{ readonly held: boolean }>(
      'select pg_try_advisory_xact_lock($1) as held',
      [laneLock],
    );
    if (lock?.held !== true) return 'idle';
    const rows = await waitingForLog(db, batch);
    if (rows.length === 0) return 'idle';
    const body = deliveryText(rows);
    const to = 'governance';
    await exchange({ identity, transport, to, path: '/audit/inbox', body, timeoutMs });
    await forgetDelivered(db, rows);
    log.info('audit.delivered', { rows: rows.length });
    return 'more';
  });
}
