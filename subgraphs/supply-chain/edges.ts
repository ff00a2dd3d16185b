import { edge, type Edge } from '../host/edge.ts';

const latestPlannedFirst = 'planned_at desc, id';

export const edges: readonly Edge[] = [
  // Lists of the root
  edge('Query.products', { from: '', to: '', order: 'sku' }),
  edge('Query.shipments', { from: '', to: '', order: latestPlannedFirst }),
  edge('Query.fulfilmentOrders', { from: '', to: '', order: 'accepted_at, id' }),
  edge('Query.plants', { from: '', to: '', order: 'code' }),
  edge('Query.stockMoves', { from: '', to: '', order: 'sequence desc' }),

  // Contributions: the key alone is known of the parent
  edge('Customer.shipments', { from: 'id', to: 'shipment.customer_id', order: latestPlannedFirst }),
  edge('Customer.openPromises', {
    from: 'id',
    to: 'promise.customer_id',
    order: 'promised_date, id',
    where: `t.status in ('TENTATIVE', 'CONFIRMED', 'AT_RISK')`,
  }),
  edge('SalesOrder.fulfilment', { from: 'id', to: 'fulfilment_order.sales_order_id' }),
  edge('SalesOrder.shipments', {
    from: 'id',
    to: 'shipment.sales_order_id',
    order: 'planned_at, id',
  }),
  edge('SalesOrderLine.promise', { from: 'id', to: 'promise.sales_order_line_id' }),
  edge('SalesOrderLine.allocations', {
    from: 'id',
    to: 'allocation.sales_order_line_id',
    order: 'at, id',
  }),

  // Products
  edge('Product.category', { from: 'product.category_id', to: 'product_category.id' }),
  edge('Product.uom', { from: 'product.uom_code', to: 'unit_of_measure.code' }),
  edge('ProductCategory.parent', {
    from: 'product_category.parent_id',
    to: 'product_category.id',
  }),

  // Plants and places
  edge('Plant.warehouses', { from: 'plant.id', to: 'warehouse.plant_id', order: 'code' }),
  edge('Warehouse.plant', { from: 'warehouse.plant_id', to: 'plant.id' }),
  edge('Warehouse.defaultCarrier', { from: 'warehouse.default_carrier_id', to: 'carrier.id' }),
  edge('Warehouse.locations', {
    from: 'warehouse.id',
    to: 'storage_location.warehouse_id',
    order: 'code',
  }),
  edge('StorageLocation.warehouse', { from: 'storage_location.warehouse_id', to: 'warehouse.id' }),

  // The ledger
  edge('StockMove.product', { from: 'stock_move.product_id', to: 'product.id' }),
  edge('StockMove.uom', { from: 'stock_move.uom_code', to: 'unit_of_measure.code' }),
  edge('StockMove.from', { from: 'stock_move.from_location_id', to: 'storage_location.id' }),
  edge('StockMove.to', { from: 'stock_move.to_location_id', to: 'storage_location.id' }),
  edge('StockMove.reversalOf', { from: 'stock_move.reversal_of_id', to: 'stock_move.id' }),
  edge('Allocation.product', { from: 'allocation.product_id', to: 'product.id' }),
  edge('Allocation.location', { from: 'allocation.location_id', to: 'storage_location.id' }),

  // Promises and fulfilment
  edge('Promise.plant', { from: 'promise.plant_id', to: 'plant.id' }),
  edge('Promise.revisions', {
    from: 'promise.id',
    to: 'promise_revision.promise_id',
    order: 'at, id',
  }),
  edge('FulfilmentOrder.plant', { from: 'fulfilment_order.plant_id', to: 'plant.id' }),
  edge('FulfilmentOrder.lines', {
    from: 'fulfilment_order.id',
    to: 'fulfilment_line.fulfilment_id',
    order: 'position, sales_order_line_id',
  }),
  edge('FulfilmentOrder.shipments', {
    from: 'fulfilment_order.id',
    to: 'shipment.fulfilment_id',
    order: 'planned_at, id',
  }),
  edge('FulfilmentLine.product', { from: 'fulfilment_line.product_id', to: 'product.id' }),

  // Shipments
  edge('Shipment.fulfilment', { from: 'shipment.fulfilment_id', to: 'fulfilment_order.id' }),
  edge('Shipment.warehouse', { from: 'shipment.warehouse_id', to: 'warehouse.id' }),
  edge('Shipment.carrier', { from: 'shipment.carrier_id', to: 'carrier.id' }),
  edge('Shipment.packages', { from: 'shipment.id', to: 'package.shipment_id' }),
  edge('Shipment.lines', { from: 'shipment.id', to: 'shipment_line.shipment_id' }),
  edge('Shipment.events', {
    from: 'shipment.id',
    to: 'tracking_event.shipment_id',
    order: 'at, id',
  }),
  edge('Shipment.moves', { from: 'shipment.id', to: 'stock_move.reference', order: 'sequence' }),
  edge('ShipmentLine.product', { from: 'shipment_line.product_id', to: 'product.id' }),
];
