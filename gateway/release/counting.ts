import type { Caller } from '../../lib/bearer.ts';
import type { Clock } from '../../lib/clock.ts';
import { minuteOf, type About } from './texts.ts';

/** Something that somebody did or was refused, of which it is enough to know how often. */
export interface Countable<Code extends string> {
  readonly actor: Pick<Caller, 'actor' | 'team'>;
  readonly about: About;
  /** What it was: of a refusal its code. */
  readonly code: Code;
}

export interface Counted<Code extends string> extends Omit<Countable<Code>, 'actor'> {
  /** Undefined where there are so many actors in one minute that they are counted together. */
  readonly actor: Countable<Code>['actor'] | undefined;
  readonly count: number;
  readonly minute: string;
}

export interface Counting<Code extends string> {
  readonly note: (event: Countable<Code>) => void;
  /** Writes what was counted in minutes that are over. */
  readonly tick: () => void;
  /** Writes all that was counted. */
  readonly flush: () => void;
}

export interface CountingOptions<Code extends string> {
  readonly write: (event: Counted<Code>) => void;
  /** False while nothing more should be written: it is counted on until then. */
  readonly hasRoom: () => boolean;
  readonly clock: Clock;
  /** Actors, screens and codes of one minute that are told apart. */
  readonly keysMax?: number;
}

const keysMaxPreset = 10_000;

interface Known<Code extends string> {
  readonly event: Omit<Counted<Code>, 'count' | 'minute'>;
  count: number;
}

/**
 * Events by actor, screen, code and minute: the first is written at once, those that follow together at
 * the minute's end. Whoever floods us with made-up actors fills no memory: beyond the bound an event
 * is counted without its actor, which leaves screens and codes, and those are few.
 */
export function createCounting<Code extends string>(
  options: CountingOptions<Code>,
): Counting<Code> {
  const { write, hasRoom, clock, keysMax = keysMaxPreset } = options;
  const counted = new Map<string, Known<Code>>();
  let minute = '';
  const writeAll = (): void => {
    for (const { event, count } of counted.values()) {
      if (count > 0) write({ ...event, count, minute });
    }
    counted.clear();
  };
  const turn = (): void => {
    const present = minuteOf(clock.now());
    if (present === minute) return;
    if (counted.size > 0 && !hasRoom()) return;
    writeAll();
    minute = present;
  };
  const keyOf = ({ actor, about, code }: Countable<Code>): string => {
    const own = JSON.stringify([actor.actor, about.screen, code]);
    const isTold = counted.has(own) || counted.size < keysMax;
    return isTold ? own : JSON.stringify([null, about.screen, code]);
  };
  return {
    note: (event) => {
      turn();
      const key = keyOf(event);
      const known = counted.get(key);
      if (known !== undefined) {
        known.count += 1;
        return;
      }
      const { about, code } = event;
      const actor = counted.size < keysMax ? event.actor : undefined;
      const isWritten = hasRoom();
      if (isWritten) write({ actor, about, code, count: 1, minute });
      counted.set(key, { event: { actor, about, code }, count: isWritten ? 0 : 1 });
    },
    tick: turn,
    flush: writeAll,
  };
}
