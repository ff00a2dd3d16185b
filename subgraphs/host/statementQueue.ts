import type { Duplex } from 'node:stream';
import type { Pool, PoolClient } from 'pg';
import { sha256Hex } from '../../lib/hash.ts';
import { PreparedStatement, type ReadType } from './preparedStatement.ts';

export interface QueuedStatement {
  readonly text: string;
  readonly values: readonly unknown[];
  /** Rows as arrays in the order of the statement's columns, instead of objects. */
  readonly asArrays: boolean;
}

/** Rows, as arrays or objects as the statement had it. */
export type RunStatement = (statement: QueuedStatement) => Promise<readonly unknown[]>;

interface Waiting {
  /** Statements of one turn of the program belong to one question. */
  readonly turn: number;
  readonly statement: QueuedStatement;
  readonly resolve: (rows: readonly unknown[]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Statements that go out on one connection together: each further one costs no round trip of its
 * own, but waits for those before it.
 */
const together = 8;

/**
 * Connections that are used at once while each is soon free again. Every server process keeps its
 * plans and caches to itself, so few of them that are busy do more than many that take turns.
 */
const lanesUsual = 2;

/**
 * How long statements wait for one of those. Something slow goes on then, so each turn's get a
 * connection of their own, not to wait for one another as well.
 */
const patienceMs = 4;

/**
 * Sends what is asked in one turn of the program together: in pipeline mode (PostgreSQL protocol,
 * extended query), one write for several statements. Each is a transaction by itself, and one that
 * fails takes none of the others with it.
 */
export function createStatementQueue(pool: Pool): RunStatement {
  const nameOf = createStatementNames();
  const waiting: Waiting[] = [];
  let lanes = 0;
  let turn = 0;
  let isDue = false;
  let patience: NodeJS.Timeout | undefined;
  const send = (count: number): void => {
    lanes += 1;
    sendTogether(pool, waiting.splice(0, count), nameOf, () => {
      lanes -= 1;
      flush();
    });
  };
  const flush = (): void => {
    while (waiting.length > 0 && lanes < lanesUsual) send(together);
    if (waiting.length > 0) {
      patience ??= setTimeout(flushTurns, patienceMs);
    } else if (patience !== undefined) {
      clearTimeout(patience);
      patience = undefined;
    }
  };
  const flushTurns = (): void => {
    patience = undefined;
    while (waiting.length > 0) {
      const others = waiting.findIndex((item) => item.turn !== waiting[0]?.turn);
      send(Math.min(others === -1 ? waiting.length : others, together));
    }
  };
  const flushTurn = (): void => {
    isDue = false;
    turn += 1;
    flush();
  };
  return (statement) =>
    new Promise((resolve, reject) => {
      if (!isDue) {
        isDue = true;
        queueMicrotask(flushTurn);
      }
      waiting.push({ turn, statement, resolve, reject });
    });
}

/** `done` is called once, when nothing waits on the connection any more. */
function sendTogether(
  pool: Pool,
  batch: readonly Waiting[],
  nameOf: NameOf,
  done: () => void,
): void {
  pool.connect((failure, client, release) => {
    if (failure !== undefined || client === undefined) {
      for (const { reject } of batch) reject(failure);
      done();
      return;
    }
    // A lost connection fails every statement that waits on it, and then says so by itself.
    let lost: Error | undefined;
    const onError = (error: Error): void => {
      lost = error;
    };
    client.on('error', onError);
    let left = batch.length;
    const settled = (): void => {
      left -= 1;
      if (left > 0) return;
      // The client tells of its loss after it has failed its statements.
      process.nextTick(() => {
        client.removeListener('error', onError);
        release(lost);
        done();
      });
    };
    inOneWrite(client, () => {
      for (const item of batch) submit(client, item, nameOf, settled);
    });
  });
}

function submit(
  client: PoolClient,
  { statement, resolve, reject }: Waiting,
  nameOf: NameOf,
  settled: () => void,
): void {
  const settle = (error: Error | undefined, rows: readonly unknown[]): void => {
    if (error === undefined) resolve(rows);
    else reject(error);
    settled();
  };
  const readerOf = client.getTypeParser as (type: number) => ReadType;
  const name = nameOf(statement.text);
  client.query(
    new PreparedStatement({
      ...statement,
      name,
      settle,
      readerOf: (type) => readerOf.call(client, type),
    }),
  );
}

/** Each statement's messages are one write; holding the stream makes one of all of them. */
function inOneWrite(client: PoolClient, work: () => void): void {
  const { stream } = (client as unknown as { readonly connection: { readonly stream: Duplex } })
    .connection;
  stream.cork();
  try {
    work();
  } finally {
    stream.uncork();
  }
}

type NameOf = (text: string) => string | undefined;

/** Connections keep what they prepare, so the number of names is bounded. */
const namesMax = 1_000;

/** The name under which a text is prepared: the same for the same text; none beyond the bound. */
function createStatementNames(): NameOf {
  const names = new Map<string, string>();
  return (text) => {
    const known = names.get(text);
    if (known !== undefined || names.size >= namesMax) return known;
    const name = sha256Hex(text).slice(0, 32);
    names.set(text, name);
    return name;
  };
}
