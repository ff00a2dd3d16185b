import { z } from 'zod';
import type { CallHandler } from '../../host/definition.ts';
import { opaqueId } from '../../host/inputs.ts';

const Question = z.strictObject({
  orderId: opaqueId,
  shipmentIds: z.array(opaqueId).min(1).max(100),
});

interface ShippedRow {
  readonly shipment_id: string;
  readonly sales_order_line_id: string;
  readonly quantity: string;
}

/** What finance may bill: of the named shipments, those of this order whose goods have left. */
export const shippedQuantities: CallHandler = async (payload, { db }) => {
  const { orderId, shipmentIds } = Question.parse(payload);
  const rows = await db.query<ShippedRow>(
    `select line.shipment_id, line.sales_order_line_id, sum(line.quantity)::text as quantity
      from shipment s join shipment_line line on line.shipment_id = s.id
      where s.id = any($1) and s.sales_order_id = $2 and s.goods_issue_at is not null
        and s.status <> 'CANCELLED'
      group by line.shipment_id, line.sales_order_line_id
      order by line.shipment_id, line.sales_order_line_id`,
    [shipmentIds, orderId],
  );
  return {
    lines: rows.map((row) => ({
      shipmentId: row.shipment_id,
      lineId: row.sales_order_line_id,
      quantity: row.quantity,
    })),
  };
};
