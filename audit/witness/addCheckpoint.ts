import { MalformedError } from '../malformed.ts';
import { parseDecimal, toBase64 } from '../note/base64.ts';
import { parseCheckpointNote, type CheckpointNote } from '../note/checkpoint.ts';
import { parseHashLine } from '../note/tlogProof.ts';

/** The body of C2SP tlog-witness' `add-checkpoint`. */
export interface AddCheckpoint {
  readonly oldSize: number;
  readonly proof: readonly Uint8Array[];
  /** The checkpoint's note, verbatim. */
  readonly checkpoint: string;
}

export type ParsedAddCheckpoint = Omit<AddCheckpoint, 'checkpoint'> &
  CheckpointNote & { readonly source: string };

const proofLinesMax = 63;
/** A note with some hundred signatures; a request is about 1,000 bytes. */
export const addCheckpointBytesMax = 65_536;

export const addCheckpointText = ({ oldSize, proof, checkpoint }: AddCheckpoint): string =>
  `${[`old ${String(oldSize)}`, ...proof.map(toBase64)].join('\n')}\n\n${checkpoint}`;

export function parseAddCheckpoint(body: Uint8Array): ParsedAddCheckpoint {
  const text = decoded(body);
  const end = text.indexOf('\n\n');
  const [first = '', ...lines] = end < 0 ? [] : text.slice(0, end).split('\n');
  const oldSize = first.startsWith('old ') ? parseDecimal(first.slice('old '.length)) : undefined;
  if (oldSize === undefined) throw new MalformedError('the request states no old size');
  if (lines.length > proofLinesMax) throw new MalformedError('the proof has too many lines');
  const source = text.slice(end + 2);
  return { oldSize, proof: lines.map(parseHashLine), source, ...parseCheckpointNote(source) };
}

function decoded(body: Uint8Array): string {
  if (body.length > addCheckpointBytesMax) throw new MalformedError('the request is too long');
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch (cause) {
    throw new MalformedError('the request is not UTF-8', { cause });
  }
}
