import type { Caller } from '../../lib/bearer.ts';
import type { Clock } from '../../lib/clock.ts';
import type { ErrorCode } from '../../lib/errors/catalogue.ts';
import { minuteOf, type About } from './texts.ts';

/** A request, or values of one, that was refused to somebody whom we know. */
export interface Denial {
  readonly actor: Pick<Caller, 'actor' | 'team'>;
  readonly about: About;
  readonly code: ErrorCode;
}

export interface CountedDenial extends Omit<Denial, 'actor'> {
  /** Undefined where so many actors were refused in one minute that they are counted together. */
  readonly actor: Denial['actor'] | undefined;
  readonly count: number;
  readonly minute: string;
}

export interface Denials {
  readonly note: (denial: Denial) => void;
  /** Writes what was counted in minutes that are over. */
  readonly tick: () => void;
  /** Writes all that was counted. */
  readonly flush: () => void;
}

export interface DenialsOptions {
  readonly write: (denial: CountedDenial) => void;
  /** False while nothing more should be written: it is counted on until then. */
  readonly hasRoom: () => boolean;
  readonly clock: Clock;
  /** Actors, screens and codes of one minute that are told apart. */
  readonly keysMax?: number;
}

const keysMaxPreset = 10_000;

interface Counted {
  readonly denial: Omit<CountedDenial, 'count' | 'minute'>;
  count: number;
}

/**
 * Denials by actor, screen, code and minute: the first is written at once, with those that follow at
 * the minute's end. Whoever floods us with made-up actors fills no memory: beyond the bound a denial
 * is counted without its actor, which leaves screens and codes, and those are few.
 */
export function createDenials(options: DenialsOptions): Denials {
  const { write, hasRoom, clock, keysMax = keysMaxPreset } = options;
  const counted = new Map<string, Counted>();
  let minute = '';
  const writeAll = (): void => {
    for (const { denial, count } of counted.values()) {
      if (count > 0) write({ ...denial, count, minute });
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
  const keyOf = ({ actor, about, code }: Denial): string => {
    const own = JSON.stringify([actor.actor, about.screen, code]);
    const isTold = counted.has(own) || counted.size < keysMax;
    return isTold ? own : JSON.stringify([null, about.screen, code]);
  };
  return {
    note: (denial) => {
      turn();
      const key = keyOf(denial);
      const known = counted.get(key);
      if (known !== undefined) {
        known.count += 1;
        return;
      }
      const { about, code } = denial;
      const actor = counted.size < keysMax ? denial.actor : undefined;
      const isWritten = hasRoom();
      if (isWritten) write({ actor, about, code, count: 1, minute });
      counted.set(key, { denial: { actor, about, code }, count: isWritten ? 0 : 1 });
    },
    tick: turn,
    flush: writeAll,
  };
}
