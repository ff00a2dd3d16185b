import { hkdfSync } from 'node:crypto';
import type { ProcessKeys } from '../../lib/keys.ts';

/** A 32-byte secret of this store for one use, derived from its key file (HKDF-SHA-256, RFC 5869). */
export function storeSecret(keys: ProcessKeys, use: string): Uint8Array {
  const material = keys.signing.export({ type: 'pkcs8', format: 'der' });
  return new Uint8Array(hkdfSync('sha256', material, 'referent store secret v1', use, 32));
}
