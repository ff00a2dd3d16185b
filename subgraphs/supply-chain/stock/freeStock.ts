/**
 * SQL: per product, what is at the plant of order `$1`, reserved for nobody and promised from stock
 * to no other order. An order holds what it was promised from stock until it is allocated.
 */
export const freeStockOfOrder = `
  select l.product_id,
    coalesce((
      select sum(b.on_hand - b.allocated) from stock_balance b
      join storage_location place on place.id = b.location_id
      join warehouse w on w.id = place.warehouse_id
      where b.product_id = l.product_id and b.usage = 'INTERNAL' and w.plant_id = f.plant_id
    ), 0) - coalesce((
      select sum(p.quantity) from fulfilment_order other
      join fulfilment_line held on held.fulfilment_id = other.id
      join promise p on p.sales_order_line_id = held.sales_order_line_id
      where other.status = 'PROMISED' and other.plant_id = f.plant_id and other.id <> f.id
        and held.product_id = l.product_id and p.method = 'STOCK'
    ), 0) as quantity
  from fulfilment_order f
  join (select distinct fulfilment_id, product_id from fulfilment_line) l on l.fulfilment_id = f.id
  where f.id = $1`;
