import { unreachable } from '../../../lib/unreachable.ts';
import { addDays, dayOfNextMonth, endOfMonth } from '../day.ts';
import type { PaymentTermsRow } from '../entities/masterData.ts';

/** When an invoice of that day falls due. */
export function dueDateOf(
  terms: Pick<PaymentTermsRow, 'dueRule' | 'netDays'>,
  issueDate: string,
): string {
  switch (terms.dueRule) {
    case 'IMMEDIATE':
      return issueDate;
    case 'NET_DAYS':
      return addDays(issueDate, terms.netDays);
    case 'END_OF_MONTH_PLUS_DAYS':
      return addDays(endOfMonth(issueDate), terms.netDays);
    case 'FIXED_DAY':
      return dayOfNextMonth(issueDate, terms.netDays);
    default:
      return unreachable(terms.dueRule);
  }
}
