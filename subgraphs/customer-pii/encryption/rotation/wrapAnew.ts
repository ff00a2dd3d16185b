import type { BoundKey, WrappedKey } from '../keyEncryption.ts';
import { AppError } from '../../../../lib/errors/appError.ts';
import { indexContext, type GenerationRow, type GenerationsInput } from '../generations.ts';
import { wrappingContext, type KeyRow } from '../subjectKeys.ts';

/** Keys that one statement wraps anew: few enough that a read beside it does not wait. */
const batchKeys = 200;

/**
 * Wraps by the generation `to` whatever an older one wraps, in batches; answers how many keys it
 * wrapped. A key that is destroyed meanwhile stays destroyed. Done by two at once, each key is
 * wrapped by either.
 */
export async function wrapAnew(input: GenerationsInput, to: number): Promise<number> {
  let wrapped = await wrapIndexKeys(input, to);
  for (;;) {
    const rows = await input.database.query<KeyRow>(
      `select id, subject_kind, subject, use, version, generation, wrapped from subject_key
       where generation < $1 and destroyed_at is null order by generation, id limit $2`,
      [to, batchKeys],
    );
    if (rows.length === 0) return wrapped;
    const found = rows.map((row) => ({
      generation: row.generation,
      bytes: row.wrapped ?? Buffer.alloc(0),
      context: wrappingContext(row),
    }));
    const anew = await rewrap(input, to, found);
    await input.database.query(
      `update subject_key k set wrapped = w.wrapped, generation = $4
       from unnest($1::uuid[], $2::int[], $3::bytea[]) w(id, generation, wrapped)
       where k.id = w.id and k.generation = w.generation and k.destroyed_at is null`,
      [rows.map(({ id }) => id), rows.map(({ generation }) => generation), anew, to],
    );
    wrapped += rows.length;
  }
}

async function wrapIndexKeys(input: GenerationsInput, to: number): Promise<number> {
  const rows = await input.database.query<Pick<GenerationRow, 'number' | 'wrapped' | 'wrapped_by'>>(
    `select number, wrapped, wrapped_by from key_generation
     where kind = 'index' and destroyed_at is null and wrapped_by < $1`,
    [to],
  );
  const found = rows.map(({ number, wrapped, wrapped_by: generation }) => ({
    generation: generation ?? 0,
    bytes: wrapped ?? Buffer.alloc(0),
    context: indexContext(number),
  }));
  const anew = await rewrap(input, to, found);
  for (const [at, { number, wrapped_by: generation }] of rows.entries()) {
    await input.database.query(
      `update key_generation set wrapped = $3, wrapped_by = $4
       where kind = 'index' and number = $1 and wrapped_by = $2 and destroyed_at is null`,
      [number, generation, anew[at], to],
    );
  }
  return rows.length;
}

/** A key that does not open keeps its generation alive, and says so: nothing is thrown away unread. */
async function rewrap(
  { encryption }: GenerationsInput,
  to: number,
  found: readonly WrappedKey[],
): Promise<readonly Buffer[]> {
  const secrets = await encryption.unwrap(found);
  const bound = found.map(({ context }, at): BoundKey => {
    const bytes = secrets[at];
    if (bytes === undefined) throw new AppError('KEYS_UNAVAILABLE');
    return { bytes, context };
  });
  try {
    return await encryption.wrap(to, bound);
  } finally {
    for (const { bytes } of bound) bytes.fill(0);
  }
}
