import { MalformedError } from '../malformed.ts';
import { hashBytes } from '../tree/hashing.ts';
import { verifyInclusion } from '../tree/verifyProof.ts';
import { fromBase64, parseDecimal, toBase64 } from './base64.ts';
import { parseCheckpointNote } from './checkpoint.ts';
import { verifyNote } from './signedNote.ts';
import type { VerifierKey } from './verifierKey.ts';

/** C2SP tlog-proof v1: that an entry is in a log, to be verified without the log. */
export interface TlogProof {
  readonly index: number;
  readonly proof: readonly Uint8Array[];
  /** The checkpoint's note, verbatim. */
  readonly checkpoint: string;
  /** Not authenticated by anything. */
  readonly extra: Uint8Array | undefined;
}

const header = 'c2sp.org/tlog-proof@v1';
const extraPrefix = 'extra ';
const indexPrefix = 'index ';
const hashesMax = 63;

export function tlogProofText({ index, proof, checkpoint, extra }: TlogProof): string {
  const lines = [
    header,
    ...(extra === undefined ? [] : [`${extraPrefix}${toBase64(extra)}`]),
    `${indexPrefix}${String(index)}`,
    ...proof.map(toBase64),
  ];
  return `${lines.join('\n')}\n\n${checkpoint}`;
}

export function parseTlogProof(text: string): TlogProof {
  const end = text.indexOf('\n\n');
  const [first, ...lines] = end < 0 ? [] : text.slice(0, end).split('\n');
  if (first !== header) throw new MalformedError('a proof does not begin as tlog-proof v1 does');
  const extra = lines[0]?.startsWith(extraPrefix) === true ? parseExtra(lines.shift()) : undefined;
  const index = parseIndex(lines.shift());
  if (lines.length > hashesMax) throw new MalformedError('a proof has too many hashes');
  return { index, proof: lines.map(parseHashLine), checkpoint: text.slice(end + 2), extra };
}

function parseExtra(line = ''): Uint8Array {
  const extra = fromBase64(line.slice(extraPrefix.length));
  if (extra === undefined) throw new MalformedError('the extra data of a proof is not base64');
  return extra;
}

function parseIndex(line = ''): number {
  const index = line.startsWith(indexPrefix)
    ? parseDecimal(line.slice(indexPrefix.length))
    : undefined;
  if (index === undefined) throw new MalformedError('a proof states no index');
  return index;
}

/** A hash in base64, as proofs and witness requests write it. */
export function parseHashLine(line: string): Uint8Array {
  const hash = fromBase64(line);
  if (hash?.length !== hashBytes) throw new MalformedError('a proof line is not a hash in base64');
  return hash;
}

export interface ProofTrust {
  readonly origin: string;
  readonly log: VerifierKey;
  readonly witnesses: readonly VerifierKey[];
  readonly quorum: number;
}

/** Whether the leaf is in the log, by a checkpoint that the log and a quorum of witnesses signed. */
export function verifyTlogProof(text: string, leaf: Uint8Array, trust: ProofTrust): boolean {
  const { index, proof, checkpoint: source } = parseTlogProof(text);
  const { checkpoint, note } = parseCheckpointNote(source);
  const signed = verifyNote(note, [trust.log, ...trust.witnesses]);
  const witnessed = signed.filter(({ key }) => key !== trust.log).length;
  return (
    checkpoint.origin === trust.origin &&
    signed.some(({ key }) => key === trust.log) &&
    witnessed >= trust.quorum &&
    verifyInclusion({ index, size: checkpoint.size, leaf, root: checkpoint.root, proof })
  );
}
