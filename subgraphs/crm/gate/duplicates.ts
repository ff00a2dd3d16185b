import type { Database } from '../../host/definition.ts';
import type { SalesOrderRow } from '../entities/order.ts';
import { releasedStatuses } from '../states.ts';

/**
 * Whether a released order of the same customer looks like this one. It does when
 * - both carry the customer's own reference, and it is the same; or
 * - at least one carries none, both were taken on the same day, and their lines are the same
 *   (product, quantity and wanted date, in whatever sequence).
 * Two orders with different references are two orders: the customer says so.
 */
export async function looksLikeReleased(db: Database, order: SalesOrderRow): Promise<boolean> {
  const rows = await db.query<{ id: string }>(
    `with content as (
       select l.order_id,
              array_agg(row(l.product_id, l.quantity, l.requested_date)::text
                        order by l.product_id, l.quantity, l.requested_date) as lines
         from sales_order_line l
        where l.order_id in (select id from sales_order where customer_id = $2 and order_date = $4)
           or l.order_id = $1
        group by l.order_id)
     select o.id
       from sales_order o
      where o.customer_id = $2 and o.id <> $1 and o.status = any($5)
        and (o.purchase_order_ref = $3
             or ((o.purchase_order_ref is null or $3::text is null)
                 and o.order_date = $4
                 and (select lines from content where order_id = o.id)
                   = (select lines from content where order_id = $1)))
      limit 1`,
    [order.id, order.customerId, order.purchaseOrderRef, order.orderDate, releasedStatuses],
  );
  return rows.length > 0;
}
