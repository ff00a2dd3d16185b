import { bytesOf, fromBase64, joined, textOf } from './bytes.ts';
import type { Crypto } from './crypto.ts';

/** C2SP signed-note, tlog-checkpoint and the cosignatures of tlog-cosignature (version 1). */

export interface VerifierKey {
  readonly name: string;
  /** 1: signs the note's text; 4: a witness, which signs with the time. */
  readonly algorithm: 1 | 4;
  readonly id: number;
  readonly key: Uint8Array;
}

export interface SignatureLine {
  readonly name: string;
  readonly id: number;
  readonly signature: Uint8Array;
}

export interface CheckpointNote {
  /** The signed text, its last line break included. */
  readonly text: string;
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  readonly lines: readonly SignatureLine[];
}

const noteBytesMax = 100_000;
const linesMax = 100;
const sizeShape = /^(?:0|[1-9]\d{0,14})$/;

/** Reads a checkpoint by its form alone; undefined where it is none. */
export function parseCheckpoint(bytes: Uint8Array): CheckpointNote | undefined {
  const note = bytes.length > noteBytesMax ? undefined : textOf(bytes);
  const end = note?.lastIndexOf('\n\n') ?? -1;
  if (note === undefined || end < 0 || !note.endsWith('\n')) return undefined;
  const text = note.slice(0, end + 1);
  const tree = parseTree(text);
  const lines = parseLines(note.slice(end + 2, -1));
  return tree === undefined || lines === undefined ? undefined : { text, ...tree, lines };
}

/** Origin, size and root; further lines are allowed by the format, and this log writes none. */
function parseTree(text: string): Pick<CheckpointNote, 'origin' | 'size' | 'root'> | undefined {
  const [, origin = '', size = '', root64 = ''] = /^(.+)\n(.+)\n(.+)\n$/.exec(text) ?? [];
  const root = fromBase64(root64);
  if (!sizeShape.test(size) || root?.length !== 32) return undefined;
  return { origin, size: Number(size), root };
}

function parseLines(text: string): readonly SignatureLine[] | undefined {
  const texts = text.split('\n');
  const lines = texts.map(parseLine).filter((line) => line !== undefined);
  return lines.length === texts.length && lines.length <= linesMax ? lines : undefined;
}

function parseLine(line: string): SignatureLine | undefined {
  const [, name, base64 = ''] = /^\u2014 ([^\s+]+) (\S+)$/u.exec(line) ?? [];
  const bytes = fromBase64(base64);
  if (name === undefined || bytes === undefined || bytes.length <= 4) return undefined;
  return { name, id: uint32(bytes), signature: bytes.subarray(4) };
}

const uint32 = (bytes: Uint8Array): number =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0);

/** `name+hash+base64`; undefined where it is not written so, or does not have the hash it states. */
export function parseVerifierKey(crypto: Crypto, text: string): VerifierKey | undefined {
  const [, name = '', id = '', base64 = ''] = /^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text) ?? [];
  const material = fromBase64(base64);
  if (material?.length !== 33) return undefined;
  const [algorithm] = material;
  if (algorithm !== 1 && algorithm !== 4) return undefined;
  const key = verifierKey(crypto, { name, algorithm, key: material.subarray(1) });
  return key.id === Number.parseInt(id, 16) ? key : undefined;
}

export function verifierKey(crypto: Crypto, key: Omit<VerifierKey, 'id'>): VerifierKey {
  const named = joined(bytesOf(`${key.name}\n`), Uint8Array.of(key.algorithm), key.key);
  return { ...key, id: uint32(crypto.sha256(named)) };
}

export const isKey = (key: VerifierKey, other: VerifierKey): boolean =>
  key.name === other.name && key.id === other.id && key.algorithm === other.algorithm;

/** Whether the line is a signature of the text by this key. */
export async function holds(
  crypto: Crypto,
  text: string,
  key: VerifierKey,
  { signature }: SignatureLine,
): Promise<boolean> {
  if (key.algorithm === 1) return crypto.verifyEd25519(key.key, bytesOf(text), signature);
  if (signature.length !== 72) return false;
  const time = new DataView(signature.buffer, signature.byteOffset, 8).getBigUint64(0);
  const signed = bytesOf(`cosignature/v1\ntime ${String(time)}\n${text}`);
  return crypto.verifyEd25519(key.key, signed, signature.subarray(8));
}
