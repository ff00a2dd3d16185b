import { moneyOf, type MoneyValue } from '../../host/money.ts';

interface Age {
  readonly label: string;
  /** Days past the due date. */
  readonly fromDays: number;
  readonly toDays: number | null;
}

/** Every open invoice falls into exactly one age. */
const ages: readonly Age[] = [
  { label: 'not due', fromDays: 0, toDays: 0 },
  { label: '1-30', fromDays: 1, toDays: 30 },
  { label: '31-60', fromDays: 31, toDays: 60 },
  { label: '61-90', fromDays: 61, toDays: 90 },
  { label: '>90', fromDays: 91, toDays: null },
];

export interface AgingBucket extends Age {
  readonly amount: MoneyValue;
  readonly count: number;
}

/** Amounts and counts of open invoices a group, by age. */
export interface AgedSums {
  readonly bucket_minor: readonly string[];
  readonly bucket_count: readonly number[];
}

/**
 * SQL to select over open invoices `o`: two arrays with one member an age. An invoice that is not
 * past its due date has no days, so the first age takes all below one.
 */
export function agedSums(day: string): string {
  const late = `${day} - o.due_date`;
  const filters = ages.map(({ fromDays, toDays }, index) => {
    const from = index === 0 ? [] : [`${late} >= ${String(fromDays)}`];
    const to = toDays === null ? [] : [`${late} <= ${String(toDays)}`];
    return `filter (where ${[...from, ...to].join(' and ')})`;
  });
  const amounts = filters.map((filter) => `coalesce(sum(o.due_minor) ${filter}, 0)::text`);
  const counts = filters.map((filter) => `(count(o.due_minor) ${filter})::int`);
  return `array[${amounts.join(', ')}] as bucket_minor, array[${counts.join(', ')}] as bucket_count`;
}

export const bucketsOf = (sums: AgedSums, currency: string): readonly AgingBucket[] =>
  ages.map((age, index) => ({
    ...age,
    amount: moneyOf(sums.bucket_minor[index] ?? '0', currency),
    count: sums.bucket_count[index] ?? 0,
  }));
