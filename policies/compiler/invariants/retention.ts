import type { Purpose } from '../../lock.ts';
import { retentionEvents } from '../../vocabulary/lists.ts';
import type { CompileContext } from '../context.ts';
import { violationAt, type Place, type Violation } from '../types.ts';

/** ISO 8601 durations of whole days or longer: `P3Y`, `P90D`, `P1Y6M`, `P2W`. */
const duration = /^P(?=\d)(?:(\d{1,3})Y)?(?:(\d{1,3})M)?(?:(\d{1,3})W)?(?:(\d{1,5})D)?$/;
const yearsMax = 100;

/** I11: what a purpose keeps, it keeps for a finite time from a known event. */
export function retention({ index }: CompileContext): readonly Violation[] {
  return [...index.sources.purposes].flatMap(([name, { purpose, place }]) =>
    faultOf(name, purpose, place),
  );
}

function faultOf(name: string, purpose: Purpose, place: Place): readonly Violation[] {
  const refuse = (message: string, mend: string): readonly Violation[] => [
    violationAt(place, 'I11', name, message, mend),
  ];
  const { retention: kept, legalBasis } = purpose;
  if (kept === undefined) {
    return legalBasis === 'none'
      ? []
      : refuse(
          `The purpose ${name} says nowhere how long it keeps what it reads.`,
          'Write retention: {keep: P3Y, from: contract.end}.',
        );
  }
  if (!isFinite(kept.keep)) {
    return refuse(
      `The retention ${kept.keep} of ${name} is not a finite ISO 8601 duration.`,
      `Write whole years, months, weeks or days up to P${String(yearsMax)}Y, for example P3Y or P90D.`,
    );
  }
  return retentionEvents.has(kept.from)
    ? []
    : refuse(
        `The retention of ${name} counts from ${kept.from}, which is no known event.`,
        `Use one of: ${[...retentionEvents].join(', ')}.`,
      );
}

function isFinite(text: string): boolean {
  const parts = duration.exec(text)?.slice(1).map(Number) ?? [];
  const [years = 0, months = 0, weeks = 0, days = 0] = parts.map((part) => part || 0);
  const total = years * 365 + months * 30 + weeks * 7 + days;
  return total > 0 && total <= yearsMax * 365;
}
