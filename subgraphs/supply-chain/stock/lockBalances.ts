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

/**
 * The same for the goods of one shipment, the customers' place included. Its rows are made first:
 * one that two transactions are about to make can't be locked in turn, and they would wait in a circle.
 */
export async function lockShipmentBalances(db: Database, shipmentId: string): Promise<void> {
  await db.query(
    `insert into stock_balance (product_id, location_id, lot, usage)
      select distinct line.product_id, customers.id, coalesce(line.lot, ''), customers.usage
      from shipment_line line join storage_location customers on customers.usage = 'CUSTOMER'
      where line.shipment_id = $1
      order by 1, 2, 3
      on conflict do nothing`,
    [shipmentId],
  );
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
