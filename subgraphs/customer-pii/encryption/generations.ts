import { hkdfSync } from 'node:crypto';
import { AppError } from '../../../lib/errors/appError.ts';
import type { Clock } from '../../../lib/clock.ts';
import type { Database } from '../../host/definition.ts';
import type { KeyEncryption } from './keyEncryption.ts';

export interface GenerationRow {
  readonly kind: 'wrapping' | 'index';
  readonly number: number;
  /** ISO 8601 */
  readonly created_at: string;
  readonly retired_at: string | null;
  readonly destroyed_at: string | null;
  readonly wrapped: Buffer | null;
  readonly wrapped_by: number | null;
}

export interface GenerationsInput {
  readonly database: Database;
  readonly encryption: KeyEncryption;
  readonly clock: Clock;
  readonly randomBytes: (count: number) => Buffer;
}

const instant = (column: string): string =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as ${column}`;

/** Generations that are not destroyed, the newest of each kind first. */
export async function generationsOf(database: Database): Promise<readonly GenerationRow[]> {
  return database
    .query<GenerationRow>(
      `select kind, number, ${['created_at', 'retired_at', 'destroyed_at'].map(instant).join(', ')},
         wrapped, wrapped_by
       from key_generation where destroyed_at is null order by kind, number desc`,
    )
    .catch((cause: unknown) => {
      throw new AppError('KEYS_UNAVAILABLE', { cause });
    });
}

export const indexContext = (number: number): string => JSON.stringify(['index', number]);

/**
 * The first of each kind. The wrapping key's file is there before the row that names it; of two
 * processes that begin at once, the second finds what the first has made.
 */
export async function ensureGenerations(input: GenerationsInput): Promise<void> {
  const { encryption } = input;
  const known = await generationsOf(input.database);
  const wrapping = known.find(({ kind }) => kind === 'wrapping');
  if (wrapping === undefined) {
    await encryption.create(1);
    await insertGeneration(input, 'wrapping', 1, undefined);
  }
  if (!known.some(({ kind }) => kind === 'index')) {
    await makeIndexGeneration(input, 1, wrapping?.number ?? 1);
  }
}

/** The wrapping generation in use. */
export async function currentWrapping(input: GenerationsInput): Promise<number> {
  const newest = (await generationsOf(input.database)).find(({ kind }) => kind === 'wrapping');
  if (newest !== undefined) return newest.number;
  await ensureGenerations(input);
  return currentWrapping(input);
}

export async function makeIndexGeneration(
  input: GenerationsInput,
  number: number,
  wrappedBy: number,
): Promise<void> {
  const secret = input.randomBytes(32);
  const [wrapped] = await input.encryption.wrap(wrappedBy, [
    { bytes: secret, context: indexContext(number) },
  ]);
  await insertGeneration(input, 'index', number, { wrapped, wrappedBy });
}

export async function insertGeneration(
  { database, clock }: GenerationsInput,
  kind: GenerationRow['kind'],
  number: number,
  secret: { readonly wrapped: Buffer | undefined; readonly wrappedBy: number } | undefined,
): Promise<void> {
  await database.query(
    `insert into key_generation (kind, number, created_at, wrapped, wrapped_by)
     values ($1, $2, $3, $4, $5) on conflict do nothing`,
    [
      kind,
      number,
      clock.now().toISOString(),
      secret?.wrapped ?? null,
      secret === undefined ? null : secret.wrappedBy,
    ],
  );
}

/** A key a field: HKDF-SHA-256 (RFC 5869) of the generation's secret. */
export const fieldKey = (secret: Uint8Array, place: string): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', secret, '', `referent blind index v1 ${place}`, 32));
