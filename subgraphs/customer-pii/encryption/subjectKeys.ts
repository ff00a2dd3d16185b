import { AppError } from '../../../lib/errors/appError.ts';
import type { Clock } from '../../../lib/clock.ts';
import type { Database } from '../../host/definition.ts';
import type { ValueKey } from './envelope.ts';
import type { KeyEncryption } from './keyEncryption.ts';
import type { KeyUse, SubjectOfRow } from './sealedTables.ts';

/**
 * How many values one key may seal. With random nonces of 96 bits NIST SP 800-38D (8.3) allows
 * 2^32 for a chance of 2^-32 that two are alike; at this bound it is below 2^-56.
 */
export const valuesMax = 1_048_576;

export interface WantedKey {
  readonly subject: SubjectOfRow;
  readonly use: KeyUse;
  /** How many values it is to seal now. */
  readonly values: number;
}

export interface KeyRow {
  readonly id: string;
  readonly subject_kind: string;
  readonly subject: string;
  readonly use: KeyUse;
  readonly version: number;
  readonly generation: number;
  /** Null: destroyed. */
  readonly wrapped: Buffer | null;
}

export interface SubjectKeysInput {
  readonly database: Database;
  readonly encryption: KeyEncryption;
  /** The wrapping generation in use; made where there is none yet. */
  readonly currentGeneration: () => Promise<number>;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly randomBytes: (count: number) => Buffer;
}

/** `person 4711 live`: the name of a subject's key of one use. */
export const keyName = ({ kind, id }: SubjectOfRow, use: KeyUse): string => `${kind} ${id} ${use}`;

/** What a wrapped key is bound to: put into another row, it does not open. */
export const wrappingContext = (
  key: Pick<KeyRow, 'id' | 'subject_kind' | 'subject' | 'use' | 'version'>,
): string =>
  JSON.stringify(['subject key', key.id, key.subject_kind, key.subject, key.use, key.version]);

/** Keys to seal with, by their names: found, made, or made anew where one has sealed its number of values. */
export type KeysToSeal = (wanted: readonly WantedKey[]) => Promise<ReadonlyMap<string, ValueKey>>;

const roundsMax = 4;

export function createKeysToSeal(input: SubjectKeysInput): KeysToSeal {
  return async (wanted) => {
    const missing = new Map(wanted.map((key) => [keyName(key.subject, key.use), key]));
    const found = new Map<string, ValueKey>();
    for (let round = 0; missing.size > 0; round += 1) {
      if (round === roundsMax) throw new AppError('KEYS_UNAVAILABLE');
      const rows = await reserve(input, [...missing.values()]);
      for (const [name, key] of await opened(input, rows)) {
        found.set(name, key);
        missing.delete(name);
      }
      if (missing.size > 0) await makeKeys(input, [...missing.values()]);
    }
    return found;
  };
}

/** One order for all, so that two never wait for each other. Counts the values before they are sealed. */
async function reserve(
  { database }: SubjectKeysInput,
  wanted: readonly WantedKey[],
): Promise<readonly KeyRow[]> {
  const sorted = [...wanted].sort((left, right) =>
    keyName(left.subject, left.use) < keyName(right.subject, right.use) ? -1 : 1,
  );
  const rows = await database.query<KeyRow>(
    `with wanted as (
       select * from unnest($1::text[], $2::text[], $3::text[], $4::int[]) w(kind, subject, use, n)),
     locked as (
       select k.id, w.n from subject_key k
       join wanted w on k.subject_kind = w.kind and k.subject = w.subject and k.use = w.use
       where k.retired_at is null and (k.sealed + w.n <= $5 or k.destroyed_at is not null)
       order by k.subject_kind, k.subject, k.use for update of k)
     update subject_key k set sealed = k.sealed + l.n from locked l where k.id = l.id
     returning k.id, k.subject_kind, k.subject, k.use, k.version, k.generation, k.wrapped`,
    [
      sorted.map(({ subject }) => subject.kind),
      sorted.map(({ subject }) => subject.id),
      sorted.map(({ use }) => use),
      sorted.map(({ values }) => values),
      valuesMax,
    ],
  );
  if (rows.some(({ wrapped }) => wrapped === null)) throw new AppError('SUBJECT_ERASED');
  return rows;
}

async function opened(
  { encryption }: SubjectKeysInput,
  rows: readonly KeyRow[],
): Promise<readonly (readonly [string, ValueKey])[]> {
  const secrets = await encryption.unwrap(
    rows.map((row) => ({
      bytes: row.wrapped ?? Buffer.alloc(0),
      context: wrappingContext(row),
      generation: row.generation,
    })),
  );
  return rows.map(({ id, version, subject_kind, subject, use }, index) => {
    const secret = secrets[index];
    if (secret === undefined) throw new AppError('KEYS_UNAVAILABLE', { details: { keyId: id } });
    return [`${subject_kind} ${subject} ${use}`, { id, version, secret }];
  });
}

/** The next version of each; of two that do so at once, one finds what the other made. */
async function makeKeys(input: SubjectKeysInput, wanted: readonly WantedKey[]): Promise<void> {
  const { database, clock } = input;
  const versions = await database.query<
    Pick<KeyRow, 'subject_kind' | 'subject' | 'use' | 'version'>
  >(
    `with wanted as (
       select * from unnest($1::text[], $2::text[], $3::text[], $4::int[]) w(kind, subject, use, n)),
     full_ones as (
       update subject_key k set retired_at = $6 from wanted w
       where k.subject_kind = w.kind and k.subject = w.subject and k.use = w.use
         and k.retired_at is null and k.destroyed_at is null and k.sealed + w.n > $5)
     select w.kind as subject_kind, w.subject, w.use,
       coalesce(max(k.version), 0) + 1 as version
     from wanted w left join subject_key k
       on k.subject_kind = w.kind and k.subject = w.subject and k.use = w.use
     group by w.kind, w.subject, w.use, w.n
     having not coalesce(bool_or(
       k.retired_at is null and (k.sealed + w.n <= $5 or k.destroyed_at is not null)), false)`,
    [
      wanted.map(({ subject }) => subject.kind),
      wanted.map(({ subject }) => subject.id),
      wanted.map(({ use }) => use),
      wanted.map(({ values }) => values),
      valuesMax,
      clock.now().toISOString(),
    ],
  );
  const made = await newKeys(input, versions);
  await insertKeys(
    database,
    made.map(({ row }) => row),
    clock,
  );
}

export interface NewKey {
  readonly row: KeyRow;
  readonly key: ValueKey;
}

/** New keys, wrapped by the generation in use. */
export async function newKeys(
  input: SubjectKeysInput,
  named: readonly Pick<KeyRow, 'subject_kind' | 'subject' | 'use' | 'version'>[],
): Promise<readonly NewKey[]> {
  const { encryption, currentGeneration, newId, randomBytes } = input;
  const generation = await currentGeneration();
  const drafts = named.map((name) => ({ ...name, id: newId(), secret: randomBytes(32) }));
  const wrapped = await encryption.wrap(
    generation,
    drafts.map((draft) => ({ bytes: draft.secret, context: wrappingContext(draft) })),
  );
  return drafts.map(({ secret, ...row }, index) => ({
    row: { ...row, generation, wrapped: wrapped[index] ?? null },
    key: { id: row.id, version: row.version, secret },
  }));
}

async function insertKeys(
  database: Database,
  rows: readonly KeyRow[],
  clock: Clock,
): Promise<void> {
  await database.query(
    `insert into subject_key
       (id, subject_kind, subject, use, version, generation, wrapped, created_at)
     select w.*, $8 from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::int[], $6::int[],
       $7::bytea[]) w on conflict do nothing`,
    [
      rows.map(({ id }) => id),
      rows.map(({ subject_kind: kind }) => kind),
      rows.map(({ subject }) => subject),
      rows.map(({ use }) => use),
      rows.map(({ version }) => version),
      rows.map(({ generation }) => generation),
      rows.map(({ wrapped }) => wrapped),
      clock.now().toISOString(),
    ],
  );
}
