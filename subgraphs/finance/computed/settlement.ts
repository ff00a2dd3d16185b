/**
 * SQL to join to an invoice `i`: what settled it by the end of a day. `settled.paid_minor`,
 * `settled.under_way_minor`, `settled.credited_minor`, `settled.exception`, and `settled.due_minor`,
 * which is 0 on a draft, before the issue, and on what was written off. `day` is SQL of a date. The
 * kept settlement says it; for days before its last fact, and for what is not issued, the facts do.
 */
export const settledBy = (day: string, invoice = 'i'): string => {
  const kept = `from invoice_settlement k
      where k.invoice_id = ${invoice}.id and k.changed_on <= ${day}`;
  return `cross join lateral (
    select k.paid_minor, k.under_way_minor, k.credited_minor, k.exception, k.due_minor ${kept}
    union all
    select f.paid_minor, f.under_way_minor, f.credited_minor, f.exception, f.due_minor
      from settlement_on(${invoice}.id, ${day}) f where not exists (select 1 ${kept})
  ) settled`;
};

/**
 * SQL of a table: issued invoices on which something is still due at the end of a day. `where` is
 * SQL over the settlement `i`, which knows the invoice's entity, customer, currency and dates.
 */
export const openInvoices = (day: string, where: string): string => `(
    select i.customer_id, i.entity_id, i.currency, i.due_date,
      case when i.changed_on <= ${day} then i.due_minor
           else (select f.due_minor from settlement_on(i.invoice_id, ${day}) f) end as due_minor
    from invoice_settlement i
    where i.issue_date <= ${day} and i.settled_on > ${day} and ${where}
  )`;
