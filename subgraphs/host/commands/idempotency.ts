import { z } from 'zod';
import { canonicalJson } from '../../../lib/canonicalJson.ts';
import { hmacHex } from '../../../lib/hash.ts';
import { refuse, type Database } from '../definition.ts';
import { uuidKey } from '../inputs.ts';

/** The key of each result of a command. */
export type ResultIds = Readonly<Record<string, string | null>>;

/** One use of an idempotency key: what is kept of it is an HMAC, never the input. */
export interface KeyUse {
  readonly key: string;
  readonly path: readonly string[];
  readonly command: string;
  readonly inputHmac: string;
}

type Arguments = Readonly<Record<string, unknown>>;

/** Where a command's key stands: among its arguments, or in its input object. */
function keyAt(args: Arguments): { value: unknown; path: readonly string[] } | undefined {
  if ('idempotencyKey' in args) return { value: args.idempotencyKey, path: ['idempotencyKey'] };
  const { input } = args;
  if (input !== null && typeof input === 'object' && 'idempotencyKey' in input) {
    return { value: input.idempotencyKey, path: ['input', 'idempotencyKey'] };
  }
  return undefined;
}

/** Undefined for commands without a key. Refuses a key that is no UUID. */
export function keyUseOf(command: string, args: Arguments, secret: Uint8Array): KeyUse | undefined {
  const found = keyAt(args);
  if (found === undefined) return undefined;
  const parsed = uuidKey.safeParse(found.value);
  if (!parsed.success) throw refuse('INVALID_INPUT', found.path);
  const inputHmac = hmacHex(secret, canonicalJson({ command, args }));
  return { key: parsed.data.toLowerCase(), path: found.path, command, inputHmac };
}

const LoggedCommand = z.object({
  command: z.string(),
  input_hmac: z.string(),
  result_ids: z.record(z.string(), z.string().nullable()).nullable(),
});

/** The first result under the key; undefined where it was never used. Refuses another input. */
export async function firstResult(db: Database, use: KeyUse): Promise<ResultIds | undefined> {
  const rows = await db.query(
    'select command, input_hmac, result_ids from command_log where key = $1',
    [use.key],
  );
  if (rows[0] === undefined) return undefined;
  const logged = LoggedCommand.parse(rows[0]);
  if (logged.command !== use.command || logged.input_hmac !== use.inputHmac) {
    throw refuse('REPLAY_MISMATCH', use.path);
  }
  return logged.result_ids ?? {};
}

/** Takes the key for this transaction. A second call waits here until the first has ended; false: it was used. */
export async function takeKey(db: Database, use: KeyUse, at: Date): Promise<boolean> {
  const taken = await db.query(
    `insert into command_log (key, command, input_hmac, at) values ($1, $2, $3, $4)
      on conflict do nothing returning key`,
    [use.key, use.command, use.inputHmac, at.toISOString()],
  );
  return taken.length === 1;
}

export async function keepResult(db: Database, use: KeyUse, ids: ResultIds): Promise<void> {
  await db.query('update command_log set result_ids = $2 where key = $1', [
    use.key,
    JSON.stringify(ids),
  ]);
}
