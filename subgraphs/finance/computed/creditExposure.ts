import type { Database, RowValue } from '../../host/definition.ts';
import { today } from '../day.ts';
import { decimalText, roundHalfEven } from '../rounding.ts';
import { openInvoices } from './settlement.ts';

export interface CreditExposure {
  readonly openMinor: bigint;
  readonly uninvoicedMinor: bigint;
  readonly exposureMinor: bigint;
  /** Days past due of the oldest open invoice; below one where nothing is overdue. */
  readonly oldestDaysLate: number;
}

export interface ExposureFigures {
  readonly open_minor: string;
  readonly uninvoiced_minor: string;
  readonly oldest_days_late: number;
}

export interface ExposureQuestion {
  readonly customerId: string;
  readonly day: string;
  /** An order whose own commitment does not count, because it is the one being checked. */
  readonly exceptOrderId: string;
}

/**
 * SQL to join to a credit account `t`: what would be lost if its customer paid nothing more. Open
 * receivables, and released orders less what of each is invoiced: an order moves from the second to
 * the first as it is invoiced. `day` and `otherOrders` are SQL, the latter over a commitment `m`.
 */
const exposedBy = (day: string, otherOrders: string): string => `cross join lateral (
    select coalesce(sum(o.due_minor), 0)::text as open_minor,
      coalesce(max(${day} - o.due_date), 0) as oldest_days_late
    from ${openInvoices(day, 'i.customer_id = t.customer_id')} o
  ) open
  cross join lateral (
    select coalesce(sum(greatest(0, m.amount_minor - coalesce((
        select sum(i.net_total_minor) from invoice i
        where i.order_id = m.order_id and i.status = 'ISSUED'), 0))), 0)::text as uninvoiced_minor
    from credit_commitment m
    where m.customer_id = t.customer_id and ${otherOrders}
  ) uninvoiced`;

const select = {
  open_minor: 'open.open_minor',
  uninvoiced_minor: 'uninvoiced.uninvoiced_minor',
  oldest_days_late: 'open.oldest_days_late',
};

export const creditExposure: RowValue<ExposureFigures> = {
  name: 'creditExposure',
  columns: ['open_minor', 'uninvoiced_minor', 'oldest_days_late'],
  sql: ({ add, clock }) => ({ select, join: exposedBy(add(today(clock), 'date'), 'true') }),
};

/** The exposure of one customer while an order of his is checked; undefined without a credit account. */
export async function exposureWithout(
  db: Database,
  { customerId, day, exceptOrderId }: ExposureQuestion,
): Promise<CreditExposure | undefined> {
  const [row] = await db.query<ExposureFigures>(
    `select ${Object.values(select).join(', ')}
     from credit_account t ${exposedBy('$2::date', 'm.order_id <> $3')}
     where t.customer_id = $1`,
    [customerId, day, exceptOrderId],
  );
  return row === undefined ? undefined : exposureOf(row);
}

export function exposureOf(row: ExposureFigures): CreditExposure {
  const openMinor = BigInt(row.open_minor);
  const uninvoicedMinor = BigInt(row.uninvoiced_minor);
  const exposureMinor = openMinor + uninvoicedMinor;
  return { openMinor, uninvoicedMinor, exposureMinor, oldestDaysLate: row.oldest_days_late };
}

/** Per cent with two decimals. Without a limit, any exposure uses all of it. */
export function utilisationPct(exposureMinor: bigint, limitMinor: bigint): string {
  if (limitMinor === 0n) return exposureMinor === 0n ? '0.00' : '100.00';
  return decimalText(roundHalfEven(exposureMinor * 10_000n, limitMinor), 2);
}
