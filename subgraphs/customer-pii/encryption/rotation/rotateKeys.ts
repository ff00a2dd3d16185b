import type { Fact } from '../../../host/audit/factEntry.ts';
import { indexKeys } from '../blindIndex.ts';
import {
  generationsOf,
  insertGeneration,
  makeIndexGeneration,
  type GenerationRow,
  type GenerationsInput,
} from '../generations.ts';
import { indexAnew, indexesLeft, type IndexAnewInput } from './indexAnew.ts';
import { wrapAnew } from './wrapAnew.ts';

export interface RotationInput extends GenerationsInput, IndexAnewInput {
  /**
   * How long nothing older than a generation of keys may be read from a copy, in milliseconds: each
   * generation has ended by then.
   */
  readonly windowMs: number;
  /** What is no longer written with may be in use for so long, in milliseconds. */
  readonly graceMs: number;
  /** Tells the audit log; never a key. */
  readonly record: (
    type: Fact['type'],
    facts: Readonly<Record<string, string | number>>,
  ) => Promise<void>;
}

export interface RotationStep {
  /** Generations that were made, such as `wrapping 3`. */
  readonly made: readonly string[];
  readonly ended: readonly string[];
  readonly wrappedAnew: number;
  readonly indexedAnew: number;
  /** Whether something older is still to be ended. */
  readonly isPending: boolean;
}

type Kind = GenerationRow['kind'];

/** The last part of the window is left for what may go wrong: a store that was down goes on later. */
const partOfWindow = 6 / 7;

/**
 * Does what is due of a rotation and can be done now: makes the next generation of each kind, moves
 * everything to it, and ends the one before when nobody can be using it. Every step may be done
 * again, or be cut off; reads and writes go on beside it. The log is told of an end before it comes,
 * so it may hear of one twice and of none never.
 */
export async function rotateKeys(
  input: RotationInput,
  { now = false }: { readonly now?: boolean } = {},
): Promise<RotationStep> {
  const made = await makeDue(input, now);
  const wrapping = await newest(input, 'wrapping');
  const wrappedAnew = await wrapAnew(input, wrapping.number);
  const { indexedAnew, isIndexed } = await moveIndexes(input);
  const ended = [
    ...(isIndexed ? await endIndexes(input) : []),
    ...(await endWrappings(input, wrapping)),
  ];
  const left = await generationsOf(input.database);
  return { made, ended, wrappedAnew, indexedAnew, isPending: left.length > 2 };
}

async function newest({ database }: GenerationsInput, kind: Kind): Promise<GenerationRow> {
  const row = (await generationsOf(database)).find((one) => one.kind === kind);
  if (row === undefined) throw new TypeError('the first generations are made at the start');
  return row;
}

/** Only where the one before has ended: there are never more than two of a kind. */
async function makeDue(input: RotationInput, isWanted: boolean): Promise<readonly string[]> {
  const { database, clock, windowMs, encryption, record } = input;
  const known = await generationsOf(database);
  const made: string[] = [];
  for (const kind of ['wrapping', 'index'] as const) {
    const [last, ...older] = known.filter((row) => row.kind === kind);
    if (last === undefined || older.length > 0) continue;
    const age = clock.now().getTime() - Date.parse(last.created_at);
    if (!isWanted && age < windowMs * partOfWindow) continue;
    const number = last.number + 1;
    await record('key.made', { kind, generation: number });
    if (kind === 'wrapping') {
      await encryption.create(number);
      await insertGeneration(input, kind, number, undefined);
    } else {
      await makeIndexGeneration(input, number, (await newest(input, 'wrapping')).number);
    }
    made.push(`${kind} ${String(number)}`);
  }
  return made;
}

/** Waits until everybody writes with the newest, then moves what was written before. */
async function moveIndexes(
  input: RotationInput,
): Promise<{ readonly indexedAnew: number; readonly isIndexed: boolean }> {
  const { clock, graceMs } = input;
  const [last, ...older] = await indexKeys(input);
  if (last === undefined || older.length === 0) return { indexedAnew: 0, isIndexed: false };
  // Written with from one grace on; by the end of the second, whatever began before has ended.
  if (clock.now().getTime() < last.createdAtMs + 2 * graceMs) {
    return { indexedAnew: 0, isIndexed: false };
  }
  return { indexedAnew: await indexAnew(input, last), isIndexed: true };
}

async function endIndexes(input: RotationInput): Promise<readonly string[]> {
  const { database, clock, store, record } = input;
  const [last, ...older] = (await generationsOf(database)).filter(({ kind }) => kind === 'index');
  if (last === undefined || (await indexesLeft(store, last.number)) > 0) return [];
  for (const { number } of older) {
    await record('key.destroyed', { kind: 'index', generation: number });
    await database.query(
      `update key_generation set destroyed_at = $2, retired_at = coalesce(retired_at, $2),
         wrapped = null, wrapped_by = null
       where kind = 'index' and number = $1`,
      [number, clock.now().toISOString()],
    );
  }
  return older.map(({ number }) => `index ${String(number)}`);
}

/** A key that was looked up is opened at once; the grace is for who was told of it just before. */
async function endWrappings(input: RotationInput, last: GenerationRow): Promise<readonly string[]> {
  const { database, clock, graceMs, encryption, record } = input;
  const now = clock.now();
  await database.query(
    `update key_generation set retired_at = $2
     where kind = 'wrapping' and number < $1 and retired_at is null`,
    [last.number, now.toISOString()],
  );
  const ended: string[] = [];
  const rows = await database.query<{ readonly number: number; readonly gone: boolean }>(
    `select number, destroyed_at is not null as gone from key_generation
     where kind = 'wrapping' and number < $1 and retired_at <= $2 order by number`,
    [last.number, new Date(now.getTime() - graceMs).toISOString()],
  );
  for (const { number, gone } of rows) {
    if (!gone) {
      await record('key.destroyed', { kind: 'wrapping', generation: number });
      const [row] = await database.query<{ readonly done: boolean }>(
        'select end_wrapping_generation($1, $2) as done',
        [number, now.toISOString()],
      );
      if (row?.done !== true) continue;
      ended.push(`wrapping ${String(number)}`);
    }
    // Also where an earlier run was cut off between the row and the key itself.
    await encryption.destroy(number);
  }
  return ended;
}
