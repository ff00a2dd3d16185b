import { createHmac } from 'node:crypto';
import { AppError } from '../../../lib/errors/appError.ts';
import {
  ensureGenerations,
  fieldKey,
  generationsOf,
  indexContext,
  type GenerationRow,
  type GenerationsInput,
} from './generations.ts';

/** A generation of index keys, opened. */
export interface IndexKey {
  readonly number: number;
  readonly secret: Uint8Array;
  readonly createdAtMs: number;
}

/** `i3.…`: the generation, and HMAC-SHA-256 of the normalised value in base64url. */
export const indexOf = ({ number, secret }: IndexKey, place: string, normalised: string): string =>
  `i${String(number)}.${createHmac('sha256', fieldKey(secret, place)).update(normalised).digest('base64url')}`;

/** Index keys of all generations that are not destroyed, the newest first. */
export async function indexKeys(input: GenerationsInput): Promise<readonly IndexKey[]> {
  const rows = await generationsWithIndex(input);
  const secrets = await input.encryption.unwrap(
    rows.map(({ wrapped, wrapped_by: generation, number }) => ({
      bytes: wrapped ?? Buffer.alloc(0),
      generation: generation ?? 0,
      context: indexContext(number),
    })),
  );
  return rows.map(({ number, created_at: createdAt }, index) => {
    const secret = secrets[index];
    if (secret === undefined)
      throw new AppError('KEYS_UNAVAILABLE', { details: { index: number } });
    return { number, secret, createdAtMs: Date.parse(createdAt) };
  });
}

async function generationsWithIndex(input: GenerationsInput): Promise<readonly GenerationRow[]> {
  const found = (await generationsOf(input.database)).filter(({ kind }) => kind === 'index');
  if (found.length > 0) return found;
  await ensureGenerations(input);
  return (await generationsOf(input.database)).filter(({ kind }) => kind === 'index');
}

/**
 * The generation to write with: the newest that every process knows of, for whoever looks something
 * up asks which there are, and may have asked just before the newest was made.
 */
export function indexToWrite(keys: readonly IndexKey[], nowMs: number, graceMs: number): IndexKey {
  const known = keys.filter(({ createdAtMs }) => createdAtMs + graceMs <= nowMs);
  const chosen = known[0] ?? keys.at(-1);
  if (chosen === undefined) throw new AppError('KEYS_UNAVAILABLE');
  return chosen;
}
