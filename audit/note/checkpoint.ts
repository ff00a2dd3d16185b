import { MalformedError } from '../malformed.ts';
import { hashBytes } from '../tree/hashing.ts';
import { fromBase64, parseDecimal, toBase64 } from './base64.ts';
import { parseNote, type Note } from './signedNote.ts';

/** C2SP tlog-checkpoint: a log's origin, its size and its root, as the text of a signed note. */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  /** Lines after the third: opaque. */
  readonly extensions: readonly string[];
}

export function checkpointText({ origin, size, root, extensions }: Checkpoint): string {
  const lines = [origin, String(size), toBase64(root), ...extensions];
  if (lines.some((line) => line === '' || line.includes('\n'))) {
    throw new TypeError('the lines of a checkpoint are not empty');
  }
  return `${lines.join('\n')}\n`;
}

export function parseCheckpointText(text: string): Checkpoint {
  const lines = text.split('\n');
  const [origin = '', sizeLine = '', rootLine = '', ...extensions] = lines.slice(0, -1);
  const size = parseDecimal(sizeLine);
  const root = fromBase64(rootLine);
  if (lines.at(-1) !== '' || origin === '' || extensions.includes('')) {
    throw new MalformedError('a checkpoint is not at least three lines');
  }
  if (size === undefined || root?.length !== hashBytes) {
    throw new MalformedError('a checkpoint states no size or no root');
  }
  return { origin, size, root, extensions };
}

export interface CheckpointNote {
  readonly checkpoint: Checkpoint;
  readonly note: Note;
}

/** Reads a checkpoint by its form alone: see `verifyNote`. */
export function parseCheckpointNote(source: Uint8Array | string): CheckpointNote {
  const note = parseNote(source);
  return { note, checkpoint: parseCheckpointText(note.text) };
}
