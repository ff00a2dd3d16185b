import { parseCheckpointNote } from '../../../audit/note/checkpoint.ts';
import type { Database } from '../../host/definition.ts';

interface CheckpointRow {
  readonly size: string;
  readonly root: string;
  readonly note: string;
  readonly at: string;
}

/** As the graph shows it. */
export interface ShownCheckpoint {
  readonly origin: string;
  readonly size: string;
  /** Hex. */
  readonly rootHash: string;
  readonly note: string;
  readonly witnesses: readonly string[];
  readonly at: string;
}

/** The newest checkpoint with so many cosignatures, or null while the log has none. */
export async function newestCheckpoint(
  db: Database,
  cosignedAtLeast = 0,
): Promise<ShownCheckpoint | null> {
  const [row] = await db.query<CheckpointRow>(
    `select size, root, note, at from audit_checkpoint where cosigned >= $1
      order by size desc limit 1`,
    [cosignedAtLeast],
  );
  if (row === undefined) return null;
  const { checkpoint, note } = parseCheckpointNote(row.note);
  const { origin } = checkpoint;
  return {
    origin,
    size: row.size,
    rootHash: Buffer.from(checkpoint.root).toString('hex'),
    note: row.note,
    witnesses: note.signatures.map(({ name }) => name).filter((name) => name !== origin),
    at: row.at,
  };
}
