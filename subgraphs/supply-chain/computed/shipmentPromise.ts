import type { BatchLoader } from '../../host/definition.ts';

/** The day by which all lines of a shipment are promised. */
export const promisedDateByShipmentId: BatchLoader<string, undefined, string | null> = {
  name: 'promisedDateByShipmentId',
  load: async ({ db, visible }, shipmentIds) => {
    const rows = await db.query<{ shipment_id: string; promised_date: string }>(
      `select line.shipment_id, max(p.promised_date) as promised_date
        from shipment_line line
        join promise p on p.sales_order_line_id = line.sales_order_line_id
        where line.shipment_id = any($1) and ${visible('Promise', 'p.customer_id')}
        group by line.shipment_id`,
      [shipmentIds],
    );
    const dateById = new Map(rows.map((row) => [row.shipment_id, row.promised_date]));
    return shipmentIds.map((id) => dateById.get(id) ?? null);
  },
};
