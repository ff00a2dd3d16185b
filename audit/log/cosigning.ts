import type { LogKeys } from '../logKeys.ts';
import { noteText, type NoteSigner } from '../note/signedNote.ts';
import { createProver } from '../tree/prover.ts';
import { createTileReader } from '../tree/tiles.ts';
import { collect } from './collect.ts';
import type { LogFolder } from './folder.ts';
import type { Connection } from './ledger.ts';
import { cosignedBy, withLines } from './notes.ts';
import { keepCosignatures, type CheckpointRow } from './published.ts';
import type { WitnessClient } from './witnesses.ts';

export interface CosigningInput {
  readonly db: Connection;
  readonly folder: LogFolder;
  readonly keys: LogKeys;
  readonly signer: NoteSigner;
  readonly quorum: number;
  readonly witnesses: readonly WitnessClient[];
  /** How long a checkpoint waits for its cosignatures at most. */
  readonly waitMs: number;
  /** How long it waits for the others once it has a quorum. */
  readonly graceMs: number;
}

/** Brings a checkpoint to its witnesses; what they say is kept before it is shown. */
export interface Cosigning {
  /** The checkpoint with what the witnesses that it lacks answered in time. */
  readonly ask: (row: CheckpointRow, logSize: number) => Promise<CheckpointRow>;
  /** The newest checkpoint with what came late. Throws what a witness holds against the log. */
  readonly takeLate: (newest: CheckpointRow) => Promise<CheckpointRow>;
}

export function createCosigning(input: CosigningInput): Cosigning {
  const { db, folder, keys, signer, quorum, witnesses, waitMs, graceMs } = input;
  const readTile = createTileReader(folder.read);
  const late: { readonly size: number; readonly outcome: string | Error }[] = [];
  const add = async (row: CheckpointRow, lines: readonly string[]): Promise<CheckpointRow> => {
    const note = withLines(row.note, lines);
    if (note === row.note) return row;
    const cosigned = cosignedBy(keys, note).length;
    await keepCosignatures(db, { size: row.size, note, cosigned });
    return { ...row, note, cosigned };
  };
  return {
    ask: async (row, logSize) => {
      const { size, note } = row;
      const present = cosignedBy(keys, note);
      const missing = witnesses.filter(({ store }) => !present.includes(store));
      if (missing.length === 0) return row;
      const text = note.slice(0, note.lastIndexOf('\n\n') + 1);
      const prover = createProver(size, readTile);
      const lines = await collect(
        {
          ...{ witnesses: missing, quorum: Math.max(1, quorum - present.length), waitMs, graceMs },
          onLate: (of, outcome) => late.push({ size: of, outcome }),
        },
        {
          ...{ size, logSize, text, note: noteText(text, [signer.sign(text)]) },
          proofFrom: (oldSize) => prover.consistencyProof(oldSize, size),
        },
      );
      return await add(row, lines);
    },
    takeLate: async (newest) => {
      const lines: string[] = [];
      for (const { size, outcome } of late.splice(0)) {
        if (outcome instanceof Error) throw outcome;
        if (size === newest.size) lines.push(outcome);
      }
      return await add(newest, lines);
    },
  };
}
