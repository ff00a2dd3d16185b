import type { Cosigned, Latest } from '../../../audit/witness/cosign.ts';
import { emptyRoot } from '../../../audit/tree/hashing.ts';
import type { Database } from '../definition.ts';

interface CheckpointRow {
  readonly size: string;
  readonly root: Buffer;
}

/**
 * The newest checkpoint of a log that this witness cosigned, locked until the transaction ends: of
 * two requests the second sees what the first was given. Before the first checkpoint there is a row
 * of size 0 to lock, which a refusal takes back with its transaction.
 */
export async function lockLatest(db: Database, origin: string, now: Date): Promise<Latest> {
  await db.query(
    `insert into witness_checkpoint (origin, size, root, note, cosigned_at)
     values ($1, 0, $2, '', $3) on conflict (origin) do nothing`,
    [origin, emptyRoot, now.toISOString()],
  );
  const [row] = await db.query<CheckpointRow>(
    'select size, root from witness_checkpoint where origin = $1 for update',
    [origin],
  );
  if (row === undefined) throw new TypeError('a checkpoint row was just made');
  return { size: Number(row.size), root: row.root };
}

export async function keepCosigned(
  db: Database,
  origin: string,
  { size, root, note }: Cosigned,
  now: Date,
): Promise<void> {
  await db.query(
    `update witness_checkpoint set size = $2, root = $3, note = $4, cosigned_at = $5
     where origin = $1`,
    [origin, size, root, note, now.toISOString()],
  );
}
