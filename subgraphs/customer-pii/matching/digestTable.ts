import { digestBytes } from '../../../lib/copies/digest.ts';

/** What a digest is known of, and of how many subjects. */
export interface Known {
  /** An index of the caller's own. */
  readonly what: number;
  /** Different subjects; counted up to `subjectsMax`. */
  readonly subjects: number;
}

export interface DigestTable {
  /** Subjects have to be added one after the other. */
  readonly add: (digest: Uint8Array, what: number, subject: number) => Known;
  readonly find: (digests: Uint8Array, offset: number) => Known | undefined;
  readonly size: () => number;
}

const subjectsMax = 0xff;
const slotsAtFirst = 1 << 12;

interface Slots {
  readonly digests: Uint8Array;
  readonly what: Uint16Array;
  readonly subjects: Uint8Array;
  readonly latest: Uint32Array;
  readonly mask: number;
}

const emptySlots = (count: number): Slots => ({
  digests: new Uint8Array(count * digestBytes),
  what: new Uint16Array(count),
  subjects: new Uint8Array(count),
  latest: new Uint32Array(count),
  mask: count - 1,
});

/**
 * Digests in open addressing, some twenty bytes each: a process that serves people meanwhile holds
 * the variants of millions of values.
 */
export function createDigestTable(): DigestTable {
  let slots = emptySlots(slotsAtFirst);
  let size = 0;
  const grow = (): void => {
    const old = slots;
    slots = emptySlots((old.mask + 1) * 2);
    for (let from = 0; from <= old.mask; from += 1) {
      if ((old.subjects[from] ?? 0) > 0) move(old, from, slots);
    }
  };
  const known = (slot: number): Known => ({
    what: slots.what[slot] ?? 0,
    subjects: slots.subjects[slot] ?? 0,
  });
  return {
    add: (digest, what, subject) => {
      if (size * 3 > slots.mask * 2) grow();
      const slot = slotOf(slots, digest, 0);
      const subjects = slots.subjects[slot] ?? 0;
      if (subjects === 0) {
        size += 1;
        slots.digests.set(digest, slot * digestBytes);
        slots.what[slot] = what;
      }
      if (subjects === 0 || slots.latest[slot] !== subject) {
        slots.subjects[slot] = Math.min(subjects + 1, subjectsMax);
        slots.latest[slot] = subject;
      }
      return known(slot);
    },
    find: (digests, offset) => {
      const slot = slotOf(slots, digests, offset);
      return (slots.subjects[slot] ?? 0) === 0 ? undefined : known(slot);
    },
    size: () => size,
  };
}

function move(from: Slots, at: number, to: Slots): void {
  const offset = at * digestBytes;
  const slot = slotOf(to, from.digests, offset);
  to.digests.set(from.digests.subarray(offset, offset + digestBytes), slot * digestBytes);
  to.what[slot] = from.what[at] ?? 0;
  to.subjects[slot] = from.subjects[at] ?? 0;
  to.latest[slot] = from.latest[at] ?? 0;
}

/** The digest's slot, or the free one where it belongs. A digest is random: its first bytes are its place. */
function slotOf(slots: Slots, digests: Uint8Array, offset: number): number {
  let slot = (wordAt(digests, offset) & slots.mask) >>> 0;
  while ((slots.subjects[slot] ?? 0) > 0 && !equalAt(slots.digests, slot, digests, offset)) {
    slot = (slot + 1) & slots.mask;
  }
  return slot;
}

const wordAt = (bytes: Uint8Array, offset: number): number =>
  (bytes[offset] ?? 0) |
  ((bytes[offset + 1] ?? 0) << 8) |
  ((bytes[offset + 2] ?? 0) << 16) |
  ((bytes[offset + 3] ?? 0) << 24);

function equalAt(stored: Uint8Array, slot: number, digests: Uint8Array, offset: number): boolean {
  const start = slot * digestBytes;
  for (let index = 0; index < digestBytes; index += 1) {
    if (stored[start + index] !== digests[offset + index]) return false;
  }
  return true;
}
