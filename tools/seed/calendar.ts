import type { Random } from './random.ts';

const dayMs = 86_400_000;

/** Dates are days since 1970-01-01 (UTC) inside the generator, `YYYY-MM-DD` in rows. */
export type Day = number;

export const dayOf = (date: Date): Day => Math.floor(date.getTime() / dayMs);
export const isoDate = (day: Day): string => new Date(day * dayMs).toISOString().slice(0, 10);
/** A moment of a day, in office hours; `fraction` in [0, 1). */
export const isoMoment = (day: Day, fraction: number): string =>
  new Date(day * dayMs + (7 + 12 * fraction) * 3_600_000).toISOString();

export interface Quarter {
  readonly start: Day;
  /** The last day, included. */
  readonly end: Day;
}

/** The last quarter that ended before `day`. */
export function completedQuarterBefore(day: Day): Quarter {
  const date = new Date(day * dayMs);
  const firstMonth = Math.floor(date.getUTCMonth() / 3) * 3;
  const year = date.getUTCFullYear();
  return {
    start: dayOf(new Date(Date.UTC(year, firstMonth - 3, 1))),
    end: dayOf(new Date(Date.UTC(year, firstMonth, 1))) - 1,
  };
}

/** The quarter's hockey stick: percent of the orders a week; 40 in the last of thirteen. */
const weekShares = [2.8, 3.5, 4.1, 4.6, 4.8, 5.1, 5.4, 5.7, 5.2, 5.7, 6.3, 6.8, 40];
/** Percent of the final week's orders on its last five working days. */
const finalDayShares = [10, 13, 17, 24, 36];

const drawn = (shares: readonly number[], random: Random): number => {
  let left = random.next() * shares.reduce((sum, share) => sum + share, 0);
  const index = shares.findIndex((share) => (left -= share) < 0);
  return index === -1 ? shares.length - 1 : index;
};

/** A day of the quarter on which an order comes in, by that shape. */
export function orderDay(quarter: Quarter, random: Random): Day {
  const week = drawn(weekShares, random);
  if (week === weekShares.length - 1) return quarter.end - 4 + drawn(finalDayShares, random);
  const days = quarter.end - quarter.start - 6;
  const from = quarter.start + Math.floor((week * days) / (weekShares.length - 1));
  const to = quarter.start + Math.floor(((week + 1) * days) / (weekShares.length - 1)) - 1;
  return random.between(from, Math.max(from, to));
}
