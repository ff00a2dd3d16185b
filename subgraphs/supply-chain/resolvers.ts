import { AppError } from '../../lib/errors/appError.ts';
import { keepSubject, type Subject } from '../host/audit/subjects.ts';
import { auditReferences } from '../host/audit/references.ts';
import type { ComputedResolvers, ReadContext } from '../host/definition.ts';
import { progressByOrderLineId, type LineProgress } from './computed/lineProgress.ts';
import { onTimeDeliveryByCustomerId } from './computed/onTimeDelivery.ts';
import {
  backorderByOrderId,
  progressByOrderId,
  type OrderProgress,
} from './computed/orderProgress.ts';
import { promisedDateByShipmentId } from './computed/shipmentPromise.ts';
import { stockByProductId, type StockLevel, type StockPosition } from './computed/stockPosition.ts';
import { verifyStockLedger } from './computed/stockVerification.ts';
import type { PromiseRow } from './entities/fulfilment.ts';
import type { ProductRow } from './entities/product.ts';

interface Keyed {
  readonly id: string;
}

const daysMax = 3650;

/** What was read about an entity says whose it is. */
function told<Found extends { readonly subject: Subject }>(
  entity: Keyed,
  found: Found | null,
): Found | null {
  if (found !== null) keepSubject(entity, found.subject);
  return found;
}

const orderProgress = async (order: Keyed, read: ReadContext): Promise<OrderProgress | null> =>
  told(order, await read.load(progressByOrderId, order.id, undefined));

const lineProgress = (lineId: string, read: ReadContext): Promise<LineProgress | null> =>
  read.load(progressByOrderLineId, lineId, undefined);

/** Only what is truly computed: columns and edges are declared. */
export const resolvers: ComputedResolvers = {
  DataSubject: { supplyChainReferences: auditReferences },
  Query: {
    verifyStockLedger: (_root, { plantId }: { plantId?: string | null }, read) =>
      verifyStockLedger(read.db, plantId ?? null),
  },
  Customer: {
    onTimeDeliveryPct: async (customer: Keyed, { days }: { days: number | null }, read) => {
      const window = days ?? 90;
      if (window < 1 || window > daysMax) throw new AppError('INVALID_INPUT', { subject: 'days' });
      const question = { days: window };
      const found = await read.load(onTimeDeliveryByCustomerId, customer.id, question);
      return told(customer, found)?.pct ?? null;
    },
  },
  SalesOrder: {
    fulfilmentStatus: async (order: Keyed, _args, read) =>
      (await orderProgress(order, read))?.status ?? null,
    promiseDate: async (order: Keyed, _args, read) =>
      (await orderProgress(order, read))?.promiseDate ?? null,
    backorderedQuantity: (order: Keyed, _args, read) =>
      read.load(backorderByOrderId, order.id, undefined),
  },
  SalesOrderLine: {
    shippedQuantity: async (line: Keyed, _args, read) =>
      told(line, await lineProgress(line.id, read))?.shipped ?? null,
    backorderedQuantity: async (line: Keyed, _args, read) =>
      told(line, await lineProgress(line.id, read))?.backordered ?? null,
  },
  Product: {
    stock: (product: ProductRow, { plantId }: { plantId?: string | null }, read) =>
      read.load(stockByProductId, product.id, { plantId: plantId ?? null }),
  },
  StockPosition: {
    product: (position: StockPosition, _args, read) => read.row('Product', position.productId),
  },
  StockLevel: {
    location: (level: StockLevel, _args, read) => read.row('StorageLocation', level.locationId),
  },
  Promise: {
    requestedDate: async (promise: PromiseRow, _args, read) =>
      (await lineProgress(promise.salesOrderLineId, read))?.requestedDate ?? null,
  },
  Shipment: {
    promisedDate: (shipment: Keyed, _args, read) =>
      read.load(promisedDateByShipmentId, shipment.id, undefined),
  },
};
