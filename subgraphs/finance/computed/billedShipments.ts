import type { BatchLoader } from '../../host/definition.ts';

/** The invoice that bills each shipment, or null. */
export const invoiceIdByShipmentId: BatchLoader<string, undefined, string | null> = {
  name: 'invoiceIdByShipmentId',
  load: async ({ db, visible }, ids) => {
    const rows = await db.query<{ shipment_id: string; invoice_id: string }>(
      `select s.shipment_id, s.invoice_id
       from invoice_shipment s join invoice i on i.id = s.invoice_id
       where s.shipment_id = any($1) and ${visible('Shipment', 'i.customer_id')}`,
      [ids],
    );
    const byId = new Map(rows.map((row) => [row.shipment_id, row.invoice_id]));
    return ids.map((id) => byId.get(id) ?? null);
  },
};

/** The shipments that each invoice bills. */
export const shipmentIdsByInvoiceId: BatchLoader<string, undefined, readonly string[]> = {
  name: 'shipmentIdsByInvoiceId',
  load: async ({ db, visible }, ids) => {
    const rows = await db.query<{ invoice_id: string; shipment_ids: readonly string[] }>(
      `select s.invoice_id, array_agg(s.shipment_id order by s.shipment_id) as shipment_ids
       from invoice_shipment s join invoice i on i.id = s.invoice_id
       where s.invoice_id = any($1) and ${visible('Invoice', 'i.customer_id')}
       group by s.invoice_id`,
      [ids],
    );
    const byId = new Map(rows.map((row) => [row.invoice_id, row.shipment_ids]));
    return ids.map((id) => byId.get(id) ?? []);
  },
};
