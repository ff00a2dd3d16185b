import type { Crypto } from './crypto.ts';
import { sha256 } from './sha256.ts';

/** Thrown where a browser can't verify Ed25519: then nothing may be called verified. */
export class NoSignatures extends Error {
  override readonly name = 'NoSignatures';
}

interface Subtle {
  readonly importKey: (
    format: 'raw',
    key: Uint8Array,
    algorithm: 'Ed25519',
    extractable: false,
    usages: readonly ['verify'],
  ) => Promise<unknown>;
  readonly verify: (
    algorithm: 'Ed25519',
    key: unknown,
    signature: Uint8Array,
    data: Uint8Array,
  ) => Promise<boolean>;
}

/** The public key of RFC 8032, section 7.1, test 2: any browser that knows Ed25519 can import it. */
const knownKey = Uint8Array.from(
  '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c'.match(/../g) ?? [],
  (pair) => Number.parseInt(pair, 16),
);

/** The core's hashes and signatures in a browser. Throws `NoSignatures` where it lacks Ed25519. */
export async function webCrypto(subtle: unknown): Promise<Crypto> {
  const { importKey, verify } = boundTo(subtle);
  const keyOf = (key: Uint8Array): Promise<unknown> =>
    importKey('raw', key, 'Ed25519', false, ['verify']);
  try {
    await keyOf(knownKey);
  } catch (cause) {
    throw new NoSignatures('this browser has no Ed25519', { cause });
  }
  return {
    sha256,
    verifyEd25519: async (key, data, signature) => {
      try {
        return await verify('Ed25519', await keyOf(key), signature, data);
      } catch {
        // A key that is no point of the curve, or a signature of another length.
        return false;
      }
    },
  };
}

function boundTo(given: unknown): Subtle {
  if (given === undefined) throw new NoSignatures('this page has no subtle crypto');
  const subtle = given as Subtle;
  return {
    importKey: (...args) => subtle.importKey(...args),
    verify: (...args) => subtle.verify(...args),
  };
}
