import { sign } from 'node:crypto';
import type { ProcessKeys } from '../../lib/keys.ts';
import { MalformedError } from '../malformed.ts';
import { fromBase64, toBase64 } from './base64.ts';
import {
  cosignatureAlgorithm,
  isKeyName,
  noteAlgorithm,
  verifierKey,
  verifyEd25519,
  type VerifierKey,
} from './verifierKey.ts';

/** C2SP signed-note, and the timestamped signatures of C2SP tlog-cosignature v1. */

export interface NoteSignature {
  readonly name: string;
  readonly keyId: number;
  /** What follows the key id. */
  readonly signature: Uint8Array;
  /** The line as it stands in the note, line break included. */
  readonly line: string;
}

export interface Note {
  /** The signed text, its last line break included. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

export interface VerifiedSignature {
  readonly key: VerifierKey;
  readonly line: string;
  /** When a cosigner signed, in seconds since the epoch; undefined for a plain signature. */
  readonly time: number | undefined;
}

const noteBytesMax = 1_000_000;
const signaturesMax = 100;
/** Control characters other than the line break, and half characters, which UTF-8 cannot write. */
const unreadable = /[\u0000-\u0009\u000b-\u001f\p{Cs}]/u;
const idBytes = 4;
const timeBytes = 8;

/** Reads a note by its form alone: nothing in it may be trusted until `verifyNote`. */
export function parseNote(source: Uint8Array | string): Note {
  const note = typeof source === 'string' ? source : textOf(source);
  const end = note.lastIndexOf('\n\n');
  if (end < 0 || !note.endsWith('\n') || note.length > noteBytesMax) {
    throw new MalformedError('a note is not text, an empty line and signature lines');
  }
  if (unreadable.test(note)) throw new MalformedError('a note holds control characters');
  const lines = note.slice(end + 2, -1).split('\n');
  if (lines.length > signaturesMax) throw new MalformedError('a note has too many signatures');
  return { text: note.slice(0, end + 1), signatures: lines.map(parseSignatureLine) };
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new MalformedError('a note is not UTF-8', { cause });
  }
}

export function parseSignatureLine(line: string): NoteSignature {
  const [, name = '', base64 = ''] = /^— (\S+) (\S+)$/.exec(line) ?? [];
  const bytes = fromBase64(base64);
  if (!isKeyName(name) || bytes === undefined || bytes.length <= idBytes) {
    throw new MalformedError('a signature line is not written as a note has it');
  }
  const keyId = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  return { name, keyId, signature: bytes.subarray(idBytes), line: `${line}\n` };
}

/**
 * The signatures of known keys, once a key. Lines of unknown keys are passed over; one line of a
 * known key that does not verify makes the whole note untrustworthy.
 */
export function verifyNote(note: Note, keys: readonly VerifierKey[]): VerifiedSignature[] {
  const verified = new Map<VerifierKey, VerifiedSignature>();
  for (const signature of note.signatures) {
    const { name, keyId, line } = signature;
    const key = keys.find((known) => known.name === name && known.keyId === keyId);
    if (key === undefined) continue;
    const checked = checkSignature(key, note.text, signature.signature);
    if (checked === undefined) {
      throw new MalformedError('a note has a signature of a known key that does not verify');
    }
    if (!verified.has(key)) verified.set(key, { key, line, time: checked.time });
  }
  return [...verified.values()];
}

function checkSignature(
  key: VerifierKey,
  text: string,
  signature: Uint8Array,
): { time: number | undefined } | undefined {
  if (key.algorithm === noteAlgorithm) {
    const holds = verifyEd25519(key.publicKey, Buffer.from(text), signature);
    return holds ? { time: undefined } : undefined;
  }
  if (signature.length <= timeBytes) return undefined;
  const view = new DataView(signature.buffer, signature.byteOffset);
  const time = Number(view.getBigUint64(0));
  if (!Number.isSafeInteger(time)) return undefined;
  const holds = verifyEd25519(
    ...([key.publicKey, cosignedBytes(text, time), signature.subarray(timeBytes)] as const),
  );
  return holds ? { time } : undefined;
}

/** What a cosigner signs: "as of this time I have seen this tree, and none that contradicts it". */
const cosignedBytes = (text: string, time: number): Uint8Array =>
  Buffer.from(`cosignature/v1\ntime ${String(time)}\n${text}`);

const signatureLine = (key: VerifierKey, signature: Uint8Array): string => {
  const id = Buffer.alloc(idBytes);
  id.writeUInt32BE(key.keyId);
  return `— ${key.name} ${toBase64(Buffer.concat([id, signature]))}\n`;
};

export interface NoteSigner {
  readonly key: VerifierKey;
  /** The signature line of a text, line break included. */
  sign(text: string): string;
}

export interface NoteCosigner {
  readonly key: VerifierKey;
  /** The cosignature line of a checkpoint's text; `time` in seconds since the epoch. */
  cosign(text: string, time: number): string;
}

type SigningKeys = Pick<ProcessKeys, 'public' | 'signing'>;

export function noteSigner(keys: SigningKeys, name: string): NoteSigner {
  const key = verifierKey(keys.public, name, noteAlgorithm);
  return {
    key,
    sign: (text) => signatureLine(key, sign(null, Buffer.from(text), keys.signing)),
  };
}

export function noteCosigner(keys: SigningKeys, name: string): NoteCosigner {
  const key = verifierKey(keys.public, name, cosignatureAlgorithm);
  return {
    key,
    cosign(text, time) {
      const stamp = Buffer.alloc(timeBytes);
      stamp.writeBigUInt64BE(BigInt(time));
      const signature = sign(null, cosignedBytes(text, time), keys.signing);
      return signatureLine(key, Buffer.concat([stamp, signature]));
    },
  };
}

/** A note of the text and signature lines. */
export function noteText(text: string, lines: readonly string[]): string {
  if (!text.endsWith('\n') || lines.length === 0) {
    throw new TypeError('a note is whole lines and at least one signature');
  }
  return `${text}\n${lines.join('')}`;
}
