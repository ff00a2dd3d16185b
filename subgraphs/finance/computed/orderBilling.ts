import type { Subject } from '../../host/audit/subjects.ts';
import type { BatchLoader } from '../../host/definition.ts';
import { today } from '../day.ts';
import { settledBy } from './settlement.ts';

export type BillingStatus =
  'NOT_BILLED' | 'PARTIALLY_BILLED' | 'FULLY_BILLED' | 'PAID' | 'CREDITED';

export interface OrderBilling {
  readonly status: BillingStatus;
  /** Null while finance knows nothing of the order: then it has no currency to tell amounts in. */
  readonly currency: string | null;
  readonly invoicedMinor: string;
  readonly paidMinor: string;
  /** Whose order it is; undefined where that was not found on the way. */
  readonly subject: Subject | undefined;
}

interface BillingRow {
  readonly id: string;
  readonly currency: string | null;
  readonly committed_minor: string | null;
  readonly invoices: number;
  readonly net_minor: string;
  readonly gross_minor: string;
  readonly paid_minor: string;
  readonly credited_minor: string;
  readonly due_minor: string;
  readonly subject: Subject;
}

/** How far each order is billed and paid, from its issued invoices against what was committed. */
export const billingByOrderId: BatchLoader<string, undefined, OrderBilling> = {
  name: 'billingByOrderId',
  load: async ({ db, clock, visible, subject }, ids) => {
    const rows = await db.query<BillingRow>(
      `select t.id, coalesce(m.currency, b.currency) as currency,
         m.amount_minor as committed_minor, b.invoices, b.net_minor, b.gross_minor, b.paid_minor,
         b.credited_minor, b.due_minor, ${subject('SalesOrder', 't.id')} as subject
       from unnest($1::text[]) t(id)
       left join credit_commitment m
         on m.order_id = t.id and ${visible('SalesOrder', 'm.customer_id')}
       cross join lateral (
         select min(i.currency) as currency, count(*)::int as invoices,
           coalesce(sum(i.net_total_minor), 0)::text as net_minor,
           coalesce(sum(i.gross_total_minor), 0)::text as gross_minor,
           coalesce(sum(settled.paid_minor), 0)::text as paid_minor,
           coalesce(sum(settled.credited_minor), 0)::text as credited_minor,
           coalesce(sum(settled.due_minor), 0)::text as due_minor
         from invoice i ${settledBy('$2::date')}
         where i.order_id = t.id and i.status = 'ISSUED'
           and ${visible('SalesOrder', 'i.customer_id')}
       ) b`,
      [ids, today(clock)],
    );
    const byId = new Map(rows.map((row) => [row.id, billingOf(row)]));
    return ids.map((id) => byId.get(id) ?? nothingBilled);
  },
};

const nothingBilled: OrderBilling = {
  status: 'NOT_BILLED',
  currency: null,
  invoicedMinor: '0',
  paidMinor: '0',
  subject: undefined,
};

const billingOf = (row: BillingRow): OrderBilling => ({
  status: billingStatusOf(row),
  currency: row.currency,
  invoicedMinor: row.gross_minor,
  paidMinor: row.paid_minor,
  subject: row.subject,
});

function billingStatusOf(row: BillingRow): BillingStatus {
  if (row.invoices === 0) return 'NOT_BILLED';
  const credited = BigInt(row.credited_minor);
  if (credited > 0n && credited >= BigInt(row.gross_minor)) return 'CREDITED';
  // Net against net: the commitment is the order's net total, and parts of a line add up to the line.
  const isComplete =
    row.committed_minor !== null && BigInt(row.net_minor) >= BigInt(row.committed_minor);
  if (!isComplete) return 'PARTIALLY_BILLED';
  return BigInt(row.due_minor) <= 0n ? 'PAID' : 'FULLY_BILLED';
}
