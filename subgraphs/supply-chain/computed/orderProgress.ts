import type { BatchLoader } from '../../host/definition.ts';

export interface OrderProgress {
  readonly status: string;
  readonly promiseDate: string | null;
  readonly backordered: string | null;
}

interface OrderProgressRow {
  readonly order_id: string;
  readonly status: string;
  readonly promise_date: string | null;
  readonly backordered: string | null;
}

/**
 * How far orders have come, from their demand lines. An order that the gate has not handed over is
 * NOT_RECEIVED; where rows of natural persons are left out, it can't be told apart from theirs, so
 * it answers nothing. Services are promised but never on backorder.
 */
export const progressByOrderId: BatchLoader<string, undefined, OrderProgress | null> = {
  name: 'progressByOrderId',
  load: async ({ db, visible }, orderIds) => {
    const rows = await db.query<OrderProgressRow>(
      `select k.order_id, coalesce(f.status, 'NOT_RECEIVED') as status,
          max(p.promised_date) as promise_date,
          case when f.id is not null then coalesce(sum(l.ordered - l.allocated - l.shipped)
            filter (where product.kind <> 'SERVICE'), 0.0000) end as backordered
        from unnest($1::text[]) as k(order_id)
        left join fulfilment_order f on f.sales_order_id = k.order_id
        left join fulfilment_line l on l.fulfilment_id = f.id
        left join product on product.id = l.product_id
        left join promise p on p.sales_order_line_id = l.sales_order_line_id
        where ${visible('SalesOrder', 'f.customer_id')}
        group by k.order_id, f.id`,
      [orderIds],
    );
    const progressById = new Map(rows.map((row) => [row.order_id, progressOf(row)]));
    return orderIds.map((id) => progressById.get(id) ?? null);
  },
};

const progressOf = (row: OrderProgressRow): OrderProgress => ({
  status: row.status,
  promiseDate: row.promise_date,
  backordered: row.backordered,
});
