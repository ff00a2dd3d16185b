/**
 * The right to serve for a short while on what another process last said. Only the one that was asked
 * can extend it, so whoever has taken something back need not wait longer for a silent holder than
 * the lease lasts.
 */
export interface Lease {
  readonly isFresh: () => boolean;
  /**
   * An answer came to a question asked at `askedAtMs`. The lease counts from the asking, never from
   * the answer: the answer may have been on its way while the other side changed its mind.
   */
  readonly renew: (askedAtMs: number) => void;
  /** Ends it now. Only a question asked later renews it again. */
  readonly lapse: () => void;
}

export interface LeaseInput {
  /** Milliseconds of a clock that nobody sets: `performance.now`, never the time of day. */
  readonly now: () => number;
  readonly durationMs: number;
}

/** A new lease is stale until it is first renewed. */
export function createLease({ now, durationMs }: LeaseInput): Lease {
  if (!(durationMs > 0)) throw new TypeError('a lease lasts longer than nothing');
  let askedAtMs: number | undefined;
  let lapsedAtMs = Number.NEGATIVE_INFINITY;
  return {
    isFresh: () => {
      if (askedAtMs === undefined) return false;
      const ageMs = now() - askedAtMs;
      return ageMs >= 0 && ageMs < durationMs;
    },
    renew: (asked) => {
      // What cannot be compared, was asked before the lapse, or in a time to come, renews nothing.
      if (!(asked > lapsedAtMs) || !(asked <= now())) return;
      // Answers overtake one another; the later question counts.
      if (askedAtMs === undefined || asked > askedAtMs) askedAtMs = asked;
    },
    lapse: () => {
      lapsedAtMs = now();
      askedAtMs = undefined;
    },
  };
}
