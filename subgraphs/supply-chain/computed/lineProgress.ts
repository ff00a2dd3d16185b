import type { Subject } from '../../host/audit/subjects.ts';
import type { BatchLoader } from '../../host/definition.ts';

export interface LineProgress {
  readonly requestedDate: string;
  readonly shipped: string;
  readonly backordered: string;
  /** Whose order it belongs to. */
  readonly subject: Subject;
}

interface LineProgressRow {
  readonly sales_order_line_id: string;
  readonly requested_date: string;
  readonly shipped: string;
  readonly backordered: string;
  readonly subject: Subject;
}

/** How far lines of demand have come; null for a line that the gate has not handed over. */
export const progressByOrderLineId: BatchLoader<string, undefined, LineProgress | null> = {
  name: 'progressByOrderLineId',
  load: async ({ db, visible, subject }, lineIds) => {
    const rows = await db.query<LineProgressRow>(
      `select l.sales_order_line_id, l.requested_date, l.shipped,
          case when product.kind = 'SERVICE' then 0.0000 else l.ordered - l.allocated - l.shipped end
            as backordered, ${subject('SalesOrderLine', 'l.sales_order_line_id')} as subject
        from fulfilment_line l
        join fulfilment_order f on f.id = l.fulfilment_id
        join product on product.id = l.product_id
        where l.sales_order_line_id = any($1) and ${visible('SalesOrderLine', 'f.customer_id')}`,
      [lineIds],
    );
    const progressById = new Map(rows.map((row) => [row.sales_order_line_id, progressOf(row)]));
    return lineIds.map((id) => progressById.get(id) ?? null);
  },
};

const progressOf = (row: LineProgressRow): LineProgress => ({
  requestedDate: row.requested_date,
  shipped: row.shipped,
  backordered: row.backordered,
  subject: row.subject,
});
