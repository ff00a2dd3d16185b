import type { BatchLoader } from '../../host/definition.ts';
import { today } from '../day.ts';
import { settledBy } from './settlement.ts';

export type PaymentStatus =
  'NOT_PAID' | 'IN_PAYMENT' | 'PARTIALLY_PAID' | 'PAID' | 'OVERDUE' | 'DISPUTED' | 'WRITTEN_OFF';

export interface InvoiceAmounts {
  readonly paidMinor: string;
  readonly dueMinor: string;
  readonly paymentStatus: PaymentStatus;
}

interface AmountsRow {
  readonly id: string;
  readonly status: string;
  readonly is_overdue: boolean;
  readonly paid_minor: string;
  readonly under_way_minor: string;
  readonly due_minor: string;
  readonly exception: 'DISPUTED' | 'WRITTEN_OFF' | null;
}

/** What each invoice has been paid, what is due on it, and how far it is paid today. */
export const amountsByInvoiceId: BatchLoader<string, undefined, InvoiceAmounts | null> = {
  name: 'amountsByInvoiceId',
  load: async ({ db, clock, visible }, ids) => {
    const rows = await db.query<AmountsRow>(
      `select i.id, i.status, i.due_date < $2::date as is_overdue, settled.paid_minor,
         settled.under_way_minor, settled.due_minor, settled.exception
       from invoice i ${settledBy('$2::date')}
       where i.id = any($1) and ${visible('Invoice', 'i.customer_id')}`,
      [ids, today(clock)],
    );
    const byId = new Map(rows.map((row) => [row.id, amountsOf(row)]));
    return ids.map((id) => byId.get(id) ?? null);
  },
};

const amountsOf = (row: AmountsRow): InvoiceAmounts => ({
  paidMinor: row.paid_minor,
  dueMinor: row.due_minor,
  paymentStatus: paymentStatusOf(row),
});

/** The first that holds: out of the ordinary course, not issued, paid, late, paid in part, under way. */
function paymentStatusOf(row: AmountsRow): PaymentStatus {
  if (row.exception !== null) return row.exception;
  if (row.status !== 'ISSUED') return 'NOT_PAID';
  if (BigInt(row.due_minor) <= 0n) return 'PAID';
  if (row.is_overdue) return 'OVERDUE';
  if (BigInt(row.paid_minor) > 0n) return 'PARTIALLY_PAID';
  return BigInt(row.under_way_minor) > 0n ? 'IN_PAYMENT' : 'NOT_PAID';
}
