import { createHmac, hash, timingSafeEqual } from 'node:crypto';

/** SHA-256 in lower-case hex. */
export const sha256Hex = (data: string | Uint8Array): string => hash('sha256', data, 'hex');

/** HMAC-SHA-256 in lower-case hex. */
export const hmacHex = (key: Uint8Array, data: string): string =>
  createHmac('sha256', key).update(data).digest('hex');

/** Compares in constant time; values of different lengths are unequal. */
export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && timingSafeEqual(left, right);
}
