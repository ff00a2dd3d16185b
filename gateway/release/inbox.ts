import pg from 'pg';
import type { Entry } from '../../audit/entry.ts';

/** Where entries become durable. */
export interface Inbox {
  /** Resolves when all of them are committed; an entry that is there already is passed over. */
  readonly insert: (entries: readonly Entry[]) => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface InboxOptions {
  /** Governance's database, as the role that may insert and nothing else. */
  readonly url: string;
  readonly connectTimeoutMs: number;
  /** After this a connection that says nothing is given up, and the entries are sent on another. */
  readonly insertTimeoutMs: number;
}

/** The columns of an entry, in the order of its members below. */
const columns = `entry_id, type, at, node, incarnation, node_seq, decision_commit, subject_commit,
    decision, decision_salt, subject, subject_salt`;
const members = [
  ...(['entryId', 'type', 'at', 'node', 'incarnation', 'nodeSeq', 'decisionCommit'] as const),
  ...(['subjectCommit', 'decision', 'decisionSalt', 'subject', 'subjectSalt'] as const),
] satisfies (keyof Entry)[];

/** Prepared once a connection: however many entries, it is one statement with one parameter. */
const ofMany = {
  name: 'append',
  text: `insert into audit_inbox (${columns})
    select "entryId", type, at, node, incarnation, "nodeSeq", "decisionCommit",
      "subjectCommit", decision, "decisionSalt", subject, "subjectSalt"
    from json_to_recordset($1::json) as entry ("entryId" text, type text, at timestamptz, node text,
      incarnation text, "nodeSeq" bigint, "decisionCommit" text, "subjectCommit" text,
      decision text, "decisionSalt" text, subject text, "subjectSalt" text)
    on conflict do nothing`,
};

const parameter = (row: number, at: number): string => `$${String(row * members.length + at + 1)}`;

/** Few entries are sent member by member, which neither side has to wrap or unwrap. */
const fewMax = 8;
const ofFew = Array.from({ length: fewMax + 1 }, (_, count) => ({
  name: `append ${String(count)}`,
  text: `insert into audit_inbox (${columns}) values ${Array.from(
    { length: count },
    (_row, row) => `(${members.map((_member, at) => parameter(row, at)).join(', ')})`,
  ).join(', ')} on conflict do nothing`,
}));

function statementOf(entries: readonly Entry[]): pg.QueryConfig {
  const few = ofFew[entries.length];
  if (few === undefined) return { ...ofMany, values: [JSON.stringify(entries)] };
  return { ...few, values: entries.flatMap((entry) => members.map((name) => entry[name])) };
}

/** One connection, made when it is needed and again after it broke. Calls don't overlap. */
export function createInbox({ url, connectTimeoutMs, insertTimeoutMs }: InboxOptions): Inbox {
  let open: pg.Client | undefined;
  const connect = async (): Promise<pg.Client> => {
    const client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: connectTimeoutMs,
      query_timeout: insertTimeoutMs,
      statement_timeout: insertTimeoutMs,
      keepAlive: true,
    });
    client.on('error', () => {
      if (open === client) open = undefined;
    });
    await client.connect();
    return client;
  };
  return {
    insert: async (entries) => {
      const client = (open ??= await connect());
      try {
        await client.query(statementOf(entries));
      } catch (error) {
        open = undefined;
        // It may hang as the statement did: nobody waits for its farewell.
        client.end().catch(() => undefined);
        throw error;
      }
    },
    close: async () => {
      const client = open;
      open = undefined;
      await client?.end();
    },
  };
}
