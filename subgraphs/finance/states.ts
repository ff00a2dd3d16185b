import type { Transitions } from '../host/transition.ts';

/* The state machines of domain.md; the migrations hold the same steps in the database. */

export type AccountStatus = 'REQUESTED' | 'CONFIRMED' | 'BLOCKED';
export const accountTransitions: Transitions<AccountStatus> = {
  REQUESTED: ['CONFIRMED'],
  CONFIRMED: ['BLOCKED'],
  BLOCKED: ['CONFIRMED'],
};

export type InvoiceStatus = 'DRAFT' | 'ISSUED' | 'CANCELLED';
/** An issued invoice is corrected by a credit note alone. */
export const invoiceTransitions: Transitions<InvoiceStatus> = {
  DRAFT: ['ISSUED', 'CANCELLED'],
  ISSUED: [],
  CANCELLED: [],
};

export type PaymentState = 'DRAFT' | 'AUTHORISED' | 'SENT' | 'SETTLED' | 'RETURNED' | 'CANCELLED';
export const paymentTransitions: Transitions<PaymentState> = {
  DRAFT: ['AUTHORISED', 'CANCELLED'],
  AUTHORISED: ['SENT', 'CANCELLED'],
  SENT: ['SETTLED', 'RETURNED'],
  SETTLED: ['RETURNED'],
  RETURNED: [],
  CANCELLED: [],
};
