import type { StoreDefinition } from '../host/definition.ts';
import { attestAccount, attestCredit } from './answers/attestations.ts';
import { allocatePayment } from './commands/allocatePayment.ts';
import { billShipments } from './commands/billShipments.ts';
import { checkCredit } from './commands/checkCredit.ts';
import { confirmCustomerAccount } from './commands/confirmCustomerAccount.ts';
import { issueInvoice } from './commands/issueInvoice.ts';
import { recordPayment } from './commands/recordPayment.ts';
import { edges } from './edges.ts';
import { accountRequested } from './events/accountRequested.ts';
import { orderCommitted } from './events/orderCommitted.ts';
import { migrations } from './migrations.ts';
import { resolvers } from './resolvers.ts';
import { otherRows, types } from './types.ts';

/** Money that is real: accounts, credit, invoices, payments, taxes. */
export const finance: StoreDefinition = {
  name: 'finance',
  types,
  parts: {
    AgedCustomer: { of: 'Customer', key: 'customerId' },
    ReceivablesSummary: { of: 'Customer', key: 'customerId' },
  },
  tells: new Set([
    ...['SalesOrder.billingStatus', 'SalesOrder.invoicedTotal', 'SalesOrder.paidTotal'],
  ]),
  otherRows,
  migrations,
  edges,
  resolvers,
  commands: {
    confirmCustomerAccount,
    checkCredit,
    billShipments,
    issueInvoice,
    recordPayment,
    allocatePayment,
  },
  receives: { 'account-requested': accountRequested, 'order-committed': orderCommitted },
  answers: { 'attest-account': attestAccount, 'attest-credit': attestCredit },
};
