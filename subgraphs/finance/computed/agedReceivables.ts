import { AppError } from '../../../lib/errors/appError.ts';
import { keepSubject, type Subject } from '../../host/audit/subjects.ts';
import type { ReadContext } from '../../host/definition.ts';
import { cursorOf, pageOf } from '../../host/read/connection.ts';
import { agedSums, bucketsOf, type AgedSums, type AgingBucket } from './agingBuckets.ts';
import { openInvoices } from './settlement.ts';

export interface AgedReceivablesArguments {
  readonly entityId: string;
  readonly asOf: string;
  readonly first?: number | null;
  readonly after?: string | null;
  readonly minOverdueDays?: number | null;
}

/** A customer of the list; its figures are read with those of the others of the page. */
export interface AgedCustomer {
  readonly customerId: string;
  readonly entityId: string;
  readonly asOf: string;
}

/** The connection, and what its totals are reckoned from. */
export interface AgedReceivables {
  readonly args: AgedReceivablesArguments;
}

/**
 * SQL of two tables: `open`, all that the legal entity is owed at the end of that day, and `owing`,
 * the customers of the list with what is overdue. Who may be seen is asked once a customer.
 */
const owing = (read: ReadContext): string => `
  open as materialized (select * from ${openInvoices('$2::date', 'i.entity_id = $1')} o),
  owing as (
    select w.* from (
      select o.customer_id, sum(o.due_minor) filter (where o.due_date < $2::date) as overdue_minor
      from open o group by o.customer_id
      having $3::int is null or max($2::date - o.due_date) >= $3
    ) w where ${read.visible('Customer', 'w.customer_id')})`;

interface ListedRow {
  readonly customer_id: string;
  readonly found: boolean;
  readonly subject: Subject;
}

/**
 * A page of customers, the most overdue first. A cursor holds a customer's id alone, so its place is
 * looked up in the list as it is now; where it has left the list, the page cannot be told.
 */
export async function agedReceivables(
  args: AgedReceivablesArguments,
  read: ReadContext,
): Promise<AgedReceivables> {
  const { entityId, asOf } = args;
  const { limit, after } = pageOf({ ...args });
  const rows = await read.db.query<ListedRow>(
    `with ${owing(read)},
     ranked as (
       select w.customer_id,
         row_number() over (order by w.overdue_minor desc nulls last, w.customer_id) as n
       from owing w),
     place as (select n from ranked where customer_id = $4)
     select r.customer_id, exists (select 1 from place) as found,
       ${read.subject('Customer', 'r.customer_id')} as subject
     from ranked r where r.n > coalesce((select n from place), 0) order by r.n limit $5`,
    [entityId, asOf, args.minOverdueDays ?? null, after ?? null, limit],
  );
  if (after !== undefined && rows.some(({ found }) => !found)) {
    throw new AppError('INVALID_INPUT', { subject: 'after' });
  }
  const edges = rows.slice(0, limit - 1).map(({ customer_id: customerId, subject }) => {
    const node: AgedCustomer = { customerId, entityId, asOf };
    keepSubject(node, subject);
    return { cursor: cursorOf(customerId), node };
  });
  const pageInfo = {
    hasNextPage: rows.length >= limit,
    hasPreviousPage: after !== undefined,
    startCursor: edges[0]?.cursor ?? null,
    endCursor: edges.at(-1)?.cursor ?? null,
  };
  const connection = { args, edges, pageInfo };
  return connection;
}

interface TotalsRow extends AgedSums {
  readonly currency: string;
}

/** The buckets over all customers of the list: five a currency, for amounts of two are never added. */
export async function agedTotals(
  { args }: AgedReceivables,
  read: ReadContext,
): Promise<readonly AgingBucket[]> {
  const rows = await read.db.query<TotalsRow>(
    `with ${owing(read)}
     select o.currency, ${agedSums('$2::date')}
     from open o join owing w on w.customer_id = o.customer_id
     left join legal_entity e on e.id = $1
     group by o.currency, e.base_currency
     order by o.currency = e.base_currency desc, o.currency`,
    [args.entityId, args.asOf, args.minOverdueDays ?? null],
  );
  return rows.flatMap((row) => bucketsOf(row, row.currency));
}
