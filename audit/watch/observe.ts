import { MalformedError } from '../malformed.ts';
import { fromBase64, toBase64 } from '../note/base64.ts';
import { parseCheckpointNote, type CheckpointNote } from '../note/checkpoint.ts';
import { verifyNote, type VerifiedSignature } from '../note/signedNote.ts';
import { emptyRoot, sameHash } from '../tree/hashing.ts';
import { createProver } from '../tree/prover.ts';
import { createTileReader, type ReadFile } from '../tree/tiles.ts';
import { verifyConsistency } from '../tree/verifyProof.ts';
import type { Trust } from './trust.ts';

/** A checkpoint that an auditor has accepted, as he keeps it. */
export interface Seen {
  readonly size: number;
  /** Base64. */
  readonly root: string;
  /** The checkpoint's note, verbatim. */
  readonly note: string;
}

interface Witnessed {
  readonly size: number;
  readonly cosignedBy: readonly string[];
}

export type Observation =
  | (Witnessed & {
      readonly kind: 'accepted';
      readonly seen: Seen;
      /** The body of the checkpoint, for a cosignature; and the log's own signature line. */
      readonly text: string;
      readonly signature: string;
      /** Against the one seen before; undefined at first sight. */
      readonly grownBy: number | undefined;
      readonly operators: number;
      /** Newest cosignature, in seconds since the epoch. */
      readonly cosignedAt: number;
    })
  /** Signed and consistent, but short of witnesses. */
  | (Witnessed & { readonly kind: 'unwitnessed'; readonly quorum: number })
  /** Nothing that the log can be held to: not its signature, or files that do not make its root. */
  | { readonly kind: 'untrusted'; readonly why: string }
  /** The log signed what contradicts what it signed before; both notes are the evidence. */
  | { readonly kind: 'fork'; readonly why: string; readonly size: number; readonly note: string };

export interface Watching {
  readonly trust: Trust;
  readonly last: Seen | undefined;
  readonly read: ReadFile;
}

/** Looks once at a log: its newest checkpoint, who signed it, and whether it grew from the one seen last. */
export async function observe({ trust, last, read }: Watching): Promise<Observation> {
  try {
    const bytes = await read('checkpoint');
    if (bytes === undefined) return untrusted('the log has no checkpoint');
    const source = Buffer.from(bytes).toString('utf8');
    const opened = parseCheckpointNote(bytes);
    const signed = verifyNote(opened.note, [trust.log, ...trust.witnesses.map(({ key }) => key)]);
    const signature = signed.find(({ key }) => key === trust.log)?.line;
    if (opened.checkpoint.origin !== trust.origin || signature === undefined) {
      return untrusted('the newest checkpoint is not one that the pinned log signed');
    }
    const problem = await contradiction(opened, source, last, read);
    return problem ?? judged({ trust, last, opened, source, signed, signature });
  } catch (error) {
    if (error instanceof MalformedError) return untrusted(error.message);
    throw error;
  }
}

const untrusted = (why: string): Observation => ({ kind: 'untrusted', why });

/** What keeps the checkpoint from following the one seen last, by the log's own tiles. */
async function contradiction(
  { checkpoint: { size, root } }: CheckpointNote,
  note: string,
  last: Seen | undefined,
  read: ReadFile,
): Promise<Observation | undefined> {
  const fork = (why: string): Observation => ({ kind: 'fork', why, size, note });
  const oldSize = last?.size ?? 0;
  const oldRoot = last === undefined ? emptyRoot : (fromBase64(last.root) ?? emptyRoot);
  if (size < oldSize) return fork(`the log went back from ${n(oldSize)} entries to ${n(size)}`);
  if (size === oldSize && !sameHash(root, oldRoot)) {
    return fork(`the log signed two different trees of ${n(size)} entries`);
  }
  const prover = createProver(size, createTileReader(read));
  if (!sameHash(await prover.root(size), root)) {
    return untrusted('the files of the log do not make the root that it signed');
  }
  const proof = await prover.consistencyProof(oldSize, size);
  if (verifyConsistency({ oldSize, oldRoot, size, root, proof })) return undefined;
  return fork(`the ${n(oldSize)} entries seen before do not begin the ${n(size)} entries of now`);
}

const n = (count: number): string => new Intl.NumberFormat('en').format(count);

interface Judged {
  readonly trust: Trust;
  readonly last: Seen | undefined;
  readonly opened: CheckpointNote;
  readonly source: string;
  readonly signed: readonly VerifiedSignature[];
  readonly signature: string;
}

function judged({ trust, last, opened, source, signed, signature }: Judged): Observation {
  const { size, root } = opened.checkpoint;
  const cosigners = trust.witnesses.filter((witness) =>
    signed.some(({ key }) => key === witness.key),
  );
  const cosignedBy = cosigners.map(({ name }) => name);
  if (cosigners.length < trust.quorum) {
    return { kind: 'unwitnessed', size, cosignedBy, quorum: trust.quorum };
  }
  return {
    kind: 'accepted',
    size,
    cosignedBy,
    seen: { size, root: toBase64(root), note: source },
    text: opened.note.text,
    signature,
    grownBy: last === undefined ? undefined : size - last.size,
    operators: new Set(cosigners.map(({ operator }) => operator)).size,
    cosignedAt: Math.max(...signed.map(({ time }) => time ?? 0)),
  };
}
