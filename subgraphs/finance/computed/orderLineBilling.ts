import type { BatchLoader } from '../../host/definition.ts';

export interface OrderLineBilling {
  readonly quantity: string;
  readonly netMinor: string;
  /** Null while nothing of the line is invoiced. */
  readonly currency: string | null;
}

interface LineRow {
  readonly id: string;
  readonly quantity: string;
  readonly net_minor: string;
  readonly currency: string | null;
}

/** What of each order line stands on issued invoices. */
export const billingByOrderLineId: BatchLoader<string, undefined, OrderLineBilling> = {
  name: 'billingByOrderLineId',
  load: async ({ db, visible }, ids) => {
    const rows = await db.query<LineRow>(
      `select l.order_line_id as id, sum(l.quantity)::text as quantity,
         sum(l.net_minor)::text as net_minor, min(l.currency) as currency
       from invoice_line l join invoice i on i.id = l.invoice_id
       where l.order_line_id = any($1) and i.status = 'ISSUED'
         and ${visible('SalesOrderLine', 'i.customer_id')}
       group by l.order_line_id`,
      [ids],
    );
    const byId = new Map(rows.map((row) => [row.id, billingOf(row)]));
    return ids.map((id) => byId.get(id) ?? nothingBilled);
  },
};

const nothingBilled: OrderLineBilling = { quantity: '0', netMinor: '0', currency: null };

const billingOf = (row: LineRow): OrderLineBilling => ({
  quantity: row.quantity,
  netMinor: row.net_minor,
  currency: row.currency,
});
