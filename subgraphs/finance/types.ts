import type { RowClass, TypeBinding } from '../host/definition.ts';
import {
  BillingProfileRow,
  CreditAccountRow,
  CreditCheckRow,
  CreditCommitmentRow,
} from './entities/customerAccount.ts';
import {
  CreditNoteRow,
  DunningStepRow,
  InvoiceExceptionRow,
  InvoiceLineRow,
  InvoiceRow,
  InvoiceSeriesRow,
  InvoiceSettlementRow,
  InvoiceShipmentRow,
  InvoiceTaxRow,
} from './entities/invoice.ts';
import {
  GlAccountRow,
  InstallmentRuleRow,
  JournalEntryRow,
  LegalEntityRow,
  PaymentTermsRow,
  ProductAccountingRow,
  StandaloneSellingPriceRow,
  TaxCodeRow,
  TaxRateRow,
} from './entities/masterData.ts';
import { PaymentAllocationRow, PaymentRow } from './entities/payment.ts';

const ofCustomer = 't.customer_id';
const ofInvoice = '(select i.customer_id from invoice i where i.id = t.invoice_id)';
/** Finance knows an order by its commitment, by its checks, or by its invoices. */
const ofOrder = `coalesce(
  (select c.customer_id from credit_commitment c where c.order_id = t.id),
  (select k.customer_id from credit_check k where k.order_id = t.id limit 1),
  (select i.customer_id from invoice i where i.order_id = t.id limit 1))`;
const ofOrderLine = `(select i.customer_id from invoice_line l join invoice i on i.id = l.invoice_id
  where l.order_line_id = t.id limit 1)`;
const ofShipment = `(select i.customer_id from invoice_shipment s join invoice i on i.id = s.invoice_id
  where s.shipment_id = t.id)`;

export const types: Readonly<Record<string, TypeBinding>> = {
  // What finance adds to others' entities: the key alone is known of them.
  Customer: { party: 't.id' },
  DataSubject: {},
  SalesOrder: { party: ofOrder },
  SalesOrderLine: { party: ofOrderLine },
  Shipment: { party: ofShipment },
  Product: { row: ProductAccountingRow, key: 'productId' },

  CustomerBillingProfile: { row: BillingProfileRow, key: 'customerId', party: ofCustomer },
  CreditPosition: { row: CreditAccountRow, key: 'customerId', party: ofCustomer },
  CreditCheck: { row: CreditCheckRow, party: ofCustomer },
  Invoice: { row: InvoiceRow, party: ofCustomer },
  InvoiceLine: { row: InvoiceLineRow, party: ofInvoice },
  TaxBreakdown: { row: InvoiceTaxRow, party: ofInvoice },
  CreditNote: { row: CreditNoteRow, party: ofInvoice },
  DunningStep: { row: DunningStepRow, party: ofInvoice },
  Payment: { row: PaymentRow, party: ofCustomer },
  PaymentAllocation: { row: PaymentAllocationRow, party: ofCustomer },

  LegalEntity: { row: LegalEntityRow },
  GlAccount: { row: GlAccountRow },
  JournalEntry: { row: JournalEntryRow },
  PaymentTerms: { row: PaymentTermsRow, key: 'code' },
  InstallmentRule: { row: InstallmentRuleRow },
  TaxCode: { row: TaxCodeRow, key: 'code' },
  TaxRate: { row: TaxRateRow },
};

/** Rows that answer no type by themselves. */
export const otherRows: readonly RowClass[] = [
  CreditCommitmentRow,
  InvoiceSeriesRow,
  InvoiceShipmentRow,
  InvoiceExceptionRow,
  InvoiceSettlementRow,
  StandaloneSellingPriceRow,
];
