import type { RowValue } from '../../host/definition.ts';
import { today } from '../day.ts';
import { settledBy } from './settlement.ts';

export type PaymentStatus =
  'NOT_PAID' | 'IN_PAYMENT' | 'PARTIALLY_PAID' | 'PAID' | 'OVERDUE' | 'DISPUTED' | 'WRITTEN_OFF';

export interface InvoiceAmounts {
  readonly status: string;
  readonly is_overdue: boolean;
  readonly paid_minor: string;
  readonly under_way_minor: string;
  readonly due_minor: string;
  readonly exception: 'DISPUTED' | 'WRITTEN_OFF' | null;
}

/** What an invoice has been paid, what is due on it, and how far it is paid today. */
export const invoiceAmounts: RowValue<InvoiceAmounts> = {
  name: 'invoiceAmounts',
  columns: ['status', 'is_overdue', 'paid_minor', 'under_way_minor', 'due_minor', 'exception'],
  sql: ({ add, clock }) => {
    const day = add(today(clock), 'date');
    return {
      join: settledBy(day, 't'),
      select: {
        status: 't.status',
        is_overdue: `t.due_date < ${day}`,
        paid_minor: 'settled.paid_minor',
        under_way_minor: 'settled.under_way_minor',
        due_minor: 'settled.due_minor',
        exception: 'settled.exception',
      },
    };
  },
};

/** The first that holds: out of the ordinary course, not issued, paid, late, paid in part, under way. */
export function paymentStatusOf(row: InvoiceAmounts): PaymentStatus {
  if (row.exception !== null) return row.exception;
  if (row.status !== 'ISSUED') return 'NOT_PAID';
  if (BigInt(row.due_minor) <= 0n) return 'PAID';
  if (row.is_overdue) return 'OVERDUE';
  if (BigInt(row.paid_minor) > 0n) return 'PARTIALLY_PAID';
  return BigInt(row.under_way_minor) > 0n ? 'IN_PAYMENT' : 'NOT_PAID';
}
