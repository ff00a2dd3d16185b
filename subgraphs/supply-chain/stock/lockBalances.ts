import type { Database } from '../../host/definition.ts';

/**
 * Locks what the order's products have at its plant, in the one order of rows that every command
 * and the ledger's trigger keep to. What is read after it can't be promised or reserved twice.
 */
export async function lockPlantBalances(db: Database, fulfilmentId: string): Promise<void> {
  await db.query(
    `select 1 from stock_balance b
      join storage_location l on l.id = b.location_id
      join warehouse w on w.id = l.warehouse_id
      join fulfilment_order f on f.plant_id = w.plant_id
      where f.id = $1 and b.usage = 'INTERNAL'
        and b.product_id in (select product_id from fulfilment_line where fulfilment_id = f.id)
      order by b.product_id, b.location_id, b.lot
      for update of b`,
    [fulfilmentId],
  );
}

/** The same for the goods of one shipment, the customers' place included. */
export async function lockShipmentBalances(db: Database, shipmentId: string): Promise<void> {
  await db.query(
    `select 1 from stock_balance b
      where b.product_id in (select product_id from shipment_line where shipment_id = $1)
        and (b.usage = 'CUSTOMER' or b.location_id in (
          select a.location_id from allocation a
          join shipment_line line on line.id = a.shipment_line_id
          where line.shipment_id = $1))
      order by b.product_id, b.location_id, b.lot
      for update of b`,
    [shipmentId],
  );
}
