import { edge, type Edge } from '../host/edge.ts';

const newestOrderFirst = 'order_date desc, id';
const newestQuoteFirst = 'created_at desc, id';

export const edges: readonly Edge[] = [
  // Lists of the root
  edge('Query.customers', { from: '', to: '', order: 'customer_number' }),
  edge('Query.leads', { from: '', to: '', order: 'created_at desc, id' }),
  edge('Query.pipeline', { from: '', to: '', order: 'expected_close_date, id' }),
  edge('Query.priceLists', { from: '', to: '', order: 'valid_from desc, id' }),
  edge('Query.salesOrders', { from: '', to: '', order: newestOrderFirst }),
  edge('Query.territories', { from: '', to: '', order: 'code' }),
  edge('Query.accountFieldRegistry', { from: '', to: '', order: 'key' }),

  // Customers
  edge('Customer.accountOwner', { from: 'customer.account_owner_id', to: 'sales_rep.id' }),
  edge('Customer.territory', { from: 'customer.territory_id', to: 'territory.id' }),
  edge('Customer.parent', { from: 'customer.parent_id', to: 'customer.id' }),
  edge('Customer.children', {
    from: 'customer.id',
    to: 'customer.parent_id',
    order: 'customer_number',
  }),
  edge('Customer.account', { from: 'customer.id', to: 'account.customer_id' }),
  edge('Customer.contacts', {
    from: 'customer.id',
    to: 'contact.customer_id',
    order: 'is_primary desc, id',
  }),
  edge('Customer.opportunities', {
    from: 'customer.id',
    to: 'opportunity.customer_id',
    order: 'expected_close_date desc, id',
  }),
  edge('Customer.quotes', {
    from: 'customer.id',
    to: 'quote.customer_id',
    order: newestQuoteFirst,
  }),
  edge('Customer.orders', {
    from: 'customer.id',
    to: 'sales_order.customer_id',
    order: newestOrderFirst,
  }),
  edge('Customer.contracts', {
    from: 'customer.id',
    to: 'contract.customer_id',
    order: 'start_date desc, id',
  }),
  edge('Customer.cases', {
    from: 'customer.id',
    to: 'service_case.customer_id',
    order: 'opened_at desc, id',
  }),
  edge('Account.customer', { from: 'account.customer_id', to: 'customer.id' }),
  edge('Account.customFields', {
    from: 'account.customer_id',
    to: 'custom_field_value.customer_id',
    order: 'key',
  }),
  edge('Contact.customer', { from: 'contact.customer_id', to: 'customer.id' }),

  // Leads and deals
  edge('Lead.owner', { from: 'lead.owner_id', to: 'sales_rep.id' }),
  edge('Lead.convertedCustomer', { from: 'lead.converted_customer_id', to: 'customer.id' }),
  edge('Lead.convertedOpportunity', {
    from: 'lead.converted_opportunity_id',
    to: 'opportunity.id',
  }),
  edge('Opportunity.customer', { from: 'opportunity.customer_id', to: 'customer.id' }),
  edge('Opportunity.owner', { from: 'opportunity.owner_id', to: 'sales_rep.id' }),
  edge('Opportunity.lead', { from: 'opportunity.lead_id', to: 'lead.id' }),
  edge('Opportunity.lines', {
    from: 'opportunity.id',
    to: 'opportunity_line.opportunity_id',
    order: 'line_number, id',
  }),
  edge('Opportunity.quotes', {
    from: 'opportunity.id',
    to: 'quote.opportunity_id',
    order: 'revision desc, id',
  }),
  edge('Opportunity.stageHistory', {
    from: 'opportunity.id',
    to: 'stage_change.opportunity_id',
    order: 'at, id',
  }),

  // Quotes and prices
  edge('Quote.customer', { from: 'quote.customer_id', to: 'customer.id' }),
  edge('Quote.opportunity', { from: 'quote.opportunity_id', to: 'opportunity.id' }),
  edge('Quote.priceList', { from: 'quote.price_list_id', to: 'price_list.id' }),
  edge('Quote.lines', { from: 'quote.id', to: 'quote_line.quote_id', order: 'line_number, id' }),
  edge('Quote.approvals', { from: 'quote.id', to: 'approval.quote_id' }),
  edge('PriceList.prices', {
    from: 'price_list.id',
    to: 'price.price_list_id',
    order: 'product_id, min_quantity, id',
  }),

  // Orders, signature and gate
  edge('SalesOrder.customer', { from: 'sales_order.customer_id', to: 'customer.id' }),
  edge('SalesOrder.quote', { from: 'sales_order.quote_id', to: 'quote.id' }),
  edge('SalesOrder.contract', { from: 'sales_order.contract_id', to: 'contract.id' }),
  edge('SalesOrder.signature', { from: 'sales_order.signature_id', to: 'signature_envelope.id' }),
  edge('SalesOrder.lines', {
    from: 'sales_order.id',
    to: 'sales_order_line.order_id',
    order: 'line_number, id',
  }),
  edge('SalesOrder.gate', { from: 'sales_order.id', to: 'gate_decision.order_id' }),
  edge('SalesOrder.salesRep', { from: 'sales_order.sales_rep_id', to: 'sales_rep.id' }),
  edge('SalesOrder.previousOrder', {
    from: 'sales_order.previous_order_id',
    to: 'sales_order.id',
  }),
  edge('SalesOrder.statusHistory', {
    from: 'sales_order.id',
    to: 'sales_order_status_change.order_id',
    order: 'at, id',
  }),
  edge('SalesOrderLine.order', { from: 'sales_order_line.order_id', to: 'sales_order.id' }),
  edge('ErpGateDecision.checks', {
    from: 'gate_decision.id',
    to: 'gate_check.decision_id',
    order: 'rule',
  }),
  edge('ErpGateDecision.erpInstance', {
    from: 'gate_decision.erp_instance_id',
    to: 'erp_instance.id',
  }),

  // Contracts and service cases
  edge('Contract.customer', { from: 'contract.customer_id', to: 'customer.id' }),
  edge('Contract.terms', { from: 'contract.terms_id', to: 'unstructured_text.id' }),
  edge('Contract.signature', { from: 'contract.signature_id', to: 'signature_envelope.id' }),
  edge('Contract.orders', {
    from: 'contract.id',
    to: 'sales_order.contract_id',
    order: newestOrderFirst,
  }),
  edge('Contract.amendments', {
    from: 'contract.id',
    to: 'contract_amendment.contract_id',
    order: 'effective, id',
  }),
  edge('Contract.termination', { from: 'contract.id', to: 'contract_termination.contract_id' }),
  edge('ContractAmendment.signature', {
    from: 'contract_amendment.signature_id',
    to: 'signature_envelope.id',
  }),
  edge('ServiceCase.customer', { from: 'service_case.customer_id', to: 'customer.id' }),
  edge('ServiceCase.contact', { from: 'service_case.contact_id', to: 'contact.id' }),
  edge('ServiceCase.order', { from: 'service_case.order_id', to: 'sales_order.id' }),
  edge('ServiceCase.description', {
    from: 'service_case.description_id',
    to: 'unstructured_text.id',
  }),
];
