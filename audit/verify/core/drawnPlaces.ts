import { bytesOf, hexOf } from './bytes.ts';
import type { Crypto } from './crypto.ts';

/**
 * Which of `count` things are looked at: SHA-256 of "<root in hex> N" for N from 0, its first 8 bytes
 * modulo `count`. The log's own root draws, so nobody who makes evidence of it can choose.
 */
export function drawnPlaces(
  { sha256 }: Pick<Crypto, 'sha256'>,
  root: Uint8Array,
  count: number,
  wanted: number,
): readonly number[] {
  if (count <= wanted) return Array.from({ length: count }, (_, place) => place);
  const places = new Set<number>();
  for (let draw = 0; places.size < wanted; draw += 1) {
    const hash = hexOf(sha256(bytesOf(`${hexOf(root)} ${String(draw)}`)));
    places.add(Number(BigInt(`0x${hash.slice(0, 16)}`) % BigInt(count)));
  }
  return [...places].sort((left, right) => left - right);
}
