import { ulid } from 'ulid';
import type { Clock } from './clock.ts';

/** Bytes drawn at once: the system's generator costs far more a call than a byte. */
const poolBytes = 4_096;

/** New ULIDs. `fill` overwrites an array with random bytes. */
export function createUlids(clock: Clock, fill: (pool: Uint8Array) => unknown): () => string {
  const pool = new Uint8Array(poolBytes);
  let used = poolBytes;
  const fraction = (): number => {
    if (used === poolBytes) {
      fill(pool);
      used = 0;
    }
    const byte = pool[used] ?? 0;
    used += 1;
    return byte / 256;
  };
  return () => ulid(clock.now().getTime(), fraction);
}
