import type { BatchLoader, Database } from '../../host/definition.ts';
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

interface ExposureRow {
  readonly customer_id: string;
  readonly open_minor: string;
  readonly uninvoiced_minor: string;
  readonly oldest_days_late: number;
}

export interface ExposureQuestion {
  readonly customerIds: readonly string[];
  readonly day: string;
  /** An order whose own commitment does not count, because it is the one being checked. */
  readonly exceptOrderId: string | null;
  /** SQL over `c.customer_id`. */
  readonly visible: string;
}

const uninvoiced = `
  select m.customer_id, sum(greatest(0, m.amount_minor - coalesce((
      select sum(i.net_total_minor) from invoice i
      where i.order_id = m.order_id and i.status = 'ISSUED'), 0))) as minor
  from credit_commitment m
  where m.customer_id = any($1) and ($3::text is null or m.order_id <> $3)
  group by m.customer_id`;

/**
 * What would be lost if a customer paid nothing more: open receivables, and released orders less
 * what of each is invoiced. An order moves from the second to the first as it is invoiced.
 */
export async function creditExposures(
  db: Database,
  { customerIds, day, exceptOrderId, visible }: ExposureQuestion,
): Promise<ReadonlyMap<string, CreditExposure>> {
  const rows = await db.query<ExposureRow>(
    `select c.customer_id, coalesce(o.minor, 0)::text as open_minor,
       coalesce(u.minor, 0)::text as uninvoiced_minor, coalesce(o.days_late, 0) as oldest_days_late
     from credit_account c
     left join (
       select o.customer_id, sum(o.due_minor) as minor, max($2::date - o.due_date) as days_late
       from ${openInvoices('$2::date', 'i.customer_id = any($1)')} o group by o.customer_id
     ) o on o.customer_id = c.customer_id
     left join (${uninvoiced}) u on u.customer_id = c.customer_id
     where c.customer_id = any($1) and ${visible}`,
    [customerIds, day, exceptOrderId],
  );
  return new Map(rows.map((row) => [row.customer_id, exposureOf(row)]));
}

function exposureOf(row: ExposureRow): CreditExposure {
  const openMinor = BigInt(row.open_minor);
  const uninvoicedMinor = BigInt(row.uninvoiced_minor);
  const exposureMinor = openMinor + uninvoicedMinor;
  return { openMinor, uninvoicedMinor, exposureMinor, oldestDaysLate: row.oldest_days_late };
}

export const exposureByCustomerId: BatchLoader<string, undefined, CreditExposure | null> = {
  name: 'exposureByCustomerId',
  load: async ({ db, clock, visible }, customerIds) => {
    const found = await creditExposures(db, {
      customerIds,
      day: today(clock),
      exceptOrderId: null,
      visible: visible('CreditPosition', 'c.customer_id'),
    });
    return customerIds.map((id) => found.get(id) ?? null);
  },
};

/** Per cent with two decimals. Without a limit, any exposure uses all of it. */
export function utilisationPct(exposureMinor: bigint, limitMinor: bigint): string {
  if (limitMinor === 0n) return exposureMinor === 0n ? '0.00' : '100.00';
  return decimalText(roundHalfEven(exposureMinor * 10_000n, limitMinor), 2);
}
