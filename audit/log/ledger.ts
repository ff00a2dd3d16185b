import type pg from 'pg';
import { decodeEdge, emptyTree, encodeEdge, type Tree } from '../tree/tree.ts';
import { Fenced } from './state.ts';
import type { InboxRow, PlacedEntry } from './inboxRow.ts';

/** The log's tables. Every statement of the sequencer stands here. */

export type Connection = Pick<pg.ClientBase, 'query'>;

export async function inTransaction<Result>(
  db: Connection,
  work: () => Promise<Result>,
): Promise<Result> {
  await db.query('begin');
  try {
    const result = await work();
    await db.query('commit');
    return result;
  } catch (error) {
    // The connection may be what failed; then the server has rolled back already.
    await db.query('rollback').catch(() => undefined);
    throw error;
  }
}

/** The tree that the database has, beside its entries; empty before the first. */
export async function readTree(db: Connection): Promise<Tree> {
  const { rows } = await db.query<{ size: string; edge: Buffer }>(
    'select size, edge from audit_tree',
  );
  const [row] = rows;
  return row === undefined ? emptyTree : decodeEdge(Number(row.size), row.edge);
}

/** Instants as entries write them, whatever the session's zone. */
const instantOf = (column: string): string =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

export async function oldestOfInbox(
  db: Connection,
  limit: number,
  patienceMs: number,
): Promise<readonly InboxRow[]> {
  const { rows } = await db.query<InboxRow>({
    name: 'audit inbox',
    text: `select entry_id, type, ${instantOf('at')} as at, node, incarnation, node_seq,
        decision_commit, subject_commit, decision, decision_salt, subject, subject_salt,
        received_at < clock_timestamp() - $2 * interval '1 millisecond' as is_due
      from audit_inbox order by received_at limit $1`,
    values: [limit, patienceMs],
  });
  return rows;
}

/** The last number of each of these incarnations that the log holds. */
export async function lastNumbers(
  db: Connection,
  incarnations: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await db.query<{ incarnation: string; last: string | null }>(
    `select i as incarnation, (select max(node_seq) from audit_entry where incarnation = i) as last
     from unnest($1::text[]) i`,
    [incarnations],
  );
  return new Map(rows.map(({ incarnation, last }) => [incarnation, Number(last ?? 0)]));
}

/**
 * Moves the tree on from exactly `from`, and the entries from the inbox to their places: one statement,
 * that is done whole or not at all. It locks the tree for as long as it takes.
 */
export async function takeIn(
  db: Connection,
  { from, to, placed }: { readonly from: Tree; readonly to: Tree; readonly placed: Placed },
): Promise<void> {
  if (from.size === 0) {
    await db.query(
      `insert into audit_tree (size, edge) values (0, '') on conflict (only_row) do nothing`,
    );
  }
  const refs = placed.flatMap(({ seq, refs: own }) => own.map((ref) => ({ seq, ...ref })));
  const { rows } = await db.query<{ placed: number }>({
    ...taking,
    values: [
      ...[from.size, to.size, encodeEdge(to)],
      placed.map(({ seq }) => seq),
      placed.map(({ entry }) => entry.entryId),
      placed.map(({ header }) => header),
      placed.map(({ actor }) => actor),
      placed.map(({ screen }) => screen),
      placed.map(({ purpose }) => purpose),
      refs.map(({ store }) => store),
      refs.map(({ ref }) => ref),
      refs.map(({ seq }) => seq),
    ],
  });
  if (rows[0]?.placed !== placed.length) throw new Fenced('another process has sequenced');
}

type Placed = readonly PlacedEntry[];

/** Nothing moves where the tree is another's, or where the inbox lacks one of the entries. */
const taking = {
  name: 'audit taking',
  text: `with moved as (
      update audit_tree set size = $2, edge = $3
      where size = $1 and cardinality($5::text[]) =
        (select count(*) from audit_inbox where entry_id = any($5::text[]))
      returning size
    ), placed as (
      insert into audit_entry (seq, entry_id, type, at, node, incarnation, node_seq, header,
        decision, decision_salt, subject, subject_salt, actor, screen, purpose)
      select g.seq, i.entry_id, i.type, i.at, i.node, i.incarnation, i.node_seq, g.header,
        i.decision, i.decision_salt, i.subject, i.subject_salt, g.actor, g.screen, g.purpose
      from moved, unnest($4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[])
          as g(seq, entry_id, header, actor, screen, purpose)
        join audit_inbox i on i.entry_id = g.entry_id
      returning seq
    ), named as (
      insert into audit_subject_ref (store, ref, seq)
      select r.* from moved, unnest($10::text[], $11::text[], $12::bigint[]) r
      on conflict do nothing
    ), gone as (
      delete from audit_inbox using moved where entry_id = any($5::text[])
    )
    select count(*)::int as placed from placed`,
};

export const takeFromInbox = (db: Connection, ids: readonly string[]): Promise<unknown> =>
  db.query({
    name: 'audit inbox leave',
    text: 'delete from audit_inbox where entry_id = any($1::text[])',
    values: [ids],
  });

/** Which of these the log holds, word for word: they were written twice. */
export async function alreadyInLog(
  db: Connection,
  rows: readonly InboxRow[],
): Promise<ReadonlySet<string>> {
  const found = await db.query<{ entry_id: string }>(
    `select g.entry_id from unnest($1::text[], $2::text[]) as g(entry_id, decision_commit)
       join audit_entry e on e.entry_id = g.entry_id
         and position(g.decision_commit in e.header) > 0`,
    [rows.map(({ entry_id }) => entry_id), rows.map(({ decision_commit }) => decision_commit)],
  );
  return new Set(found.rows.map(({ entry_id }) => entry_id));
}

/** Which of these name an id, or a number of an incarnation, that another entry of the log has. */
export async function takenInLog(
  db: Connection,
  rows: readonly InboxRow[],
): Promise<ReadonlySet<string>> {
  const found = await db.query<{ entry_id: string }>(
    `select g.entry_id
     from unnest($1::text[], $2::text[], $3::bigint[]) as g(entry_id, incarnation, node_seq)
     where exists (select from audit_entry e where e.entry_id = g.entry_id)
       or exists (
         select from audit_entry e
         where e.incarnation = g.incarnation and e.node_seq = g.node_seq
       )`,
    [
      rows.map(({ entry_id }) => entry_id),
      rows.map(({ incarnation }) => incarnation),
      rows.map(({ node_seq }) => node_seq),
    ],
  );
  return new Set(found.rows.map(({ entry_id }) => entry_id));
}

export const keepRefused = (db: Connection, row: InboxRow, reason: string): Promise<unknown> =>
  db.query(
    `insert into audit_refused (entry_id, reason, body) values ($1, $2, $3)
     on conflict (entry_id) do nothing`,
    [row.entry_id, reason, JSON.stringify(row)],
  );
