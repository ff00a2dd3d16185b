import { errorFields, type Log } from '../../../lib/log.ts';
import { exchange, type Identity } from '../between/exchange.ts';
import { createLane, type Outcome } from '../between/relay.ts';
import type { StoreTransport } from '../between/transport.ts';
import { databaseOf, type StoreDatabase } from '../database.ts';
import type { Database } from '../definition.ts';
import type { ReceiptChain } from './chain.ts';
import { refusalFact, refusalType, sendRows, type RefusedRow } from './delivery.ts';
import type { WriteFact } from './factEntry.ts';
import {
  deliveryText,
  forgetDelivered,
  keepForLog,
  keepRefused,
  refusedRows,
  tryRefusedAgain,
  waitingForLog,
} from './outbox.ts';

export interface LogLaneInput {
  readonly identity: Identity;
  readonly database: StoreDatabase;
  readonly transport: StoreTransport;
  readonly chain: ReceiptChain;
  /** Writes an entry of the store's own. */
  readonly fact: WriteFact;
  readonly log: Log;
  readonly timeoutMs: number;
}

/** Brings what a store has for the audit log to governance, in order, until it is acknowledged. */
export interface LogLane {
  readonly start: () => void;
  /** Writes down what the chain has that is new; what can't be written is kept for the next time. */
  readonly flush: () => Promise<void>;
  /** Delivers once what waits; true: nothing waits any longer. */
  readonly deliver: () => Promise<boolean>;
  /** How many rows governance refuses: they are kept, and tried again at the next start. */
  readonly refused: () => Promise<number>;
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
      void retryRefused(input).then(() => {
        lane.run(0);
      });
    },
    refused: () => refusedRows(input.database),
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

/** What made governance refuse may have been mended since. */
async function retryRefused({ database, log }: LogLaneInput): Promise<void> {
  try {
    const rows = await tryRefusedAgain(database);
    if (rows > 0) log.info('audit.refused.retried', { rows });
  } catch (error) {
    log.warn('audit.refused.kept', errorFields(error));
  }
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
    const { arrived, refused } = await sendRows((some) => {
      const [to, path, body] = ['governance', '/audit/inbox', deliveryText(some)] as const;
      return exchange({ identity, transport, to, path, body, timeoutMs });
    }, rows);
    await forgetDelivered(db, arrived);
    for (const one of refused) await putAside(input, db, one);
    log.info('audit.delivered', { rows: arrived.length, refused: refused.length });
    return 'more';
  });
}

/** The row is kept, and the log is told that it is missing. */
async function putAside(
  { identity, fact, log }: LogLaneInput,
  db: Database,
  refused: RefusedRow,
): Promise<void> {
  const { row, code } = refused;
  await keepRefused(db, row, code, identity.clock.now().toISOString());
  log.error('audit.row.refused', { row: row.id, kind: row.kind, code });
  const decision = refusalFact(refused, identity.name);
  if (decision !== undefined) await fact(db, { type: refusalType, decision });
}
