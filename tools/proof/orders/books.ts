import pg from 'pg';
import type { StoreName } from '../../../lib/storeName.ts';
import { urlsOnPort } from '../../start/embeddedDatabases.ts';
import { pause } from '../../start/processes.ts';
import { ensureSecrets } from '../../start/secrets.ts';
import type { TemporaryInstallation } from '../temporaryInstallation.ts';

/** An event of CRM's outbox and what became of it. */
export interface EventRecord {
  readonly sequence: number;
  readonly id: string;
  readonly event: string;
  /** The order that it tells of, or the customer where it tells of none. */
  readonly about: string;
  readonly acknowledged: boolean;
  /** How often its receiver took it in. */
  readonly arrivals: number;
}

/** How far all events had come before a round. */
export interface Mark {
  /** The number of CRM's latest event. */
  readonly sequence: number;
  /** How many events its receivers have taken in. */
  readonly arrivals: number;
}

/** Committed by CRM; on its way in a batch; taken in by a receiver. */
export type Stage = 'commit' | 'delivery' | 'arrival';

/** What a look into the stores' databases finds, past every process. */
export interface Books {
  readonly mark: () => Promise<Mark>;
  /** Resolves as soon as an event made after the mark has come so far; gives up after five seconds. */
  readonly reached: (stage: Stage, mark: Mark) => Promise<void>;
  /** Resolves when no session of a CRM that was killed is left in its database. */
  readonly settled: () => Promise<void>;
  /** Without a mark, every event. */
  readonly events: (mark?: Mark) => Promise<readonly EventRecord[]>;
  readonly rows: <Row extends object>(
    store: StoreName,
    statement: string,
    parameters?: readonly unknown[],
  ) => Promise<readonly Row[]>;
  readonly close: () => Promise<void>;
}

const receivers = ['finance', 'supply-chain', 'customer-pii'] as const;
const stageDeadlineMs = 5_000;
/** Shorter than the supervisor's first delay: sessions seen later are the next process's. */
const settleDeadlineMs = 150;
/** The lock under which a store delivers to one receiver (subgraphs/host/between/relay.ts). */
const relayLock = 7_003;

export function openBooks({ folder, run }: TemporaryInstallation): Books {
  const secrets = ensureSecrets(folder);
  const pools = new Map(
    (['crm', ...receivers] as const).map((store): [StoreName, pg.Pool] => {
      const port = run().databases[store]?.port ?? 0;
      const connectionString = urlsOnPort(store, port, secrets).ownerUrl;
      return [store, new pg.Pool({ connectionString, max: 1 })];
    }),
  );
  const rows: Rows = async <Row extends object>(
    store: StoreName,
    statement: string,
    parameters: readonly unknown[] = [],
  ) => {
    const pool = pools.get(store);
    if (pool === undefined) throw new TypeError(`the books of ${store} are closed`);
    return (await pool.query<Row>(statement, [...parameters])).rows;
  };
  return {
    rows,
    mark: async () => ({ sequence: await lastEvent(rows), arrivals: await arrivals(rows) }),
    // No pause between two looks: the kill that waits for this must meet what it saw.
    reached: async (stage, mark) => {
      const deadline = performance.now() + stageDeadlineMs;
      while (!(await stages[stage](rows, mark)) && performance.now() < deadline);
    },
    settled: () => settled(rows),
    events: (mark) => readEvents(rows, mark?.sequence ?? 0),
    close: async () => {
      for (const pool of pools.values()) await pool.end();
    },
  };
}

type Rows = Books['rows'];

const numberOf = async (rows: Rows, store: StoreName, expression: string): Promise<number> => {
  const [row] = await rows<{ number: number }>(store, `select (${expression})::int as number`);
  return row?.number ?? 0;
};

const lastEvent = (rows: Rows): Promise<number> =>
  numberOf(rows, 'crm', 'select coalesce(max(sequence), 0) from outbox');

async function arrivals(rows: Rows): Promise<number> {
  const expression = `select count(*) from inbox where sender = 'crm'`;
  const counts = await Promise.all(receivers.map((store) => numberOf(rows, store, expression)));
  return counts.reduce((total, count) => total + count, 0);
}

const stages: Readonly<Record<Stage, (rows: Rows, mark: Mark) => Promise<boolean>>> = {
  commit: async (rows, { sequence }) => (await lastEvent(rows)) > sequence,
  delivery: async (rows, mark) =>
    (await stages.commit(rows, mark)) &&
    (await numberOf(
      rows,
      'crm',
      `select count(*) from pg_locks where locktype = 'advisory' and classid = ${String(relayLock)}`,
    )) > 0,
  arrival: async (rows, mark) => (await arrivals(rows)) > mark.arrivals,
};

async function settled(rows: Rows): Promise<void> {
  const expression = `select count(*) from pg_stat_activity where usename = 'crm_service'`;
  const deadline = performance.now() + settleDeadlineMs;
  while (performance.now() < deadline && (await numberOf(rows, 'crm', expression)) > 0) {
    await pause(5);
  }
}

async function readEvents(rows: Rows, after: number): Promise<readonly EventRecord[]> {
  const sent = await rows<Omit<EventRecord, 'arrivals'>>(
    'crm',
    `select sequence::int as sequence, id, event, delivered_at is not null as acknowledged,
        coalesce(payload->>'orderId', payload->>'customerId') as about
      from outbox where sequence > $1 order by sequence`,
    [after],
  );
  const counts = new Map<string, number>();
  for (const store of receivers) {
    const received = await rows<{ id: string; count: number }>(
      store,
      `select event_id as id, count(*)::int as count from inbox
        where sender = 'crm' and event_id = any($1) group by 1`,
      [sent.map(({ id }) => id)],
    );
    for (const { id, count } of received) counts.set(id, (counts.get(id) ?? 0) + count);
  }
  return sent.map((event) => ({ ...event, arrivals: counts.get(event.id) ?? 0 }));
}
