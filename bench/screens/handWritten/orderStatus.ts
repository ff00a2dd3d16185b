import { amountsByInvoiceId } from '../../../subgraphs/finance/computed/invoiceAmounts.ts';
import { billingByOrderLineId } from '../../../subgraphs/finance/computed/orderLineBilling.ts';
import { moneyOf } from '../../../subgraphs/host/money.ts';
import { progressByOrderLineId } from '../../../subgraphs/supply-chain/computed/lineProgress.ts';
import { progressByOrderId } from '../../../subgraphs/supply-chain/computed/orderProgress.ts';
import { loadOf } from '../databases/unrestricted.ts';
import {
  contextOf,
  distinct,
  groupsOf,
  mapOf,
  zipped,
  type HandWrittenInput,
  type HandWrittenScreen,
} from './screen.ts';

const purpose = 'customer-care';

interface OrderRow {
  readonly id: string;
  readonly number: string;
  readonly status: string;
  readonly orderDate: string;
  readonly signedAt: string | null;
  readonly purchaseOrderRef: string | null;
  readonly net_total_minor: string;
  readonly currency: string;
  readonly customer_id: string;
  readonly ship_to_address_id: string | null;
}
interface LineRow {
  readonly id: string;
  readonly line_number: number;
  readonly quantity: string;
  readonly unit_price_minor: string;
  readonly currency: string;
  readonly requested_date: string;
  readonly product_id: string;
}
interface PromiseRow {
  readonly id: string;
  readonly sales_order_line_id: string;
  readonly promisedDate: string;
  readonly originalPromisedDate: string;
  readonly status: string;
  readonly method: string;
}
interface RevisionRow {
  readonly promise_id: string;
  readonly from: string;
  readonly to: string;
  readonly reason: string | null;
}
interface ShipmentRow {
  readonly carrier_id: string | null;
}
interface CarrierRow {
  readonly id: string;
  readonly name: string;
  readonly trackingUrlTemplate: string | null;
}
interface InvoiceRow {
  readonly id: string;
  readonly currency: string;
}

export const orderStatus: HandWrittenScreen = async (input, { number }) => {
  const [order] = await input.databases.crm.query<OrderRow>(
    `select id, number, status, order_date as "orderDate", signed_at as "signedAt",
        purchase_order_ref as "purchaseOrderRef", net_total_minor, currency, customer_id,
        ship_to_address_id
      from sales_order where number = $1`,
    [number],
  );
  if (order === undefined) return { salesOrderByNumber: null };
  const [gate, [customer = null], lines, [progress], shipments, invoices, [shipTo = null]] =
    await Promise.all([
      gateOf(input, order.id),
      input.databases.crm.query(
        'select id, trade_name as "tradeName" from customer where id = $1',
        [order.customer_id],
      ),
      linesOf(input, order.id),
      loadOf(contextOf(input, 'supply-chain', purpose))(progressByOrderId, [order.id], undefined),
      shipmentsOf(input, order.id),
      invoicesOf(input, order.id),
      input.databases['customer-pii'].query(
        `select lines, locality, postal_code as "postalCode", country_code as "countryCode"
          from postal_address where id = $1`,
        [order.ship_to_address_id],
      ),
    ]);
  const { id, status, orderDate, signedAt, purchaseOrderRef } = order;
  return {
    salesOrderByNumber: {
      ...{ id, number: order.number, status, orderDate, signedAt, purchaseOrderRef },
      netTotal: moneyOf(order.net_total_minor, order.currency),
      ...{ gate, customer, lines, shipments, invoices, shipTo },
      promiseDate: progress?.promiseDate ?? null,
      fulfilmentStatus: progress?.status ?? null,
    },
  };
};

async function gateOf({ databases: { crm } }: HandWrittenInput, orderId: string) {
  const [found] = await crm.query<{ id: string }>(
    'select id, allowed, at from gate_decision where order_id = $1 order by id limit 1',
    [orderId],
  );
  if (found === undefined) return null;
  const { id, ...gate } = found;
  const checks = await crm.query(
    'select rule, passed, detail from gate_check where decision_id = $1 order by rule, id',
    [id],
  );
  return { ...gate, checks };
}

async function linesOf(input: HandWrittenInput, orderId: string): Promise<readonly object[]> {
  const lines = await input.databases.crm.query<LineRow>(
    `select id, line_number, quantity, unit_price_minor, currency, requested_date, product_id
      from sales_order_line where order_id = $1 order by line_number, id`,
    [orderId],
  );
  const ids = lines.map(({ id }) => id);
  const [products, promises, progress, billing] = await Promise.all([
    input.databases['supply-chain'].query<{ id: string }>(
      'select id, sku, name from product where id = any($1)',
      [distinct(lines.map((line) => line.product_id))],
    ),
    promisesOf(input, ids),
    loadOf(contextOf(input, 'supply-chain', purpose))(progressByOrderLineId, ids, undefined),
    loadOf(contextOf(input, 'finance', purpose))(billingByOrderLineId, ids, undefined),
  ]);
  const productOf = mapOf(products, 'id');
  const progressOf = zipped(ids, progress);
  const billingOf = zipped(ids, billing);
  return lines.map((row) => {
    const line = progressOf.get(row.id) ?? null;
    const promise = promises.get(row.id);
    return {
      ...{ id: row.id, lineNumber: row.line_number, quantity: row.quantity },
      unitPrice: moneyOf(row.unit_price_minor, row.currency),
      requestedDate: row.requested_date,
      product: productOf.get(row.product_id) ?? null,
      promise:
        promise === undefined ? null : { requestedDate: line?.requestedDate ?? null, ...promise },
      shippedQuantity: line?.shipped ?? null,
      backorderedQuantity: line?.backordered ?? null,
      invoicedQuantity: billingOf.get(row.id)?.quantity ?? null,
    };
  });
}

/** Promises by their order line, each with its revisions. */
async function promisesOf(
  { databases }: HandWrittenInput,
  lineIds: readonly string[],
): Promise<ReadonlyMap<string, object>> {
  const db = databases['supply-chain'];
  const promises = await db.query<PromiseRow>(
    `select id, sales_order_line_id, promised_date as "promisedDate",
        original_promised_date as "originalPromisedDate", status, method
      from promise where sales_order_line_id = any($1) order by id`,
    [lineIds],
  );
  const revisions =
    promises.length === 0
      ? []
      : await db.query<RevisionRow>(
          `select promise_id, from_date as "from", to_date as "to", reason
            from promise_revision where promise_id = any($1) order by at, id`,
          [promises.map(({ id }) => id)],
        );
  const revisionsOf = groupsOf(revisions, 'promise_id');
  return new Map(
    promises.map(({ id, sales_order_line_id: line, ...promise }) => [
      line,
      {
        ...promise,
        revisions: (revisionsOf.get(id) ?? []).map(({ from, to, reason }) => ({
          from,
          to,
          reason,
        })),
      },
    ]),
  );
}

async function shipmentsOf({ databases }: HandWrittenInput, orderId: string) {
  const db = databases['supply-chain'];
  const shipments = await db.query<ShipmentRow>(
    `select id, number, status, goods_issue_at as "goodsIssueAt",
        estimated_delivery as "estimatedDelivery", tracking_number as "trackingNumber", carrier_id
      from shipment where sales_order_id = $1 order by planned_at, id limit 10`,
    [orderId],
  );
  const carrierIds = distinct(shipments.map((shipment) => shipment.carrier_id));
  const carriers =
    carrierIds.length === 0
      ? []
      : await db.query<CarrierRow>(
          'select id, name, tracking_url_template as "trackingUrlTemplate" from carrier where id = any($1)',
          [carrierIds],
        );
  const carrierOf = mapOf(carriers, 'id');
  return {
    edges: shipments.map(({ carrier_id: carrierId, ...shipment }) => ({
      node: { ...shipment, carrier: shownCarrier(carrierOf.get(carrierId ?? '')) },
    })),
  };
}

const shownCarrier = (carrier: CarrierRow | undefined): object | null =>
  carrier === undefined
    ? null
    : { name: carrier.name, trackingUrlTemplate: carrier.trackingUrlTemplate };

async function invoicesOf(input: HandWrittenInput, orderId: string): Promise<readonly object[]> {
  const invoices = await input.databases.finance.query<InvoiceRow>(
    `select id, number, due_date as "dueDate", currency from invoice
      where order_id = $1 order by issue_date desc, id`,
    [orderId],
  );
  const ids = invoices.map(({ id }) => id);
  const load = loadOf(contextOf(input, 'finance', purpose));
  const amountsOf = zipped(ids, await load(amountsByInvoiceId, ids, undefined));
  return invoices.map(({ currency, ...invoice }) => {
    const amounts = amountsOf.get(invoice.id);
    return {
      ...invoice,
      paymentStatus: amounts?.paymentStatus ?? null,
      amountDue: moneyOf(amounts?.dueMinor ?? 0, currency),
    };
  });
}
