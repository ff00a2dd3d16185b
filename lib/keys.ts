import {
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { sha256Hex } from './hash.ts';

const PublicKeys = z.object({
  kid: z.string().min(8),
  /** Raw public keys, base64url: X25519 (RFC 7748) for purpose tokens, Ed25519 (RFC 8032) for signatures. */
  x25519: z.string().length(43),
  ed25519: z.string().length(43),
});
export type PublicKeys = Readonly<z.output<typeof PublicKeys>>;
export const publicKeysSchema = PublicKeys;

/** The key pairs of one process; the private halves never leave it. */
export interface ProcessKeys {
  readonly public: PublicKeys;
  readonly agreement: KeyObject;
  readonly signing: KeyObject;
}

const KeyFile = z.object({ x25519: z.string(), ed25519: z.string() });

const rawPublic = (key: KeyObject): string => {
  const { x } = createPublicKey(key).export({ format: 'jwk' });
  if (x === undefined) throw new TypeError('an OKP key was expected');
  return x;
};

const publicKey = (curve: 'X25519' | 'Ed25519', x: string): KeyObject =>
  createPublicKey({ key: { kty: 'OKP', crv: curve, x }, format: 'jwk' });

function keysOf(agreement: KeyObject, signing: KeyObject): ProcessKeys {
  const x25519 = rawPublic(agreement);
  const ed25519 = rawPublic(signing);
  const kid = sha256Hex(`${x25519}.${ed25519}`).slice(0, 16);
  return { public: { kid, x25519, ed25519 }, agreement, signing };
}

export const generateProcessKeys = (): ProcessKeys =>
  keysOf(generateKeyPairSync('x25519').privateKey, generateKeyPairSync('ed25519').privateKey);

/** Writes both private keys (PKCS #8, PEM) to a file that its owner alone can read. */
export function writeProcessKeys(path: string, keys: ProcessKeys): void {
  const pem = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }) as string;
  const text = JSON.stringify({ x25519: pem(keys.agreement), ed25519: pem(keys.signing) });
  writeFileSync(path, text, { mode: 0o600, flag: 'wx' });
}

export function readProcessKeys(path: string): ProcessKeys {
  const file = KeyFile.parse(JSON.parse(readFileSync(path, 'utf8')));
  return keysOf(createPrivateKey(file.x25519), createPrivateKey(file.ed25519));
}

/** The 32-byte MAC key that two processes share: HKDF-SHA-256 (RFC 5869) over their X25519 secret. */
export function sharedMacKey(own: ProcessKeys, peer: PublicKeys, purpose: string): Uint8Array {
  const secret = diffieHellman({
    privateKey: own.agreement,
    publicKey: publicKey('X25519', peer.x25519),
  });
  const pair = [own.public.kid, peer.kid].sort().join('.');
  return new Uint8Array(hkdfSync('sha256', secret, pair, purpose, 32));
}

export const signBytes = (keys: ProcessKeys, data: Uint8Array): string =>
  sign(null, data, keys.signing).toString('base64url');

export const verifyBytes = (peer: PublicKeys, data: Uint8Array, signature: string): boolean =>
  verify(null, data, publicKey('Ed25519', peer.ed25519), Buffer.from(signature, 'base64url'));
