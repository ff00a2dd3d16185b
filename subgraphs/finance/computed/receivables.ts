import { keepSubject, type Subject } from '../../host/audit/subjects.ts';
import type { BatchLoader } from '../../host/definition.ts';
import { moneyOf, type MoneyValue } from '../../host/money.ts';
import { agedSums, bucketsOf, type AgedSums, type AgingBucket } from './agingBuckets.ts';
import { openInvoices } from './settlement.ts';

export interface ReceivablesArguments {
  readonly asOf: string;
  /** Only what one legal entity billed; null: everything. */
  readonly entityId: string | null;
  /** What is asked beyond the sums of open invoices: each is a further part of the statement. */
  readonly figures: readonly Figure[];
}

const figures = ['unallocatedCash', 'dso'] as const;
export type Figure = (typeof figures)[number];

export const figuresOf = (selected: ReadonlySet<string>): readonly Figure[] =>
  figures.filter((figure) => selected.has(figure));

export interface ReceivablesSummary {
  /** Who owes it. */
  readonly customerId: string;
  readonly asOf: string;
  readonly freshness: 'REALTIME';
  readonly balance: MoneyValue;
  readonly overdue: MoneyValue;
  readonly buckets: readonly AgingBucket[];
  /** Null where it was not asked. */
  readonly dso: string | null;
  /** Null where it was not asked. */
  readonly unallocatedCash: MoneyValue | null;
  readonly oldestDueDate: string | null;
}

interface SummaryRow extends AgedSums {
  readonly customer_id: string;
  readonly currency: string;
  readonly balance: string;
  readonly overdue: string;
  readonly oldest: string | null;
  readonly cash: string | null;
  readonly dso: string | null;
  readonly subject: Subject;
}

/** Money that came in by the day, less what of it was set against invoices by then. */
const unallocatedCash = `
  select m.customer_id, sum(m.minor) as minor from (
    select p.customer_id, p.amount_minor as minor from payment p
    where p.customer_id = any($1) and p.direction = 'INBOUND' and p.status = 'SETTLED'
      and (p.recorded_at at time zone 'UTC')::date <= $2::date
    union all
    select l.customer_id, -l.amount_minor from payment_allocation l
    join payment p on p.id = l.payment_id
    where l.customer_id = any($1) and (l.at at time zone 'UTC')::date <= $2::date
      and p.status = 'SETTLED' and (p.recorded_at at time zone 'UTC')::date <= $2::date
  ) m group by m.customer_id`;

const salesOfNinetyDays = `
  select s.customer_id, sum(s.gross_total_minor) as minor
  from invoice s
  where s.customer_id = any($1) and s.status = 'ISSUED' and ($3::text is null or s.entity_id = $3)
    and s.issue_date > $2::date - 90 and s.issue_date <= $2::date
  group by s.customer_id`;

/**
 * What each customer owes at the end of a day: the balance by age is the sum of what is due on
 * issued invoices, so the buckets add up to it. Cash that settles nothing yet is told apart from it.
 */
export const receivablesByCustomerId: BatchLoader<
  string,
  ReceivablesArguments,
  ReceivablesSummary | null
> = {
  name: 'receivablesByCustomerId',
  load: async ({ db, visible, subject }, ids, { asOf, entityId, figures: asked }) => {
    const [withCash, withSales] = figures.map((figure) => asked.includes(figure));
    const open = openInvoices(
      '$2::date',
      'i.customer_id = any($1) and ($3::text is null or i.entity_id = $3)',
    );
    const rows = await db.query<SummaryRow>(
      `with owed as (
         select b.customer_id, b.currency, coalesce(sum(o.due_minor), 0) as balance,
           coalesce(sum(o.due_minor) filter (where o.due_date < $2::date), 0) as overdue,
           min(o.due_date) as oldest, ${agedSums('$2::date')}
         from billing_profile b
         left join ${open} o on o.customer_id = b.customer_id
         where b.customer_id = any($1) and ${visible('Customer', 'b.customer_id')}
         group by b.customer_id, b.currency)
       select w.*,
         ${withCash === true ? 'coalesce(cash.minor, 0)::text' : 'null::text'} as cash,
         ${withSales === true ? 'round(w.balance * 90 / nullif(sales.minor, 0), 1)::text' : 'null::text'}
           as dso,
         ${subject('Customer', 'w.customer_id')} as subject
       from owed w
       ${withCash === true ? `left join (${unallocatedCash}) cash using (customer_id)` : ''}
       ${withSales === true ? `left join (${salesOfNinetyDays}) sales using (customer_id)` : ''}`,
      [ids, asOf, entityId],
    );
    const byId = new Map(rows.map((row) => [row.customer_id, summaryOf(row, asOf)]));
    return ids.map((id) => byId.get(id) ?? null);
  },
};

function summaryOf(row: SummaryRow, asOf: string): ReceivablesSummary {
  const summary = figuresAt(row, asOf);
  keepSubject(summary, row.subject);
  return summary;
}

const figuresAt = (row: SummaryRow, asOf: string): ReceivablesSummary => ({
  ...{ customerId: row.customer_id, asOf },
  freshness: 'REALTIME',
  balance: moneyOf(row.balance, row.currency),
  overdue: moneyOf(row.overdue, row.currency),
  buckets: bucketsOf(row, row.currency),
  dso: row.dso,
  unallocatedCash: row.cash === null ? null : moneyOf(row.cash, row.currency),
  oldestDueDate: row.oldest,
});
