import { edge, type Edge } from '../host/edge.ts';

const latestIssuedFirst = 'issue_date desc, id';
const latestValuedFirst = 'value_date desc, id';
/** The entry that books a fact, found by the fact's id. */
const booked = (source: string): { to: string; where: string } => ({
  to: 'journal_entry.source_id',
  where: `t.source = '${source}'`,
});

export const edges: readonly Edge[] = [
  // Lists of the root
  edge('Query.invoices', { from: '', to: '', order: latestIssuedFirst }),
  edge('Query.glAccounts', { from: '', to: '', order: 'code, id' }),
  edge('Query.legalEntities', { from: '', to: '', order: 'name, id' }),

  // Contributions: the key alone is known of the parent
  edge('Customer.billing', { from: 'id', to: 'billing_profile.customer_id' }),
  edge('Customer.credit', { from: 'id', to: 'credit_account.customer_id' }),
  edge('Customer.invoices', { from: 'id', to: 'invoice.customer_id', order: latestIssuedFirst }),
  edge('Customer.payments', { from: 'id', to: 'payment.customer_id', order: latestValuedFirst }),
  edge('SalesOrder.invoices', { from: 'id', to: 'invoice.order_id', order: latestIssuedFirst }),
  edge('SalesOrder.creditCheck', { from: 'id', to: 'credit_check.order_id', order: 'at desc, id' }),
  edge('Shipment.costOfGoodsEntry', { from: 'id', ...booked('SHIPMENT') }),

  // Accounts
  edge('CustomerBillingProfile.legalEntity', {
    from: 'billing_profile.entity_id',
    to: 'legal_entity.id',
  }),
  edge('CustomerBillingProfile.paymentTerms', {
    from: 'billing_profile.payment_terms_code',
    to: 'payment_terms.code',
  }),
  edge('CustomerBillingProfile.receivableAccount', {
    from: 'billing_profile.receivable_account_id',
    to: 'gl_account.id',
  }),

  // Products, terms, taxes
  edge('Product.taxCode', { from: 'product_accounting.tax_code', to: 'tax_code.code' }),
  edge('Product.revenueAccount', {
    from: 'product_accounting.revenue_account_id',
    to: 'gl_account.id',
  }),
  edge('Product.inventoryAccount', {
    from: 'product_accounting.inventory_account_id',
    to: 'gl_account.id',
  }),
  edge('Product.cogsAccount', { from: 'product_accounting.cogs_account_id', to: 'gl_account.id' }),
  edge('PaymentTerms.installments', {
    from: 'payment_terms.code',
    to: 'payment_terms_installment.terms_code',
    order: 'sequence, id',
  }),
  edge('TaxCode.rates', {
    from: 'tax_code.code',
    to: 'tax_rate.tax_code',
    order: 'valid_from desc, id',
  }),
  edge('TaxCode.outputAccount', { from: 'tax_code.output_account_id', to: 'gl_account.id' }),
  edge('TaxCode.inputAccount', { from: 'tax_code.input_account_id', to: 'gl_account.id' }),

  // Invoices
  edge('Invoice.paymentTerms', { from: 'invoice.payment_terms_code', to: 'payment_terms.code' }),
  edge('Invoice.lines', {
    from: 'invoice.id',
    to: 'invoice_line.invoice_id',
    order: 'line_number, id',
  }),
  edge('Invoice.taxBreakdown', {
    from: 'invoice.id',
    to: 'invoice_tax.invoice_id',
    order: 'tax_code, id',
  }),
  edge('Invoice.creditNotes', {
    from: 'invoice.id',
    to: 'credit_note.invoice_id',
    order: 'issued_at desc, id',
  }),
  edge('Invoice.dunning', {
    from: 'invoice.id',
    to: 'dunning_step.invoice_id',
    order: 'level, id',
  }),
  edge('Invoice.entry', { from: 'invoice.id', ...booked('INVOICE') }),
  edge('InvoiceLine.taxCode', { from: 'invoice_line.tax_code', to: 'tax_code.code' }),
  edge('TaxBreakdown.taxCode', { from: 'invoice_tax.tax_code', to: 'tax_code.code' }),
  edge('CreditNote.invoice', { from: 'credit_note.invoice_id', to: 'invoice.id' }),
  edge('CreditNote.entry', { from: 'credit_note.id', ...booked('CREDIT_NOTE') }),

  // Payments
  edge('Payment.allocations', {
    from: 'payment.id',
    to: 'payment_allocation.payment_id',
    order: 'at, id',
  }),
  edge('Payment.entry', { from: 'payment.id', ...booked('PAYMENT') }),
  edge('PaymentAllocation.invoice', { from: 'payment_allocation.invoice_id', to: 'invoice.id' }),
];
