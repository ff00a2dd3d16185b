import type { Log } from '../../lib/log.ts';
import { appendLeaves, type Tree } from '../tree/tree.ts';
import { arrange, type Expected } from './arrange.ts';
import {
  bodiesOf,
  entryOf,
  placeEntry,
  type Bodies,
  type InboxRow,
  type PlacedEntry,
} from './inboxRow.ts';
import {
  alreadyInLog,
  inTransaction,
  keepRefused,
  lastNumbers,
  oldestOfInbox,
  takeFromInbox,
  takeIn,
  takenInLog,
  type Connection,
} from './ledger.ts';
import { carryOutOrders, isOrder } from './orders.ts';
import type { RecentEntries } from './recent.ts';
import { codeOf } from './state.ts';

export interface MoveInput {
  readonly db: Connection;
  readonly log: Log;
  /** Told of what got its place. */
  readonly recent: Pick<RecentEntries, 'add' | 'forget'>;
  readonly batchMax: number;
  /** How long an entry waits for one of its incarnation that should come before it. */
  readonly patienceMs: number;
}

export interface Moved {
  readonly tree: Tree;
  readonly entries: number;
  readonly refused: number;
  /** Whether more is likely to wait. */
  readonly isFull: boolean;
}

/** Incarnations that are remembered; beyond it they are looked up again. */
const expectedMax = 10_000;

/** Gives the oldest entries of the inbox their places, in one transaction. */
export async function moveBatch(input: MoveInput, tree: Tree, expected: Expected): Promise<Moved> {
  const { db, batchMax, patienceMs } = input;
  const waiting = await oldestOfInbox(db, batchMax, patienceMs);
  const none = { tree, entries: 0, refused: 0, isFull: false };
  if (waiting.length === 0) return none;
  await expectNext(db, waiting, expected);
  const read = new Map(waiting.map((row) => [row, bodiesOf(entryOf(row))] as const));
  const refused = await settle(input, read, expected);
  const rows = arrange(
    waiting.filter(({ entry_id }) => !refused.settled.has(entry_id)),
    expected,
  );
  const isFull = waiting.length === batchMax && rows.length + refused.settled.size > 0;
  if (rows.length === 0) return { ...none, refused: refused.refused, isFull };
  const moved = await place(input, placesOf(rows, read, tree.size), tree);
  if (typeof moved === 'number') return { ...none, refused: refused.refused + moved, isFull: true };
  for (const { incarnation, node_seq } of rows) {
    expected.set(incarnation, Math.max(expected.get(incarnation) ?? 1, Number(node_seq) + 1));
  }
  return { tree: moved, entries: rows.length, refused: refused.refused, isFull };
}

async function expectNext(
  db: Connection,
  rows: readonly InboxRow[],
  expected: Expected,
): Promise<void> {
  if (expected.size > expectedMax) expected.clear();
  const unknown = rows.map(({ incarnation }) => incarnation).filter((name) => !expected.has(name));
  if (unknown.length === 0) return;
  const last = await lastNumbers(db, [...new Set(unknown)]);
  for (const [incarnation, number] of last) expected.set(incarnation, number + 1);
}

/** What each row's bodies say, or why they can't be part of the log. */
type Read = ReadonlyMap<InboxRow, Bodies | string>;

const placesOf = (rows: readonly InboxRow[], read: Read, size: number): readonly Placing[] =>
  rows.map((row, at) => {
    const bodies = read.get(row);
    if (bodies === undefined || typeof bodies === 'string') throw new TypeError('a faulty entry');
    return { row, placed: placeEntry(entryOf(row), bodies, size + at) };
  });

interface Placing {
  readonly row: InboxRow;
  readonly placed: PlacedEntry;
}

/** Takes out what can't have a place: entries that have theirs already, and faulty ones, kept apart. */
async function settle(
  { db, log }: MoveInput,
  read: Read,
  expected: Expected,
): Promise<{ readonly settled: ReadonlySet<string>; readonly refused: number }> {
  const faults = new Map<InboxRow, string>();
  for (const [row, bodies] of read) if (typeof bodies === 'string') faults.set(row, bodies);
  const suspects = [...read.keys()].filter(
    (row) => !faults.has(row) && Number(row.node_seq) < (expected.get(row.incarnation) ?? 1),
  );
  const twice = suspects.length === 0 ? new Set<string>() : await alreadyInLog(db, suspects);
  const others = suspects.filter(({ entry_id }) => !twice.has(entry_id));
  const taken = others.length === 0 ? new Set<string>() : await takenInLog(db, others);
  for (const row of others) {
    if (taken.has(row.entry_id)) faults.set(row, 'its place among its node’s entries is taken');
  }
  if (faults.size === 0 && twice.size === 0) return { settled: twice, refused: 0 };
  await putAside(db, faults, twice);
  for (const [row, reason] of faults) {
    log.error('audit.entry.refused', { entryId: row.entry_id, node: row.node, reason });
  }
  const settled = new Set([...twice, ...[...faults.keys()].map(({ entry_id }) => entry_id)]);
  return { settled, refused: faults.size };
}

const putAside = (
  db: Connection,
  faults: ReadonlyMap<InboxRow, string>,
  twice: ReadonlySet<string>,
): Promise<void> =>
  inTransaction(db, async () => {
    for (const [row, reason] of faults) await keepRefused(db, row, reason);
    await takeFromInbox(db, [...twice, ...[...faults.keys()].map(({ entry_id }) => entry_id)]);
  });

const uniqueViolation = '23505';

/** The tree after the batch; else how many were put aside instead, since their ids were taken. */
async function place(
  { db, log, recent }: MoveInput,
  placing: readonly Placing[],
  tree: Tree,
): Promise<Tree | number> {
  const placed = placing.map((each) => each.placed);
  const next = appendLeaves(
    tree,
    placed.map(({ hash }) => hash),
  ).tree;
  const step = { from: tree, to: next, placed };
  try {
    if (placed.some(isOrder)) {
      // What is remembered of entries may not outlive the order to take it away.
      recent.forget();
      await inTransaction(db, async () => {
        await takeIn(db, step);
        await carryOutOrders(db, placed, log);
      });
    } else {
      await takeIn(db, step);
      recent.add(placed);
    }
    return next;
  } catch (error) {
    if (codeOf(error) !== uniqueViolation) throw error;
    const rows = placing.map(({ row }) => row);
    return await putAsideTaken(db, rows, log);
  }
}

async function putAsideTaken(db: Connection, rows: readonly InboxRow[], log: Log): Promise<number> {
  const twice = await alreadyInLog(db, rows);
  const rest = rows.filter(({ entry_id }) => !twice.has(entry_id));
  const taken = await takenInLog(db, rest);
  const faulty = rest.filter(({ entry_id }) => taken.has(entry_id));
  const faults = new Map(faulty.map((row) => [row, 'its id is taken'] as const));
  if (faults.size === 0 && twice.size === 0) throw new TypeError('no id of the batch was taken');
  await putAside(db, faults, twice);
  for (const row of faulty) {
    log.error('audit.entry.refused', { entryId: row.entry_id, node: row.node, reason: 'id' });
  }
  return faults.size;
}
