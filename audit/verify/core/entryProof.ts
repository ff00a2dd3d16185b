import { bytesOf, fromBase64, sameBytes, textOf } from './bytes.ts';
import type { Crypto } from './crypto.ts';
import { isIncluded, leafHash } from './merkle.ts';
import { holds, isKey, parseCheckpoint, type CheckpointNote, type VerifierKey } from './note.ts';
import type { Trust } from './trust.ts';

/** Why a proof proves nothing; null where it proves that the entry is in the log. */
export type ProofFault =
  'malformed' | 'origin' | 'log-signature' | 'quorum' | 'not-included' | null;

export interface ProofReport {
  readonly verdict: 'proven' | 'not-proven';
  readonly fault: ProofFault;
  /** Place of the entry; null where the proof could not be read. */
  readonly index: number | null;
  /** Entries under the checkpoint that it leads to. */
  readonly size: number | null;
  /** Names of the pinned witnesses that cosigned that checkpoint. */
  readonly witnesses: readonly string[];
}

export interface ProofQuestion {
  readonly crypto: Crypto;
  readonly trust: Trust;
  /** C2SP tlog-proof v1. */
  readonly proof: Uint8Array;
  /** The entry's header, byte for byte. */
  readonly leaf: Uint8Array;
}

/** Whether an entry is in the log as it was signed and witnessed, by one text and the pinned keys. */
export async function checkEntryProof(question: ProofQuestion): Promise<ProofReport> {
  const { crypto, trust, proof, leaf } = question;
  const read = parseProof(proof);
  if (read === undefined) {
    return { verdict: 'not-proven', fault: 'malformed', index: null, size: null, witnesses: [] };
  }
  const { index, hashes, note } = read;
  const { size, root, origin } = note;
  const witnesses: string[] = [];
  for (const { name, key } of trust.witnesses) {
    if (await isSignedBy(crypto, note, key)) witnesses.push(name);
  }
  const found =
    index < size
      ? isIncluded(crypto, { index, size, hash: leafHash(crypto, leaf) }, hashes)
      : undefined;
  const faultOf = async (): Promise<ProofFault> => {
    if (origin !== trust.origin) return 'origin';
    if (!(await isSignedBy(crypto, note, trust.log))) return 'log-signature';
    if (witnesses.length < trust.quorum) return 'quorum';
    return found !== undefined && sameBytes(found, root) ? null : 'not-included';
  };
  const fault = await faultOf();
  const verdict = fault === null ? 'proven' : 'not-proven';
  return { verdict, fault, index, size, witnesses };
}

async function isSignedBy(
  crypto: Crypto,
  { text, lines }: CheckpointNote,
  key: VerifierKey,
): Promise<boolean> {
  for (const line of lines) {
    const isOwn = isKey(key, { ...key, name: line.name, id: line.id });
    if (isOwn && (await holds(crypto, text, key, line))) return true;
  }
  return false;
}

interface ReadProof {
  readonly index: number;
  readonly hashes: readonly Uint8Array[];
  readonly note: CheckpointNote;
}

const shape =
  /^c2sp\.org\/tlog-proof@v1\n(?:extra \S+\n)?index (0|[1-9]\d{0,14})((?:\n\S{44}){0,63})$/;

function parseProof(bytes: Uint8Array): ReadProof | undefined {
  const text = textOf(bytes) ?? '';
  const end = text.indexOf('\n\n');
  const [, index, lines = ''] = shape.exec(text.slice(0, Math.max(0, end))) ?? [];
  const hashes = hashesIn(lines.split('\n').slice(1));
  const note = parseCheckpoint(bytesOf(text.slice(end + 2)));
  if (index === undefined || hashes === undefined || note === undefined) return undefined;
  return { index: Number(index), hashes, note };
}

function hashesIn(lines: readonly string[]): readonly Uint8Array[] | undefined {
  const hashes = lines.map((line) => fromBase64(line)).filter((hash) => hash?.length === 32);
  return hashes.length === lines.length ? hashes.filter((hash) => hash !== undefined) : undefined;
}
