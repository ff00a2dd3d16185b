import { witnessesOf, type LogKeys } from '../logKeys.ts';
import { parseCheckpointNote } from '../note/checkpoint.ts';
import { parseNote, verifyNote } from '../note/signedNote.ts';
import type { WitnessStore } from '../../lib/processNames.ts';
import type { LogFolder } from './folder.ts';
import type { CheckpointRow } from './published.ts';

/** Which witnesses cosigned a note. */
export const cosignedBy = (keys: LogKeys, note: string): readonly WitnessStore[] =>
  witnessesOf(
    keys,
    verifyNote(
      parseNote(note),
      keys.witnesses.flatMap((witness) => witness.keys),
    ),
  );

/** The note with further signature lines, each once. */
export const withLines = (note: string, lines: readonly string[]): string =>
  lines.reduce((all, line) => (all.includes(line) ? all : `${all}${line}`), note);

/** Puts a checkpoint in front of readers; one that is newer stays there. */
export async function writeCheckpoint(
  folder: LogFolder,
  { size, note }: Pick<CheckpointRow, 'size' | 'note'>,
): Promise<void> {
  await folder.put(`checkpoints/${String(size)}`, note);
  const shown = await folder.read('checkpoint');
  if (shown === undefined || parseCheckpointNote(shown).checkpoint.size <= size) {
    await folder.put('checkpoint', note);
  }
  await folder.settle();
}
