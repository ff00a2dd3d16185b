import type { StoreDefinition } from '../host/definition.ts';
import { allocate } from './commands/allocate.ts';
import { createShipment } from './commands/createShipment.ts';
import { packShipment } from './commands/packShipment.ts';
import { pickShipment } from './commands/pickShipment.ts';
import { postGoodsIssue } from './commands/postGoodsIssue.ts';
import { promiseOrder } from './commands/promiseOrder.ts';
import { edges } from './edges.ts';
import {
  FulfilmentLineRow,
  FulfilmentOrderRow,
  PromiseRevisionRow,
  PromiseRow,
} from './entities/fulfilment.ts';
import { CarrierRow, PlantRow, StorageLocationRow, WarehouseRow } from './entities/plant.ts';
import { ProductCategoryRow, ProductRow, UnitOfMeasureRow } from './entities/product.ts';
import {
  NumberSeriesRow,
  PackageRow,
  ShipmentLineRow,
  ShipmentRow,
  TrackingEventRow,
} from './entities/shipment.ts';
import { AllocationRow, StockBalanceRow, StockMoveRow } from './entities/stock.ts';
import { customerKnown } from './events/customerKnown.ts';
import { orderReleased } from './events/orderReleased.ts';
import { shippedQuantities } from './events/shippedQuantities.ts';
import { migrations } from './migrations/all.ts';
import { resolvers } from './resolvers.ts';

/** SQL for the customer behind a row of `t`: the row's own column, or the order it belongs to. */
const customerOfOrder = `(select f.customer_id from fulfilment_order f where f.sales_order_id = t.id)`;
const customerOfFulfilment = `(select f.customer_id from fulfilment_order f where f.id = t.fulfilment_id)`;
const customerOfShipment = `(select s.customer_id from shipment s where s.id = t.shipment_id)`;
const customerOfPromise = `(select p.customer_id from promise p where p.id = t.promise_id)`;
const customerOfLine = (lineId: string): string =>
  `(select f.customer_id from fulfilment_line l join fulfilment_order f on f.id = l.fulfilment_id
    where l.sales_order_line_id = ${lineId})`;

/** Things that move: products, the stock ledger, promises and shipments. */
export const supplyChain: StoreDefinition = {
  name: 'supply-chain',
  tells: new Set([
    'Customer.onTimeDeliveryPct',
    ...['SalesOrder.fulfilmentStatus', 'SalesOrder.promiseDate'],
    ...['SalesOrderLine.shippedQuantity', 'SalesOrderLine.backorderedQuantity'],
  ]),
  types: {
    Customer: { party: 't.id' },
    DataSubject: {},
    SalesOrder: { party: customerOfOrder },
    SalesOrderLine: { party: customerOfLine('t.id') },
    Product: { row: ProductRow },
    ProductCategory: { row: ProductCategoryRow },
    UnitOfMeasure: { row: UnitOfMeasureRow, key: 'code' },
    Plant: { row: PlantRow },
    Warehouse: { row: WarehouseRow },
    StorageLocation: { row: StorageLocationRow },
    Carrier: { row: CarrierRow },
    StockMove: { row: StockMoveRow },
    Allocation: { row: AllocationRow, party: customerOfLine('t.sales_order_line_id') },
    FulfilmentOrder: { row: FulfilmentOrderRow, party: 't.customer_id' },
    FulfilmentLine: {
      row: FulfilmentLineRow,
      key: 'salesOrderLineId',
      party: customerOfFulfilment,
    },
    Promise: { row: PromiseRow, party: 't.customer_id' },
    PromiseRevision: { row: PromiseRevisionRow, party: customerOfPromise },
    Shipment: { row: ShipmentRow, party: 't.customer_id' },
    ShipmentLine: { row: ShipmentLineRow, party: customerOfShipment },
    Package: { row: PackageRow, party: customerOfShipment },
    TrackingEvent: { row: TrackingEventRow, party: customerOfShipment },
  },
  otherRows: [StockBalanceRow, NumberSeriesRow],
  migrations,
  edges,
  resolvers,
  commands: { promiseOrder, allocate, createShipment, pickShipment, packShipment, postGoodsIssue },
  receives: { 'order-released': orderReleased, 'customer-known': customerKnown },
  answers: { 'shipped-quantities': shippedQuantities },
};
