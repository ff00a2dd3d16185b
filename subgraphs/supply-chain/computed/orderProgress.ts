import type { Subject } from '../../host/audit/subjects.ts';
import type { BatchLoader } from '../../host/definition.ts';

export interface OrderProgress {
  readonly status: string;
  readonly promiseDate: string | null;
  /** Whose order it is. */
  readonly subject: Subject;
}

interface ProgressRow {
  readonly order_id: string;
  readonly status: string;
  readonly promise_date: string | null;
  readonly subject: Subject;
}

/**
 * How far orders have come, and the day by which all that is promised of them is. An order that the
 * gate has not handed over is NOT_RECEIVED; where rows of natural persons are left out, it can't be
 * told apart from theirs, so it answers nothing.
 */
export const progressByOrderId: BatchLoader<string, undefined, OrderProgress | null> = {
  name: 'progressByOrderId',
  load: async ({ db, visible, subject }, orderIds) => {
    const rows = await db.query<ProgressRow>(
      `select k.order_id, coalesce(f.status, 'NOT_RECEIVED') as status,
          (select max(p.promised_date) from promise p where p.fulfilment_id = f.id) as promise_date,
          ${subject('SalesOrder', 'k.order_id')} as subject
        from unnest($1::text[]) as k(order_id)
        left join fulfilment_order f on f.sales_order_id = k.order_id
        where ${visible('SalesOrder', 'f.customer_id')}`,
      [orderIds],
    );
    const progressById = new Map(
      rows.map((row) => [
        row.order_id,
        { status: row.status, promiseDate: row.promise_date, subject: row.subject },
      ]),
    );
    return orderIds.map((id) => progressById.get(id) ?? null);
  },
};

/** What of each order's goods is on backorder; null before the gate hands it over. Services never are. */
export const backorderByOrderId: BatchLoader<string, undefined, string | null> = {
  name: 'backorderByOrderId',
  load: async ({ db, visible }, orderIds) => {
    const rows = await db.query<{ order_id: string; quantity: string }>(
      `select f.sales_order_id as order_id, coalesce(sum(l.ordered - l.allocated - l.shipped)
            filter (where product.kind <> 'SERVICE'), 0.0000) as quantity
        from fulfilment_order f
        left join fulfilment_line l on l.fulfilment_id = f.id
        left join product on product.id = l.product_id
        where f.sales_order_id = any($1) and ${visible('SalesOrder', 'f.customer_id')}
        group by f.sales_order_id`,
      [orderIds],
    );
    const quantityById = new Map(rows.map((row) => [row.order_id, row.quantity]));
    return orderIds.map((id) => quantityById.get(id) ?? null);
  },
};
