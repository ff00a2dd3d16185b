import { createPublicKey, hash, verify, type KeyObject } from 'node:crypto';
import type { Crypto } from './core/crypto.ts';

/** The core's hashes and signatures by Node. */
export function nodeCrypto(): Crypto {
  const keys = new Map<string, KeyObject>();
  const keyOf = (raw: Uint8Array): KeyObject => {
    const x = Buffer.from(raw).toString('base64url');
    const known = keys.get(x);
    if (known !== undefined) return known;
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    keys.set(x, key);
    return key;
  };
  return {
    sha256: (bytes) => hash('sha256', bytes, 'buffer'),
    verifyEd25519: (key, data, signature) => {
      try {
        return verify(null, data, keyOf(key), signature);
      } catch {
        // A key that is no point of the curve has signed nothing.
        return false;
      }
    },
  };
}
