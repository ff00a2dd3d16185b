import type { Duplex } from 'node:stream';
import type { Pool, PoolClient, QueryArrayConfig, QueryConfig } from 'pg';
import { sha256Hex } from '../../lib/hash.ts';

export interface QueuedStatement {
  readonly text: string;
  readonly values: readonly unknown[];
  /** Rows as arrays in the order of the statement's columns, instead of objects. */
  readonly asArrays: boolean;
}

/** Rows, as arrays or objects as the statement had it. */
export type RunStatement = (statement: QueuedStatement) => Promise<readonly unknown[]>;

interface Waiting {
  readonly statement: QueuedStatement;
  readonly resolve: (rows: readonly unknown[]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Statements that go out on one connection together: each further one costs no round trip of its
 * own, but waits for those before it.
 */
const together = 4;

/**
 * Sends what is asked in one turn of the program together: in pipeline mode (PostgreSQL protocol,
 * extended query), one write for several statements. Each is a transaction by itself, and one that
 * fails takes none of the others with it.
 */
export function createStatementQueue(pool: Pool): RunStatement {
  const nameOf = createStatementNames();
  let waiting: Waiting[] = [];
  const flush = (): void => {
    const due = waiting;
    waiting = [];
    for (let index = 0; index < due.length; index += together) {
      sendTogether(pool, due.slice(index, index + together), nameOf);
    }
  };
  return (statement) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) queueMicrotask(flush);
      waiting.push({ statement, resolve, reject });
    });
}

function sendTogether(pool: Pool, batch: readonly Waiting[], nameOf: NameOf): void {
  pool.connect((failure, client, release) => {
    if (failure !== undefined || client === undefined) {
      for (const { reject } of batch) reject(failure);
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
  const { text, values, asArrays } = statement;
  const name = nameOf(text);
  const config: QueryConfig = {
    text,
    values: [...values],
    ...(name === undefined ? {} : { name }),
  };
  const array: QueryArrayConfig = { ...config, rowMode: 'array' };
  client.query(asArrays ? array : config, (error: Error | null, result) => {
    if (error === null) resolve(result.rows);
    else reject(error);
    settled();
  });
}

/** pg writes each statement's messages in one go; holding its stream makes one go of all of them. */
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
