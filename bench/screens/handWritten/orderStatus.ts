import {
  invoiceAmounts,
  paymentStatusOf,
  type InvoiceAmounts,
} from '../../../subgraphs/finance/computed/invoiceAmounts.ts';
import { billingByOrderLineId } from '../../../subgraphs/finance/computed/orderLineBilling.ts';
import { moneyOf } from '../../../subgraphs/host/money.ts';
import { progressByOrderLineId } from '../../../subgraphs/supply-chain/computed/lineProgress.ts';
import { progressByOrderId } from '../../../subgraphs/supply-chain/computed/orderProgress.ts';
import { placeValue } from '../databases/rowValues.ts';
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
  readonly ship_to_address_id: string | null;
  readonly customer_id: string | null;
  readonly trade_name: string | null;
  readonly gate_id: string | null;
  readonly allowed: boolean;
  readonly at: string;
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
  readonly carrier_name: string;
  readonly tracking_url_template: string | null;
}
interface InvoiceRow extends InvoiceAmounts {
  readonly id: string;
  readonly number: string | null;
  readonly due_date: string;
  readonly currency: string;
}

export const orderStatus: HandWrittenScreen = async (input, { number }) => {
  const [order] = await input.databases.crm.query<OrderRow>(
    `select t.id, t.number, t.status, t.order_date as "orderDate", t.signed_at as "signedAt",
        t.purchase_order_ref as "purchaseOrderRef", t.net_total_minor, t.currency,
        t.ship_to_address_id, c.id as customer_id, c.trade_name, g.id as gate_id, g.allowed, g.at
      from sales_order t
      left join customer c on c.id = t.customer_id
      left join lateral (
        select d.id, d.allowed, d.at from gate_decision d
        where d.order_id = t.id order by d.id limit 1) g on true
      where t.number = $1`,
    [number],
  );
  if (order === undefined) return { salesOrderByNumber: null };
  const [checks, lines, [progress], shipments, invoices, shipTo] = await Promise.all([
    checksOf(input, order.gate_id),
    linesOf(input, order.id),
    loadOf(contextOf(input, 'supply-chain', purpose))(progressByOrderId, [order.id], undefined),
    shipmentsOf(input, order.id),
    invoicesOf(input, order.id),
    shipToOf(input, order.ship_to_address_id),
  ]);
  const { id, status, orderDate, signedAt, purchaseOrderRef, customer_id: customer } = order;
  return {
    salesOrderByNumber: {
      ...{ id, number: order.number, status, orderDate, signedAt, purchaseOrderRef },
      netTotal: moneyOf(order.net_total_minor, order.currency),
      gate: order.gate_id === null ? null : { allowed: order.allowed, at: order.at, checks },
      customer: customer === null ? null : { id: customer, tradeName: order.trade_name },
      ...{ lines, shipments, invoices, shipTo },
      promiseDate: progress?.promiseDate ?? null,
      fulfilmentStatus: progress?.status ?? null,
    },
  };
};

interface AddressRow {
  readonly lines: readonly string[] | null;
  readonly locality: string | null;
  readonly postalCode: string | null;
  readonly countryCode: string | null;
}

async function shipToOf(
  { databases, opener }: HandWrittenInput,
  addressId: unknown,
): Promise<AddressRow | null> {
  const [row] = await databases['customer-pii'].query<AddressRow>(
    `select id, person_id as "personId", customer_id as "customerId", lines, locality,
        postal_code as "postalCode", country_code as "countryCode"
      from postal_address where id = $1`,
    [addressId],
  );
  if (row === undefined) return null;
  await opener()([{ table: 'postal_address', row }]);
  const { lines, locality, postalCode, countryCode } = row;
  return { lines, locality, postalCode, countryCode };
}

const checksOf = (
  { databases: { crm } }: HandWrittenInput,
  gateId: string | null,
): Promise<readonly object[]> =>
  gateId === null
    ? Promise.resolve([])
    : crm.query(
        'select rule, passed, detail from gate_check where decision_id = $1 order by rule, id',
        [gateId],
      );

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
  const shipments = await databases['supply-chain'].query<ShipmentRow>(
    `select t.id, t.number, t.status, t.goods_issue_at as "goodsIssueAt",
        t.estimated_delivery as "estimatedDelivery", t.tracking_number as "trackingNumber",
        c.id as carrier_id, c.name as carrier_name, c.tracking_url_template
      from shipment t left join carrier c on c.id = t.carrier_id
      where t.sales_order_id = $1 order by t.planned_at, t.id limit 10`,
    [orderId],
  );
  return {
    edges: shipments.map(({ carrier_id, carrier_name, tracking_url_template, ...shipment }) => ({
      node: {
        ...shipment,
        carrier:
          carrier_id === null
            ? null
            : { name: carrier_name, trackingUrlTemplate: tracking_url_template },
      },
    })),
  };
}

async function invoicesOf(input: HandWrittenInput, orderId: string): Promise<readonly object[]> {
  const parameters: unknown[] = [orderId];
  const context = contextOf(input, 'finance', purpose);
  const amounts = placeValue(invoiceAmounts, undefined, context, parameters);
  const invoices = await input.databases.finance.query<InvoiceRow>(
    `select t.id, t.number, t.due_date, t.currency, ${amounts.select}
      from invoice t ${amounts.join}
      where t.order_id = $1 order by t.issue_date desc, t.id`,
    parameters,
  );
  return invoices.map((invoice) => ({
    ...{ id: invoice.id, number: invoice.number, dueDate: invoice.due_date },
    paymentStatus: paymentStatusOf(invoice),
    amountDue: moneyOf(invoice.due_minor, invoice.currency),
  }));
}
