/** SQL of one row: what the facts about an invoice, of alias `invoice`, add up to by the end of a day. */
const factsBy = (day: string, invoice: string): string => `
    select a.paid_minor, a.under_way_minor, c.credited_minor, x.kind as exception,
      case when ${invoice}.status <> 'ISSUED' or ${invoice}.issue_date > ${day}
             or x.kind = 'WRITTEN_OFF' then 0
           else ${invoice}.gross_total_minor - a.paid_minor - a.discount_minor - c.credited_minor
      end as due_minor
    from (
      select
        coalesce(sum(l.amount_minor) filter (where p.status = 'SETTLED'), 0) as paid_minor,
        coalesce(sum(l.discount_taken_minor) filter (where p.status = 'SETTLED'), 0)
          as discount_minor,
        coalesce(sum(l.amount_minor) filter (where p.status in ('DRAFT', 'AUTHORISED', 'SENT')), 0)
          as under_way_minor
      from payment_allocation l join payment p on p.id = l.payment_id
      where l.invoice_id = ${invoice}.id and (l.at at time zone 'UTC')::date <= ${day}
    ) a
    cross join (
      select coalesce(sum(n.total_minor), 0) as credited_minor from credit_note n
      where n.invoice_id = ${invoice}.id and (n.issued_at at time zone 'UTC')::date <= ${day}
    ) c
    left join invoice_exception x on x.invoice_id = ${invoice}.id and x.since <= ${day}`;

/**
 * SQL to join to an invoice `i`: what settled it by the end of a day. `settled.paid_minor`,
 * `settled.under_way_minor`, `settled.credited_minor`, `settled.exception`, and `settled.due_minor`,
 * which is 0 on a draft, before the issue, and on what was written off. `day` is SQL of a date. The
 * kept settlement says it, except for days before its last fact and for what is not issued.
 */
export const settledBy = (day: string, invoice = 'i'): string => {
  const kept = `from invoice_settlement k
      where k.invoice_id = ${invoice}.id and k.changed_on <= ${day}`;
  return `cross join lateral (
    select k.paid_minor, k.under_way_minor, k.credited_minor, k.exception, k.due_minor ${kept}
    union all
    (${factsBy(day, invoice)}
    where not exists (select 1 ${kept}))
  ) settled`;
};

/**
 * SQL of a table: issued invoices on which something is still due at the end of a day. `where` is
 * SQL over the settlement `i`, which knows the invoice's entity, customer, currency and dates.
 */
export const openInvoices = (day: string, where: string): string => `(
    select i.customer_id, i.entity_id, i.currency, i.due_date,
      case when i.changed_on <= ${day} then i.due_minor
           else (select f.due_minor from invoice v cross join lateral (${factsBy(day, 'v')}) f
             where v.id = i.invoice_id)
      end as due_minor
    from invoice_settlement i
    where i.issue_date <= ${day} and i.settled_on > ${day} and ${where}
  )`;
