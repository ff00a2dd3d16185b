import type { StoreDefinition, TypeBinding } from '../host/definition.ts';
import { signedLines } from './answers/signedLines.ts';
import { convertLead } from './commands/convertLead.ts';
import { createSalesOrder } from './commands/createSalesOrder.ts';
import { moveOpportunity } from './commands/moveOpportunity.ts';
import { recordOrderSignature } from './commands/recordOrderSignature.ts';
import { releaseOrderToErp } from './commands/releaseOrderToErp.ts';
import { requestOrderSignature } from './commands/requestOrderSignature.ts';
import { edges } from './edges.ts';
import * as contract from './entities/contract.ts';
import * as customer from './entities/customer.ts';
import * as order from './entities/order.ts';
import * as organisation from './entities/organisation.ts';
import * as pipeline from './entities/pipeline.ts';
import * as pricing from './entities/pricing.ts';
import { migrations } from './migrations/all.ts';
import { resolvers } from './resolvers.ts';

/** Rows that carry their customer's id themselves. */
const ofCustomer = 't.customer_id';

/** Rows whose customer stands in the row above them. */
const through = (table: string, column: string): string =>
  `(select above.customer_id from ${table} above where above.id = t.${column})`;

const throughDecision = `(select o.customer_id from gate_decision d
  join sales_order o on o.id = d.order_id where d.id = t.decision_id)`;

/** The party of a converted lead is its customer; whose values it holds is the person who asked. */
const ofLead = { party: 't.converted_customer_id', subject: { person: 't.person_id' } };

const types: Readonly<Record<string, TypeBinding>> = {
  DataSubject: {},
  Customer: { row: customer.CustomerRow, party: 't.id' },
  Account: { row: customer.AccountRow, party: ofCustomer },
  CustomFieldValue: { row: customer.CustomFieldValueRow, party: ofCustomer },
  CustomFieldDefinition: { row: customer.CustomFieldDefinitionRow, key: 'key' },
  Contact: { row: customer.ContactRow, party: ofCustomer },

  SalesRep: { row: organisation.SalesRepRow },
  Territory: { row: organisation.TerritoryRow },
  ErpInstance: { row: organisation.ErpInstanceRow },

  // A lead that is not converted has no customer, and is therefore treated as a natural person.
  Lead: { row: pipeline.LeadRow, ...ofLead },
  LeadQualification: { row: pipeline.LeadRow, ...ofLead },
  Opportunity: { row: pipeline.OpportunityRow, party: ofCustomer },
  OpportunityLine: {
    row: pipeline.OpportunityLineRow,
    party: through('opportunity', 'opportunity_id'),
  },
  StageChange: { row: pipeline.StageChangeRow, party: through('opportunity', 'opportunity_id') },

  Quote: { row: pricing.QuoteRow, party: ofCustomer },
  QuoteLine: { row: pricing.QuoteLineRow, party: through('quote', 'quote_id') },
  Approval: { row: pricing.ApprovalRow, party: through('quote', 'quote_id') },
  PriceList: { row: pricing.PriceListRow },
  Price: { row: pricing.PriceRow },
  Product: { row: pricing.ProductSellingRow, key: 'productId' },

  SalesOrder: { row: order.SalesOrderRow, party: ofCustomer },
  SalesOrderLine: { row: order.SalesOrderLineRow, party: through('sales_order', 'order_id') },
  SalesOrderStatusChange: {
    row: order.SalesOrderStatusChangeRow,
    party: through('sales_order', 'order_id'),
  },
  SignatureEnvelope: { row: order.SignatureEnvelopeRow, party: ofCustomer },
  ErpGateDecision: { row: order.GateDecisionRow, party: through('sales_order', 'order_id') },
  GateCheck: { row: order.GateCheckRow, party: throughDecision },

  Contract: { row: contract.ContractRow, party: ofCustomer },
  ContractAmendment: {
    row: contract.ContractAmendmentRow,
    party: through('contract', 'contract_id'),
  },
  ContractTermination: {
    row: contract.ContractTerminationRow,
    party: through('contract', 'contract_id'),
  },
  ServiceCase: { row: contract.ServiceCaseRow, party: ofCustomer },
  UnstructuredText: { row: contract.UnstructuredTextRow, party: ofCustomer },
};

/** The store of the commercial relationship, from the lead to the signed order. */
export const crm: StoreDefinition = {
  name: 'crm',
  types,
  otherRows: [organisation.PlanningRateRow],
  migrations,
  edges,
  resolvers,
  commands: {
    convertLead,
    moveOpportunity,
    createSalesOrder,
    requestOrderSignature,
    recordOrderSignature,
    releaseOrderToErp,
  },
  receives: {},
  answers: { 'signed-lines': signedLines },
};
