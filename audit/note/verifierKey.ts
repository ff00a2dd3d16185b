import { createHash, createPublicKey, verify, type KeyObject } from 'node:crypto';
import { MalformedError } from '../malformed.ts';
import { fromBase64, toBase64 } from './base64.ts';

/** Signature types of C2SP signed-note: Ed25519, and timestamped Ed25519 cosignatures. */
export const noteAlgorithm = 0x01;
export const cosignatureAlgorithm = 0x04;
export type Algorithm = typeof noteAlgorithm | typeof cosignatureAlgorithm;

export interface VerifierKey {
  readonly name: string;
  readonly algorithm: Algorithm;
  /** First four bytes of SHA-256(name ‖ 0x0A ‖ algorithm ‖ public key), as a number. */
  readonly keyId: number;
  /** Raw Ed25519 public key. */
  readonly publicKey: Uint8Array;
}

const keyBytes = 32;

export const isKeyName = (name: string): boolean => name !== '' && !/[\s+\p{Cc}\p{Cs}]/u.test(name);

function keyIdOf(name: string, algorithm: Algorithm, publicKey: Uint8Array): number {
  const hash = createHash('sha256')
    .update(`${name}\n`)
    .update(Uint8Array.of(algorithm))
    .update(publicKey)
    .digest();
  return hash.readUInt32BE();
}

/** The key that verifies what a process signs under `name`; `ed25519` is base64url, as in locks. */
export function verifierKey(
  { ed25519 }: { readonly ed25519: string },
  name: string,
  algorithm: Algorithm,
): VerifierKey {
  const publicKey = Buffer.from(ed25519, 'base64url');
  if (!isKeyName(name)) throw new TypeError('a key name holds neither spaces nor a plus sign');
  if (publicKey.length !== keyBytes) throw new TypeError('an Ed25519 key has 32 bytes');
  return { name, algorithm, publicKey, keyId: keyIdOf(name, algorithm, publicKey) };
}

/** `name+hash+base64`, as signed-note writes a verifier key. */
export function verifierKeyText({ name, algorithm, keyId, publicKey }: VerifierKey): string {
  const material = Buffer.concat([Uint8Array.of(algorithm), publicKey]);
  return `${name}+${keyId.toString(16).padStart(8, '0')}+${toBase64(material)}`;
}

const keyShape = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/s;

export function parseVerifierKey(text: string): VerifierKey {
  const [, name, id, base64] = keyShape.exec(text) ?? [];
  if (name === undefined || id === undefined || base64 === undefined || !isKeyName(name)) {
    throw new MalformedError('a verifier key is not written as name+hash+base64');
  }
  const { algorithm, publicKey } = parseMaterial(base64);
  const keyId = keyIdOf(name, algorithm, publicKey);
  if (keyId !== Number.parseInt(id, 16)) {
    throw new MalformedError('a verifier key does not have the hash that it states');
  }
  return { name, algorithm, publicKey, keyId };
}

function parseMaterial(base64: string): Pick<VerifierKey, 'algorithm' | 'publicKey'> {
  const material = fromBase64(base64);
  if (material?.length !== 1 + keyBytes) {
    throw new MalformedError('a verifier key holds no Ed25519 key');
  }
  const algorithm = material[0];
  if (algorithm !== noteAlgorithm && algorithm !== cosignatureAlgorithm) {
    throw new MalformedError('a verifier key is of an unknown signature type');
  }
  return { algorithm, publicKey: material.subarray(1) };
}

const keyObject = (publicKey: Uint8Array): KeyObject =>
  createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey).toString('base64url') },
    format: 'jwk',
  });

export const verifyEd25519 = (
  publicKey: Uint8Array,
  data: Uint8Array,
  signature: Uint8Array,
): boolean => verify(null, data, keyObject(publicKey), signature);
