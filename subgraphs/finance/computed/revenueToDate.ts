import type { BatchLoader } from '../../host/definition.ts';
import { moneyOf, type MoneyValue } from '../../host/money.ts';
import { today } from '../day.ts';

interface RevenueRow {
  readonly customer_id: string;
  readonly currency: string;
  readonly minor: string;
}

/**
 * What each customer was invoiced in a fiscal year of its legal entity up to today, before taxes,
 * less the net part of its credit notes. The year is named after the calendar year it begins in.
 */
export const revenueByCustomerId: BatchLoader<
  string,
  { readonly fiscalYear: number },
  MoneyValue | null
> = {
  name: 'revenueByCustomerId',
  load: async ({ db, clock, visible }, ids, { fiscalYear }) => {
    const rows = await db.query<RevenueRow>(
      `select b.customer_id, b.currency, coalesce(sum(r.minor), 0)::text as minor
       from billing_profile b
       join legal_entity e on e.id = b.entity_id
       cross join lateral make_date($2, e.fiscal_year_start_month, 1) as first_day
       left join lateral (
         select i.net_total_minor as minor from invoice i
         where i.customer_id = b.customer_id and i.status = 'ISSUED' and i.issue_date >= first_day
           and i.issue_date < first_day + interval '1 year' and i.issue_date <= $3::date
         union all
         select -n.net_minor
         from credit_note n join invoice i on i.id = n.invoice_id
         where i.customer_id = b.customer_id
           and (n.issued_at at time zone 'UTC')::date >= first_day
           and (n.issued_at at time zone 'UTC')::date < first_day + interval '1 year'
           and (n.issued_at at time zone 'UTC')::date <= $3::date
       ) r on true
       where b.customer_id = any($1) and ${visible('Customer', 'b.customer_id')}
       group by b.customer_id, b.currency`,
      [ids, fiscalYear, today(clock)],
    );
    const byId = new Map(rows.map((row) => [row.customer_id, moneyOf(row.minor, row.currency)]));
    return ids.map((id) => byId.get(id) ?? null);
  },
};
