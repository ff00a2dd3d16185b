import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/** The sequencer's lock, while this process has it. */
export interface Held {
  /** The session that holds the lock: nothing is sequenced by another. */
  readonly locked: pg.Client;
  readonly beside: pg.Client;
  /** Aborts when the lock is lost or is to be given back. */
  readonly signal: AbortSignal;
  /** Gives the lock back where the work fails. */
  readonly guard: (work: Promise<void>) => Promise<void>;
  /** Keeps the session of the lock awake while it has nothing to do. */
  readonly meanwhile: <Result>(work: Promise<Result>) => Promise<Result>;
  readonly release: () => Promise<void>;
}

/** A lock of our own that the sequencer alone takes. */
const sequencerLock = 7_004;
const connectTimeoutMs = 3_000;
/**
 * A session that says nothing for so long, or whose machine is gone, is ended by the server, and
 * another process takes over. The sequencer asks far more often.
 */
const sessionOptions = [
  ...['TimeZone=UTC', 'idle_session_timeout=3000', 'idle_in_transaction_session_timeout=3000'],
  ...['tcp_keepalives_idle=1', 'tcp_keepalives_interval=1', 'tcp_keepalives_count=2'],
].map((setting) => `-c ${setting}`);

/** Resolves when it is over or aborted. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal }).then(
    () => undefined,
    () => undefined,
  );

/** Waits for the lock; undefined where it was told to stop before. */
export async function holdLock(
  url: string,
  stop: AbortSignal,
  retryMs: number,
): Promise<Held | undefined> {
  const lost = new AbortController();
  const signal = AbortSignal.any([stop, lost.signal]);
  const locked = connection(url, 'referent sequencer', sessionOptions, lost);
  const beside = connection(url, 'referent publisher', ['-c TimeZone=UTC'], lost);
  const release = async (): Promise<void> => {
    lost.abort();
    await Promise.all([locked, beside].map((client) => client.end().catch(() => undefined)));
  };
  try {
    await locked.connect();
    while (!(await tryLock(locked))) {
      await pause(retryMs, signal);
      if (signal.aborted) {
        await release();
        return undefined;
      }
    }
    await beside.connect();
  } catch (error) {
    await release();
    throw error;
  }
  const guard = async (work: Promise<void>): Promise<void> => {
    try {
      await work;
    } catch (error) {
      lost.abort();
      throw error;
    }
  };
  return { locked, beside, signal, guard, release, meanwhile: awake(locked) };
}

function connection(
  url: string,
  name: string,
  options: readonly string[],
  lost: AbortController,
): pg.Client {
  const client = new pg.Client({
    connectionString: url,
    application_name: name,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: 10_000,
    query_timeout: 12_000,
    keepAlive: true,
    options: options.join(' '),
  });
  for (const event of ['error', 'end'] as const) {
    client.on(event, () => {
      lost.abort();
    });
  }
  return client;
}

const awake =
  (client: pg.Client): Held['meanwhile'] =>
  async (work) => {
    const beat = setInterval(() => {
      // Where it fails the session's own events say so.
      client.query('select 1').catch(() => undefined);
    }, 500);
    try {
      return await work;
    } finally {
      clearInterval(beat);
    }
  };

async function tryLock(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ held: boolean }>(
    'select pg_try_advisory_lock($1) as held',
    [sequencerLock],
  );
  return rows[0]?.held === true;
}
