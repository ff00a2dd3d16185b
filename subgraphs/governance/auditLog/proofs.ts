import { parseCheckpointNote } from '../../../audit/note/checkpoint.ts';
import { tlogProofText } from '../../../audit/note/tlogProof.ts';
import { createProver } from '../../../audit/tree/prover.ts';
import { createTileReader } from '../../../audit/tree/tiles.ts';
import { AppError } from '../../../lib/errors/appError.ts';
import { witnessQuorum } from '../../../lib/processNames.ts';
import type { BatchLoader, ReadContext } from '../../host/definition.ts';
import { newestCheckpoint, type ShownCheckpoint } from './checkpoint.ts';
import type { ShownEntry } from './entries.ts';

/** `AuditEntry.proof`, all that a foreign client needs beside the log's keys. */
interface EntryProof {
  readonly leaf: string;
  readonly text: string;
  readonly checkpoint: ShownCheckpoint;
}

/** Null where no witnessed checkpoint covers the entry yet. */
export const proofOf = (
  { seq, leaf }: ShownEntry,
  _arguments: object,
  read: ReadContext,
): Promise<EntryProof | null> =>
  read
    .load(proofs, seq, undefined)
    .then((proven) => (proven === null ? null : { leaf, ...proven }));

/** Inclusion proofs under one checkpoint, made of the log's own tiles: each tile is read once. */
const proofs: BatchLoader<string, undefined, Omit<EntryProof, 'leaf'> | null> = {
  name: 'proofs of entries',
  load: async ({ db, audit: { logFile } }, seqs) => {
    if (logFile === undefined)
      throw new AppError('NOT_READY', { details: { reason: 'log files' } });
    const checkpoint = await newestCheckpoint(db, witnessQuorum);
    if (checkpoint === null) return seqs.map(() => null);
    const { size } = parseCheckpointNote(checkpoint.note).checkpoint;
    const prover = createProver(size, createTileReader(logFile));
    return Promise.all(
      seqs.map(async (seq) => {
        const index = Number(seq);
        if (index >= size) return null;
        const proof = await prover.inclusionProof(index, size);
        const note = { checkpoint: checkpoint.note, extra: undefined };
        return { text: tlogProofText({ index, proof, ...note }), checkpoint };
      }),
    );
  },
};
