import { randomBytes } from 'node:crypto';
import { silentLog } from '../../../lib/log.ts';
import { createKeyFiles } from '../../../subgraphs/customer-pii/encryption/keyFiles.ts';
import type { FoundKey, LookUpKeys } from '../../../subgraphs/customer-pii/encryption/keyLookup.ts';
import { createOpener } from '../../../subgraphs/customer-pii/encryption/openRows.ts';
import {
  wrappingContext,
  type KeyRow,
} from '../../../subgraphs/customer-pii/encryption/subjectKeys.ts';
import type { Database } from '../../../subgraphs/host/definition.ts';
import type { OpenRows } from '../../../subgraphs/host/vault/vault.ts';

/** Where the keys lie that open customer-pii's values. */
export interface ValueKeys {
  /** Of its key database. */
  readonly url: string;
  /** Of the files that wrap the keys in there. */
  readonly folder: string;
}

/** For one request: opens persons' values in the rows that it is given. */
export type Opener = () => OpenRows;

/** For the twin database, in which nothing is sealed: a row is open as it was read. */
const inClear: Opener = () => () => Promise.resolve();

/**
 * What a service does that reads customer-pii's own database: one statement for the keys of all rows
 * of a batch, and AES by node:crypto. A request keeps the keys that it has met; nothing outlasts it.
 * Without keys, values are in clear.
 */
export function openerOf(
  keys: ValueKeys | undefined,
  connect: (url: string) => Pick<Database, 'query'>,
): Opener {
  if (keys === undefined) return inClear;
  const lookUp = keyLookUp(keys, connect(keys.url));
  return () => createOpener(lookUp, silentLog);
}

function keyLookUp({ folder }: ValueKeys, db: Pick<Database, 'query'>): LookUpKeys {
  const files = createKeyFiles({ folder, randomBytes });
  return async (ids) => {
    const rows = await db.query<KeyRow>(
      `select id, subject_kind, subject, use, version, generation, wrapped
       from subject_key where id = any($1::uuid[])`,
      [[...ids]],
    );
    const there = rows.flatMap((row) =>
      row.wrapped === null ? [] : [{ row, bytes: row.wrapped }],
    );
    const secrets = await files.unwrap(
      there.map(({ row, bytes }) => ({
        ...{ bytes, generation: row.generation },
        context: wrappingContext(row),
      })),
    );
    const found = new Map<string, FoundKey>(rows.map(({ id }) => [id, 'destroyed']));
    for (const [index, { row }] of there.entries()) {
      found.set(row.id, secrets[index] ?? 'unreadable');
    }
    return found;
  };
}

/** As it comes in the environment of a contender's process. */
export const readValueKeys = (text: string | undefined): ValueKeys | undefined =>
  text === undefined ? undefined : (JSON.parse(text) as ValueKeys);

export const valueKeysVariable = (keys: ValueKeys | undefined): Readonly<Record<string, string>> =>
  keys === undefined ? {} : { VALUE_KEYS: JSON.stringify(keys) };
