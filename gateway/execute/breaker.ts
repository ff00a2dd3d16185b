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
  /** False while the store is left alone; where it is time to look again, one request may. */
  readonly admits: () => boolean;
  readonly succeeded: () => void;
  readonly failed: () => void;
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
  const now = (): number => clock.now().getTime();
  return {
    admits: () => {
      if (openUntil === undefined) return true;
      if (now() < openUntil) return false;
      // Whoever comes first is the probe; until it is back, nobody else follows.
      openUntil = now() + cooldown;
      return true;
    },
    succeeded: () => {
      inARow = 0;
      if (openUntil === undefined) return;
      openUntil = undefined;
      cooldown = cooldownMs;
      onChange('closed');
    },
    failed: () => {
      inARow += 1;
      if (inARow < failures) return;
      const wasOpen = openUntil !== undefined;
      if (wasOpen) cooldown = Math.min(cooldown * 2, cooldownMaxMs);
      openUntil = now() + cooldown;
      if (!wasOpen) onChange('open');
    },
  };
}
