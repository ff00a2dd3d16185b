import { AppError } from '../../lib/errors/appError.ts';
import { auditReferences } from '../host/audit/references.ts';
import {
  fromRow,
  type ComputedResolvers,
  type ReadContext,
  type RowValueField,
} from '../host/definition.ts';
import { moneyOf, type MoneyValue } from '../host/money.ts';
import { aggregateList } from '../host/read/aggregateList.ts';
import type { ConnectionParent } from '../host/read/connection.ts';
import {
  agedReceivables,
  agedTotals,
  type AgedCustomer,
  type AgedReceivables,
  type AgedReceivablesArguments,
} from './computed/agedReceivables.ts';
import { invoiceIdByShipmentId, shipmentIdsByInvoiceId } from './computed/billedShipments.ts';
import {
  creditExposure,
  exposureOf,
  utilisationPct,
  type CreditExposure,
  type ExposureFigures,
} from './computed/creditExposure.ts';
import { invoiceAmounts, paymentStatusOf, type InvoiceAmounts } from './computed/invoiceAmounts.ts';
import { billingByOrderId, type OrderBilling } from './computed/orderBilling.ts';
import { billingByOrderLineId } from './computed/orderLineBilling.ts';
import { figuresOf, receivablesByCustomerId } from './computed/receivables.ts';
import { revenueByCustomerId } from './computed/revenueToDate.ts';
import { settledBy } from './computed/settlement.ts';
import { sellingPriceByProductId } from './computed/standaloneSellingPrice.ts';
import { unallocatedByPaymentId } from './computed/unallocated.ts';
import { today } from './day.ts';
import { keepSubject, sameSubject } from '../host/audit/subjects.ts';
import type { CreditAccountRow } from './entities/customerAccount.ts';
import type { InvoiceRow } from './entities/invoice.ts';
import type { ProductAccountingRow } from './entities/masterData.ts';
import type { PaymentRow } from './entities/payment.ts';

interface Keyed {
  readonly id: string;
}

const moneyOrNull = (
  minorUnits: string | null | undefined,
  currency: string | null | undefined,
): MoneyValue | null =>
  minorUnits == null || currency == null ? null : moneyOf(minorUnits, currency);

const customerResolvers: ComputedResolvers[string] = {
  receivables: (customer: Keyed, { asOf }: { asOf?: string | null }, read, selected) =>
    read.load(receivablesByCustomerId, customer.id, {
      asOf: asOf ?? today(read.clock),
      entityId: null,
      figures: figuresOf(selected),
    }),
  revenueToDate: (customer: Keyed, { fiscalYear }: { fiscalYear: number }, read) => {
    if (fiscalYear < 1900 || fiscalYear > 9998) {
      throw new AppError('INVALID_INPUT', { subject: 'fiscalYear' });
    }
    return read.load(revenueByCustomerId, customer.id, { fiscalYear });
  },
};

/** A figure of a credit position, from its limit and what is used of it. */
const creditFigure = (
  figure: (exposure: CreditExposure, limitMinor: bigint) => bigint,
): RowValueField =>
  fromRow(
    creditExposure,
    (credit: CreditAccountRow, figures: ExposureFigures) =>
      moneyOf(figure(exposureOf(figures), BigInt(credit.limitMinor)), credit.currency),
    ['limitMinor', 'currency'],
  );

const creditResolvers: ComputedResolvers[string] = {
  openReceivables: creditFigure(({ openMinor }) => openMinor),
  uninvoicedOrders: creditFigure(({ uninvoicedMinor }) => uninvoicedMinor),
  exposure: creditFigure(({ exposureMinor }) => exposureMinor),
  available: creditFigure(({ exposureMinor }, limitMinor) => limitMinor - exposureMinor),
  utilisationPct: fromRow(
    creditExposure,
    (credit: CreditAccountRow, figures: ExposureFigures) =>
      utilisationPct(exposureOf(figures).exposureMinor, BigInt(credit.limitMinor)),
    ['limitMinor'],
  ),
};

/** What is billed of an order says whose it is. */
async function billingOf(order: Keyed, read: ReadContext): Promise<OrderBilling> {
  const found = await read.load(billingByOrderId, order.id, undefined);
  if (found.subject !== undefined) keepSubject(order, found.subject);
  return found;
}

const orderResolvers: ComputedResolvers[string] = {
  billingStatus: async (order: Keyed, _args, read) => (await billingOf(order, read)).status,
  invoicedTotal: async (order: Keyed, _args, read) => {
    const { invoicedMinor, currency } = await billingOf(order, read);
    return moneyOrNull(invoicedMinor, currency);
  },
  paidTotal: async (order: Keyed, _args, read) => {
    const { paidMinor, currency } = await billingOf(order, read);
    return moneyOrNull(paidMinor, currency);
  },
};

const invoiceAmount = (amount: (amounts: InvoiceAmounts) => string): RowValueField =>
  fromRow(
    invoiceAmounts,
    (invoice: InvoiceRow, amounts: InvoiceAmounts) => moneyOf(amount(amounts), invoice.currency),
    ['currency'],
  );

const invoiceResolvers: ComputedResolvers[string] = {
  shipments: async (invoice: InvoiceRow, _args, read) =>
    (await read.load(shipmentIdsByInvoiceId, invoice.id, undefined)).map((id) => ({ id })),
  paymentStatus: fromRow(invoiceAmounts, (_invoice: InvoiceRow, amounts: InvoiceAmounts) =>
    paymentStatusOf(amounts),
  ),
  amountPaid: invoiceAmount(({ paid_minor }) => paid_minor),
  amountDue: invoiceAmount(({ due_minor }) => due_minor),
};

/** Sums what is due over the whole list; null where it has more than one currency, or none. */
async function totalDue(list: ConnectionParent, read: ReadContext): Promise<MoneyValue | null> {
  const day = `'${today(read.clock)}'::date`;
  const sums = await aggregateList<{ currency: string; due_minor: string }>(read, list, {
    name: 'totalDue',
    select: `t.currency, sum((
      select settled.due_minor from (select 1) one ${settledBy(day, 't')}))::text as due_minor`,
    groupBy: 't.currency',
  });
  const [only, ...others] = sums;
  return only === undefined || others.length > 0 ? null : moneyOf(only.due_minor, only.currency);
}

/** Only what is truly computed: columns and edges are declared. */
export const resolvers: ComputedResolvers = {
  DataSubject: { financeReferences: auditReferences },
  Query: {
    agedReceivables: (_root, args: AgedReceivablesArguments, read) => agedReceivables(args, read),
  },
  AgedCustomerConnection: {
    totals: (list: AgedReceivables, _args, read) => agedTotals(list, read),
  },
  AgedCustomer: {
    customer: (aged: AgedCustomer) => sameSubject(aged, { id: aged.customerId }),
    summary: ({ customerId, asOf, entityId }: AgedCustomer, _args, read, selected) =>
      read.load(receivablesByCustomerId, customerId, {
        ...{ asOf, entityId, figures: figuresOf(selected) },
      }),
  },
  Customer: customerResolvers,
  CreditPosition: creditResolvers,
  SalesOrder: orderResolvers,
  SalesOrderLine: {
    invoicedQuantity: async (line: Keyed, _args, read) =>
      (await read.load(billingByOrderLineId, line.id, undefined)).quantity,
    invoicedAmount: async (line: Keyed, _args, read) => {
      const { netMinor, currency } = await read.load(billingByOrderLineId, line.id, undefined);
      return moneyOrNull(netMinor, currency);
    },
  },
  Shipment: {
    invoice: async (shipment: Keyed, _args, read) => {
      const id = await read.load(invoiceIdByShipmentId, shipment.id, undefined);
      return id === null ? null : read.row('Invoice', id);
    },
  },
  Product: {
    standaloneSellingPrice: (
      product: ProductAccountingRow,
      { currency }: { currency: string },
      read,
    ) => read.load(sellingPriceByProductId, product.productId, { currency }),
  },
  Invoice: invoiceResolvers,
  InvoiceConnection: { totalDue: (list: ConnectionParent, _args, read) => totalDue(list, read) },
  Payment: {
    unallocated: async (payment: PaymentRow, _args, read) =>
      moneyOrNull(await read.load(unallocatedByPaymentId, payment.id, undefined), payment.currency),
  },
};
