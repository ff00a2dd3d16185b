import { AppError } from '../../../lib/errors/appError.ts';
import type { Database } from '../../host/definition.ts';
import type { KeyEncryption } from './keyEncryption.ts';
import { wrappingContext, type KeyRow } from './subjectKeys.ts';

/** A key as it was found: its secret, that it was destroyed, or that it does not open. */
export type FoundKey = Uint8Array | 'destroyed' | 'unreadable';

/** Keys by their ids; an id that is not in the answer is no key's. */
export type LookUpKeys = (ids: Iterable<string>) => Promise<ReadonlyMap<string, FoundKey>>;

interface Waiting {
  readonly ids: readonly string[];
  readonly resolve: (rows: ReadonlyMap<string, KeyRow>) => void;
  readonly reject: (error: unknown) => void;
}

/** Statements that are under way at once; who asks meanwhile waits for the next, with all others. */
const statementsMax = 2;

/**
 * Looks keys up in the key database each time: nothing is kept, so a key that was destroyed opens
 * nothing from the next question on. Those who ask while a statement is under way share the next
 * one, which begins after they asked.
 */
export function createKeyLookup(database: Database, encryption: KeyEncryption): LookUpKeys {
  const waiting: Waiting[] = [];
  let running = 0;
  const send = (): void => {
    if (running >= statementsMax || waiting.length === 0) return;
    const batch = waiting.splice(0);
    running += 1;
    const ids = new Set(batch.flatMap((one) => one.ids));
    void rowsOf(database, [...ids])
      .then(
        (rows) => {
          for (const { resolve } of batch) resolve(rows);
        },
        (error: unknown) => {
          for (const { reject } of batch) reject(error);
        },
      )
      .finally(() => {
        running -= 1;
        send();
      });
  };
  const ask = (ids: readonly string[]): Promise<ReadonlyMap<string, KeyRow>> =>
    new Promise((resolve, reject) => {
      if (waiting.push({ ids, resolve, reject }) === 1) queueMicrotask(send);
    });
  return async (wanted) => {
    const ids = [...wanted];
    const rows = await ask(ids);
    return openedKeys(
      encryption,
      ids.flatMap((id) => rows.get(id) ?? []),
    );
  };
}

async function rowsOf(
  database: Database,
  ids: readonly string[],
): Promise<ReadonlyMap<string, KeyRow>> {
  const rows = await database
    .query<KeyRow>(
      `select id, subject_kind, subject, use, version, generation, wrapped
       from subject_key where id = any($1::uuid[])`,
      [ids],
    )
    .catch((cause: unknown) => {
      throw new AppError('KEYS_UNAVAILABLE', { cause });
    });
  return new Map(rows.map((row) => [row.id, row]));
}

async function openedKeys(
  encryption: KeyEncryption,
  rows: readonly KeyRow[],
): Promise<ReadonlyMap<string, FoundKey>> {
  const there = rows.flatMap((row) => (row.wrapped === null ? [] : [{ row, bytes: row.wrapped }]));
  const secrets = await encryption.unwrap(
    there.map(({ row, bytes }) => ({
      bytes,
      context: wrappingContext(row),
      generation: row.generation,
    })),
  );
  const found = new Map<string, FoundKey>(rows.map(({ id }) => [id, 'destroyed']));
  for (const [index, { row }] of there.entries()) {
    found.set(row.id, secrets[index] ?? 'unreadable');
  }
  return found;
}
