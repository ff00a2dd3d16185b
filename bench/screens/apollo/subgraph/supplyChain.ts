import {
  PromiseRevisionRow,
  PromiseRow,
} from '../../../../subgraphs/supply-chain/entities/fulfilment.ts';
import { CarrierRow } from '../../../../subgraphs/supply-chain/entities/plant.ts';
import { ProductRow } from '../../../../subgraphs/supply-chain/entities/product.ts';
import { ShipmentRow } from '../../../../subgraphs/supply-chain/entities/shipment.ts';
import {
  progressByOrderLineId,
  type LineProgress,
} from '../../../../subgraphs/supply-chain/computed/lineProgress.ts';
import { onTimeDeliveryByCustomerId } from '../../../../subgraphs/supply-chain/computed/onTimeDelivery.ts';
import {
  progressByOrderId,
  type OrderProgress,
} from '../../../../subgraphs/supply-chain/computed/orderProgress.ts';
import { connectionOf, type Resolvers, type Subgraph } from './resolvers.ts';
import type { RowList, RowReads } from './rowReads.ts';

interface Keyed {
  readonly id: string;
}
interface Page {
  readonly first: number;
}

const customerShipments: RowList<ShipmentRow> = {
  name: 'customerShipments',
  row: ShipmentRow,
  on: 'customerId',
  order: { plannedAt: 'DESC', id: 'ASC' },
};
const orderShipments: RowList<ShipmentRow> = {
  name: 'orderShipments',
  row: ShipmentRow,
  on: 'salesOrderId',
  order: { plannedAt: 'ASC', id: 'ASC' },
};
const revisions: RowList<PromiseRevisionRow> = {
  name: 'revisions',
  row: PromiseRevisionRow,
  on: 'promiseId',
  order: { at: 'ASC', id: 'ASC' },
};

const orderProgress = (reads: RowReads, id: string): Promise<OrderProgress | null> =>
  reads.context.load(progressByOrderId, id, undefined);

const lineProgress = (reads: RowReads, id: string): Promise<LineProgress | null> =>
  reads.context.load(progressByOrderLineId, id, undefined);

const resolvers: Resolvers = {
  Customer: {
    shipments: async ({ id }: Keyed, { first }: Page, { reads }) =>
      connectionOf(await reads.list(customerShipments, id, { first: first + 1 }), first),
    onTimeDeliveryPct: async ({ id }: Keyed, { days }: { days: number }, { reads }) =>
      (await reads.context.load(onTimeDeliveryByCustomerId, id, { days }))?.pct ?? null,
  },
  SalesOrder: {
    shipments: async ({ id }: Keyed, { first }: Page, { reads }) =>
      connectionOf(await reads.list(orderShipments, id, { first: first + 1 }), first),
    fulfilmentStatus: async ({ id }: Keyed, _args, { reads }) =>
      (await orderProgress(reads, id))?.status ?? null,
    promiseDate: async ({ id }: Keyed, _args, { reads }) =>
      (await orderProgress(reads, id))?.promiseDate ?? null,
  },
  SalesOrderLine: {
    promise: ({ id }: Keyed, _args, { reads }) => reads.row(PromiseRow, 'salesOrderLineId', id),
    shippedQuantity: async ({ id }: Keyed, _args, { reads }) =>
      (await lineProgress(reads, id))?.shipped ?? null,
    backorderedQuantity: async ({ id }: Keyed, _args, { reads }) =>
      (await lineProgress(reads, id))?.backordered ?? null,
  },
  Promise: {
    requestedDate: async ({ salesOrderLineId }: PromiseRow, _args, { reads }) =>
      (await lineProgress(reads, salesOrderLineId))?.requestedDate ?? null,
    revisions: ({ id }: PromiseRow, _args, { reads }) => reads.list(revisions, id),
  },
  PromiseRevision: {
    from: ({ fromDate }: PromiseRevisionRow) => fromDate,
    to: ({ toDate }: PromiseRevisionRow) => toDate,
  },
  Shipment: {
    carrier: ({ carrierId }: ShipmentRow, _args, { reads }) =>
      carrierId === null ? null : reads.row(CarrierRow, 'id', carrierId),
  },
};

/** The fields of supply chain that the four screens show. */
export const supplyChain: Subgraph = {
  resolvers,
  references: {
    Product: ({ id }, { reads }) => reads.row(ProductRow, 'id', id),
  },
};
