import {
  agedReceivables,
  agedTotals,
  type AgedCustomer,
  type AgedReceivables,
  type AgedReceivablesArguments,
} from '../../../../subgraphs/finance/computed/agedReceivables.ts';
import {
  creditExposure,
  exposureOf,
} from '../../../../subgraphs/finance/computed/creditExposure.ts';
import {
  invoiceAmounts,
  paymentStatusOf,
} from '../../../../subgraphs/finance/computed/invoiceAmounts.ts';
import { billingByOrderId } from '../../../../subgraphs/finance/computed/orderBilling.ts';
import { billingByOrderLineId } from '../../../../subgraphs/finance/computed/orderLineBilling.ts';
import {
  figuresOf,
  receivablesByCustomerId,
} from '../../../../subgraphs/finance/computed/receivables.ts';
import { today } from '../../../../subgraphs/finance/day.ts';
import {
  BillingProfileRow,
  CreditAccountRow,
} from '../../../../subgraphs/finance/entities/customerAccount.ts';
import { InvoiceRow } from '../../../../subgraphs/finance/entities/invoice.ts';
import { PaymentTermsRow } from '../../../../subgraphs/finance/entities/masterData.ts';
import { moneyOf } from '../../../../subgraphs/host/money.ts';
import { valueLoader } from '../../databases/rowValues.ts';
import { connectionOf, type Resolvers, type Subgraph, selectedNames } from './resolvers.ts';
import type { RowList } from './rowReads.ts';

interface Keyed {
  readonly id: string;
}

const customerInvoices: RowList<InvoiceRow> = {
  name: 'customerInvoices',
  row: InvoiceRow,
  on: 'customerId',
  order: { issueDate: 'DESC', id: 'ASC' },
};
const orderInvoices: RowList<InvoiceRow> = {
  ...customerInvoices,
  name: 'orderInvoices',
  on: 'orderId',
};

const exposures = valueLoader(creditExposure, { table: 'credit_account', key: 'customer_id' });
const amounts = valueLoader(invoiceAmounts, { table: 'invoice', key: 'id' });

const resolvers: Resolvers = {
  Query: {
    agedReceivables: (_root, args: AgedReceivablesArguments, { reads }) =>
      agedReceivables(args, reads.context),
  },
  AgedCustomerConnection: {
    totals: (list: AgedReceivables, _args, { reads }) => agedTotals(list, reads.context),
  },
  AgedCustomer: {
    customer: ({ customerId }: AgedCustomer) => ({ __typename: 'Customer', id: customerId }),
    summary: ({ customerId, asOf, entityId }: AgedCustomer, _args, { reads }, info) =>
      reads.context.load(receivablesByCustomerId, customerId, {
        ...{ asOf, entityId, figures: figuresOf(selectedNames(info)) },
      }),
  },
  Customer: {
    receivables: ({ id }: Keyed, { asOf }: { asOf?: string | null }, { reads }, info) =>
      reads.context.load(receivablesByCustomerId, id, {
        asOf: asOf ?? today(reads.context.clock),
        entityId: null,
        figures: figuresOf(selectedNames(info)),
      }),
    credit: ({ id }: Keyed, _args, { reads }) => reads.row(CreditAccountRow, 'customerId', id),
    billing: ({ id }: Keyed, _args, { reads }) => reads.row(BillingProfileRow, 'customerId', id),
    invoices: async (
      { id }: Keyed,
      { first, status }: { readonly first: number; readonly status?: readonly string[] },
      { reads },
    ) => {
      const among =
        status === undefined ? {} : { among: { property: 'status' as const, values: status } };
      const rows = await reads.list(customerInvoices, id, { first: first + 1, ...among });
      return connectionOf(rows, first);
    },
  },
  CreditPosition: {
    available: async (credit: CreditAccountRow, _args, { reads }) => {
      const figures = await reads.context.load(exposures, credit.customerId, undefined);
      if (figures === null) return null;
      const { exposureMinor } = exposureOf(figures);
      return moneyOf(BigInt(credit.limitMinor) - exposureMinor, credit.currency);
    },
  },
  CustomerBillingProfile: {
    paymentTerms: ({ paymentTermsCode }: BillingProfileRow, _args, { reads }) =>
      paymentTermsCode === null ? null : reads.row(PaymentTermsRow, 'code', paymentTermsCode),
  },
  SalesOrder: {
    invoices: ({ id }: Keyed, _args, { reads }) => reads.list(orderInvoices, id),
    billingStatus: async ({ id }: Keyed, _args, { reads }) =>
      (await reads.context.load(billingByOrderId, id, undefined)).status,
  },
  SalesOrderLine: {
    invoicedQuantity: async ({ id }: Keyed, _args, { reads }) =>
      (await reads.context.load(billingByOrderLineId, id, undefined)).quantity,
  },
  Invoice: {
    paymentStatus: async ({ id }: InvoiceRow, _args, { reads }) => {
      const found = await reads.context.load(amounts, id, undefined);
      return found === null ? null : paymentStatusOf(found);
    },
    amountDue: async ({ id, currency }: InvoiceRow, _args, { reads }) => {
      const found = await reads.context.load(amounts, id, undefined);
      return found === null ? null : moneyOf(found.due_minor, currency);
    },
  },
};

/** The fields of finance that the four screens show. */
export const finance: Subgraph = { resolvers, references: {} };
