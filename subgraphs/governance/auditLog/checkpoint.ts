import { parseCheckpointNote } from '../../../audit/note/checkpoint.ts';
import type { Database } from '../../host/definition.ts';

interface CheckpointRow {
  readonly size: string;
  readonly root: string;
  readonly note: string;
  readonly at: string;
}

/** The newest checkpoint (`AuditCheckpoint`), or null while the log has none. */
export async function newestCheckpoint(db: Database): Promise<object | null> {
  const [row] = await db.query<CheckpointRow>(
    'select size, root, note, at from audit_checkpoint order by size desc limit 1',
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
