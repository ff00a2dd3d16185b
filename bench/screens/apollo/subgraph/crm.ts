import { primaryContact } from '../../../../subgraphs/crm/computed/primaryContacts.ts';
import { ServiceCaseRow } from '../../../../subgraphs/crm/entities/contract.ts';
import {
  AccountRow,
  ContactRow,
  CustomerRow,
  CustomFieldValueRow,
} from '../../../../subgraphs/crm/entities/customer.ts';
import {
  GateCheckRow,
  GateDecisionRow,
  SalesOrderLineRow,
  SalesOrderRow,
} from '../../../../subgraphs/crm/entities/order.ts';
import { SalesRepRow } from '../../../../subgraphs/crm/entities/organisation.ts';
import { OpportunityLineRow, OpportunityRow } from '../../../../subgraphs/crm/entities/pipeline.ts';
import { pipelineTotals } from '../../databases/pipelineTotals.ts';
import { valueLoader } from '../../databases/rowValues.ts';
import { pipelineOf } from './pipeline.ts';
import {
  connectionOf,
  money,
  pointer,
  type Connection,
  type Resolvers,
  type Subgraph,
} from './resolvers.ts';
import type { RowList } from './rowReads.ts';

const customFields: RowList<CustomFieldValueRow> = {
  name: 'customFields',
  row: CustomFieldValueRow,
  on: 'customerId',
  order: { key: 'ASC' },
};
const contacts: RowList<ContactRow> = {
  name: 'contacts',
  row: ContactRow,
  on: 'customerId',
  order: { isPrimary: 'DESC', id: 'ASC' },
};
const opportunities: RowList<OpportunityRow> = {
  name: 'opportunities',
  row: OpportunityRow,
  on: 'customerId',
  order: { expectedCloseDate: 'DESC', id: 'ASC' },
};
const opportunityLines: RowList<OpportunityLineRow> = {
  name: 'opportunityLines',
  row: OpportunityLineRow,
  on: 'opportunityId',
  order: { lineNumber: 'ASC', id: 'ASC' },
};
const orders: RowList<SalesOrderRow> = {
  name: 'orders',
  row: SalesOrderRow,
  on: 'customerId',
  order: { orderDate: 'DESC', id: 'ASC' },
};
const orderLines: RowList<SalesOrderLineRow> = {
  name: 'orderLines',
  row: SalesOrderLineRow,
  on: 'orderId',
  order: { lineNumber: 'ASC', id: 'ASC' },
};
const gateChecks: RowList<GateCheckRow> = {
  name: 'gateChecks',
  row: GateCheckRow,
  on: 'decisionId',
  order: { rule: 'ASC', id: 'ASC' },
};
const cases: RowList<ServiceCaseRow> = {
  name: 'cases',
  row: ServiceCaseRow,
  on: 'customerId',
  order: { openedAt: 'DESC', id: 'ASC' },
};

const primaryContacts = valueLoader(primaryContact, { table: 'customer', key: 'id' });

interface Page {
  readonly first: number;
}

/** A list of deals keeps what it was selected by: its totals are over all of them. */
interface DealList extends Connection {
  readonly condition: string;
  readonly parameters: readonly unknown[];
}

const customer: Resolvers[string] = {
  accountOwner: ({ accountOwnerId }: CustomerRow, _args, { reads }) =>
    reads.row(SalesRepRow, 'id', accountOwnerId),
  account: ({ id }: CustomerRow, _args, { reads }) => reads.row(AccountRow, 'customerId', id),
  contacts: async ({ id }: CustomerRow, { first }: Page, { reads }) =>
    connectionOf(await reads.list(contacts, id, { first: first + 1 }), first),
  primaryContact: async ({ id }: CustomerRow, _args, { reads }) => {
    const person = (await reads.context.load(primaryContacts, id, undefined))?.person_id ?? null;
    return person === null ? null : { __typename: 'Person', id: person };
  },
  opportunities: async ({ id }: CustomerRow, { first }: Page, { reads }) => ({
    ...connectionOf(await reads.list(opportunities, id, { first: first + 1 }), first),
    condition: 't.customer_id = $1',
    parameters: [id],
  }),
  orders: async ({ id }: CustomerRow, { first }: Page, { reads }) =>
    connectionOf(await reads.list(orders, id, { first: first + 1 }), first),
  cases: async (
    { id }: CustomerRow,
    { first, status }: Page & { readonly status?: readonly string[] },
    { reads },
  ) => {
    const among =
      status === undefined ? {} : { among: { property: 'status' as const, values: status } };
    return connectionOf(await reads.list(cases, id, { first: first + 1, ...among }), first);
  },
};

const resolvers: Resolvers = {
  Query: {
    customer: (_root, { id }: { id: string }, { reads }) => reads.row(CustomerRow, 'id', id),
    salesOrderByNumber: (_root, { number }: { number: string }, { reads }) =>
      reads.row(SalesOrderRow, 'number', number),
    pipeline: (_root, args: Parameters<typeof pipelineOf>[1], { reads }) => pipelineOf(reads, args),
  },
  Customer: customer,
  Account: {
    customFields: ({ customerId }: AccountRow, { keys }: { keys?: readonly string[] }, { reads }) =>
      reads.list(
        customFields,
        customerId,
        keys === undefined ? {} : { among: { property: 'key', values: keys } },
      ),
  },
  Contact: { person: pointer('Person', 'personId') },
  Opportunity: {
    amount: money('amountMinor'),
    customer: ({ customerId }: OpportunityRow, _args, { reads }) =>
      reads.row(CustomerRow, 'id', customerId),
    lines: ({ id }: OpportunityRow, _args, { reads }) => reads.list(opportunityLines, id),
  },
  OpportunityConnection: {
    totals: ({ condition, parameters }: DealList, _args, { reads }) =>
      pipelineTotals(reads.context.db, condition, parameters),
  },
  OpportunityLine: { product: pointer('Product', 'productId') },
  SalesOrder: {
    netTotal: money('netTotalMinor'),
    gate: ({ id }: SalesOrderRow, _args, { reads }) => reads.row(GateDecisionRow, 'orderId', id),
    customer: ({ customerId }: SalesOrderRow, _args, { reads }) =>
      reads.row(CustomerRow, 'id', customerId),
    lines: ({ id }: SalesOrderRow, _args, { reads }) => reads.list(orderLines, id),
    shipTo: pointer('PostalAddress', 'shipToAddressId'),
  },
  SalesOrderLine: {
    unitPrice: money('unitPriceMinor'),
    product: pointer('Product', 'productId'),
  },
  ErpGateDecision: {
    checks: ({ id }: GateDecisionRow, _args, { reads }) => reads.list(gateChecks, id),
  },
};

/** The fields of CRM that the four screens show. */
export const crm: Subgraph = {
  resolvers,
  references: {
    Customer: ({ id }, { reads }) => reads.row(CustomerRow, 'id', id),
  },
};
