import { MalformedError } from '../malformed.ts';
import type { Checkpoint } from '../note/checkpoint.ts';
import { noteText, verifyNote, type Note, type NoteCosigner } from '../note/signedNote.ts';
import type { VerifierKey } from '../note/verifierKey.ts';
import { emptyRoot, sameHash } from '../tree/hashing.ts';
import { verifyConsistency } from '../tree/verifyProof.ts';
import { parseAddCheckpoint, type ParsedAddCheckpoint } from './addCheckpoint.ts';

/** A log that a witness watches; two keys while its key rolls over. */
export interface WitnessedLog {
  readonly origin: string;
  readonly keys: readonly VerifierKey[];
}

/** The newest checkpoint of a log that a witness cosigned. */
export interface Latest {
  readonly size: number;
  readonly root: Uint8Array;
}

export interface Cosigned extends Latest {
  /** The checkpoint with the log's signature and this witness's. */
  readonly note: string;
}

/** An answer of `add-checkpoint`, as C2SP tlog-witness has it. */
export interface WitnessAnswer {
  readonly status: 200 | 400 | 403 | 404 | 409 | 422;
  readonly contentType: string;
  readonly body: string;
}

export interface WitnessDecision {
  readonly answer: WitnessAnswer;
  /** To be stored before the answer is given; undefined where nothing was cosigned. */
  readonly cosigned: Cosigned | undefined;
  /** The log signed what does not follow from what this witness cosigned, or did not prove it. */
  readonly inconsistent: boolean;
}

/** A request of a log that is witnessed, signed by that log. */
export interface OpenedRequest {
  readonly request: ParsedAddCheckpoint;
  /** The log's own signature line. */
  readonly signature: string;
}

const plain = 'text/plain; charset=utf-8';

export const refuse = (status: WitnessAnswer['status'], why: string): WitnessAnswer => ({
  ...{ status, contentType: plain, body: `${why}\n` },
});

/** Reads a request and who signed it. Nothing that a stranger sends comes further than this. */
export function openRequest(
  body: Uint8Array,
  logs: readonly WitnessedLog[],
): OpenedRequest | WitnessAnswer {
  try {
    const request = parseAddCheckpoint(body);
    const log = logs.find(({ origin }) => origin === request.checkpoint.origin);
    if (log === undefined) return refuse(404, 'no log of this origin is witnessed');
    const signature = signatureOf(request.note, log.keys);
    if (signature === undefined) return refuse(403, 'the log did not sign this');
    return { request, signature };
  } catch (error) {
    if (error instanceof MalformedError) return refuse(400, error.message);
    throw error;
  }
}

/**
 * Decides whether to cosign, by the newest checkpoint of the log that was cosigned (undefined
 * before the first); changes nothing. `time` in seconds since the epoch.
 */
export function cosign(
  latest: Latest | undefined,
  { request, signature }: OpenedRequest,
  { cosigner, time }: { readonly cosigner: NoteCosigner; readonly time: number },
): WitnessDecision {
  const { checkpoint, oldSize, note, proof } = request;
  if (oldSize > checkpoint.size) {
    return refused(refuse(400, 'the old size is over the checkpoint’s'));
  }
  const known = latest ?? { size: 0, root: emptyRoot };
  if (oldSize !== known.size) return refused(conflict(known.size));
  const refusal = inconsistency(known, checkpoint, proof);
  if (refusal !== undefined) return { ...refused(refusal), inconsistent: true };
  const line = cosigner.cosign(note.text, time);
  const { size, root } = checkpoint;
  return {
    answer: { status: 200, contentType: plain, body: line },
    cosigned: { size, root, note: noteText(note.text, [signature, line]) },
    inconsistent: false,
  };
}

const refused = (answer: WitnessAnswer): WitnessDecision => ({
  ...{ answer, cosigned: undefined, inconsistent: false },
});

const conflict = (size: number): WitnessAnswer => ({
  ...{ status: 409, contentType: 'text/x.tlog.size', body: `${String(size)}\n` },
});

/** The log's own signature line, or undefined; a bad line of a known key counts as none. */
function signatureOf(note: Note, keys: readonly VerifierKey[]): string | undefined {
  try {
    return verifyNote(note, keys)[0]?.line;
  } catch (error) {
    if (error instanceof MalformedError) return undefined;
    throw error;
  }
}

function inconsistency(
  known: Latest,
  { size, root }: Checkpoint,
  proof: readonly Uint8Array[],
): WitnessAnswer | undefined {
  if (size === known.size && !sameHash(root, known.root)) {
    return refuse(409, 'another root was cosigned at this size: the log has forked');
  }
  const consistent = verifyConsistency({
    ...{ oldSize: known.size, oldRoot: known.root, size, root, proof },
  });
  return consistent ? undefined : refuse(422, 'the proof does not show that the log only grew');
}
