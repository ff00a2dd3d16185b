import type { Clock } from '../../lib/clock.ts';

/** A calendar day in UTC, `YYYY-MM-DD`. */
const dayOf = (date: Date): string => date.toISOString().slice(0, 10);

export const today = (clock: Clock): string => dayOf(clock.now());

const utc = (year: number, month: number, day: number): Date =>
  new Date(Date.UTC(year, month, day));

const parts = (day: string): [year: number, month: number, date: number] => {
  const date = new Date(`${day}T00:00:00Z`);
  return [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
};

export function addDays(day: string, days: number): string {
  const [year, month, date] = parts(day);
  return dayOf(utc(year, month, date + days));
}

/** The last day of the month, some months later. */
export function endOfMonth(day: string, monthsLater = 0): string {
  const [year, month] = parts(day);
  return dayOf(utc(year, month + monthsLater + 1, 0));
}

/** A numbered day of the next month; its last day where the month is shorter. */
export function dayOfNextMonth(day: string, number: number): string {
  const [year, month] = parts(day);
  const last = endOfMonth(day, 1);
  const wanted = dayOf(utc(year, month + 1, number));
  return wanted < last ? wanted : last;
}

/** First day of a fiscal year that is named after the calendar year in which it begins. */
export const fiscalYearStart = (fiscalYear: number, startMonth: number): string =>
  dayOf(utc(fiscalYear, startMonth - 1, 1));
