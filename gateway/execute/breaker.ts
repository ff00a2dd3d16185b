import type { Clock } from '../../lib/clock.ts';

export interface BreakerLimits {
  /** Failures in a row that open it. */
  readonly failures: number;
  /** Milliseconds for which nothing is asked; doubled with each probe that fails. */
  readonly cooldownMs: number;
  readonly cooldownMaxMs: number;
}

/** Keeps requests from waiting for a store that does not answer. */
export interface Breaker {
  /**
   * False while the store is left alone. Where it is time to look again, one request may: all that it
   * asks of the store, since a screen of which half is answered would not help its reader.
   */
  readonly admits: (requestId: string) => boolean;
  /** True where a failure is news: a store that breaks one connection after the other is asked once. */
  readonly isCalm: () => boolean;
  readonly succeeded: () => void;
  readonly failed: (requestId: string) => void;
}

/** `onChange` hears of each turn, for the log. */
export function createBreaker(
  { failures, cooldownMs, cooldownMaxMs }: BreakerLimits,
  clock: Clock,
  onChange: (state: 'open' | 'closed') => void,
): Breaker {
  let inARow = 0;
  let openUntil: number | undefined;
  let cooldown = cooldownMs;
  /** The request that looks whether the store is back. */
  let probe: string | undefined;
  const rest = (milliseconds: number): void => {
    cooldown = Math.min(milliseconds, cooldownMaxMs);
    openUntil = clock.now().getTime() + cooldown;
  };
  return {
    admits: (requestId) => {
      if (openUntil === undefined || requestId === probe) return true;
      if (clock.now().getTime() < openUntil) return false;
      // A probe that is not back by now hangs, and tells as much as one that failed.
      rest(probe === undefined ? cooldown : cooldown * 2);
      probe = requestId;
      return true;
    },
    isCalm: () => openUntil === undefined && inARow * 2 <= failures,
    succeeded: () => {
      inARow = 0;
      if (openUntil === undefined) return;
      openUntil = undefined;
      probe = undefined;
      cooldown = cooldownMs;
      onChange('closed');
    },
    failed: (requestId) => {
      if (openUntil === undefined) {
        inARow += 1;
        if (inARow < failures) return;
        rest(cooldownMs);
        onChange('open');
        return;
      }
      // Of those that were asked before it opened, nothing new is learned.
      if (requestId !== probe) return;
      probe = undefined;
      rest(cooldown * 2);
    },
  };
}
