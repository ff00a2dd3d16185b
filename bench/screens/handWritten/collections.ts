import { legalNames } from '../../../subgraphs/customer-pii/partyLoaders.ts';
import { primaryPersonByCustomerId } from '../../../subgraphs/crm/computed/primaryContacts.ts';
import {
  agedReceivables,
  agedTotals,
  type AgedCustomer,
} from '../../../subgraphs/finance/computed/agedReceivables.ts';
import { amountsByInvoiceId } from '../../../subgraphs/finance/computed/invoiceAmounts.ts';
import {
  receivablesByCustomerId,
  type ReceivablesSummary,
} from '../../../subgraphs/finance/computed/receivables.ts';
import { moneyOf } from '../../../subgraphs/host/money.ts';
import { loadOf } from '../databases/unrestricted.ts';
import { contactPoints, personsById } from './persons.ts';
import {
  contextOf,
  distinct,
  groupsOf,
  mapOf,
  zipped,
  type HandWrittenInput,
  type HandWrittenScreen,
} from './screen.ts';

const purpose = 'collections';

interface AgedPage {
  readonly edges: readonly { readonly cursor: string; readonly node: AgedCustomer }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}
interface CustomerRow {
  readonly id: string;
  readonly account_owner_id: string;
}
interface BillingRow {
  readonly customer_id: string;
  readonly dunning_level: number;
  readonly dunning_blocked: boolean;
  readonly payment_terms_code: string;
}
interface InvoiceRow {
  readonly customer_id: string;
  readonly id: string;
  readonly number: string | null;
  readonly due_date: string;
  readonly currency: string;
}
interface CaseRow {
  readonly customer_id: string;
  readonly id: string;
  readonly number: string;
  readonly subject: string | null;
}

export const collections: HandWrittenScreen = async (input, { entity, asOf }) => {
  const args = { entityId: String(entity), asOf: String(asOf), first: 50, minOverdueDays: 1 };
  const context = contextOf(input, 'finance', purpose);
  const [page, totals] = await Promise.all([
    agedReceivables(args, context) as Promise<object> as Promise<AgedPage>,
    agedTotals({ args }, context),
  ]);
  const ids = page.edges.map(({ node }) => node.customerId);
  const [summaries, relationships, bills, persons] = await Promise.all([
    loadOf(context)(receivablesByCustomerId, ids, { asOf: args.asOf, entityId: args.entityId }),
    relationshipsOf(input, ids),
    billsOf(input, ids),
    loadOf(contextOf(input, 'customer-pii', purpose))(legalNames, ids, null),
  ]);
  const summaryOf = zipped(ids, summaries);
  const legalNameOf = zipped(ids, persons);
  return {
    agedReceivables: {
      totals: totals.map(({ label, amount, count }) => ({ label, amount, count })),
      edges: page.edges.map(({ cursor, node: { customerId } }) => ({
        cursor,
        node: {
          summary: shownSummary(summaryOf.get(customerId) ?? null),
          customer: {
            ...relationships.get(customerId),
            legalName: legalNameOf.get(customerId) ?? null,
            ...bills.get(customerId),
          },
        },
      })),
      pageInfo: { hasNextPage: page.pageInfo.hasNextPage, endCursor: page.pageInfo.endCursor },
    },
  };
};

const shownSummary = (summary: ReceivablesSummary | null): object | null =>
  summary === null
    ? null
    : {
        ...{ balance: summary.balance, overdue: summary.overdue, dso: summary.dso },
        buckets: summary.buckets.map(({ label, amount }) => ({ label, amount })),
        oldestDueDate: summary.oldestDueDate,
      };

/** What CRM and customer-pii hold of the customers. */
async function relationshipsOf(
  input: HandWrittenInput,
  ids: readonly string[],
): Promise<ReadonlyMap<string, object>> {
  const { crm } = input.databases;
  const [customers, cases, contacts] = await Promise.all([
    customersWithOwners(input, ids),
    crm.query<CaseRow>(
      `select c.customer_id, c.id, c.number, c.subject from unnest($1::text[]) p(key)
        cross join lateral (
          select * from service_case t where t.customer_id = p.key and t.status = any($2)
          order by t.opened_at desc, t.id limit 3) c
        order by c.customer_id, c.opened_at desc, c.id`,
      [ids, ['OPEN']],
    ),
    primaryContactsOf(input, ids),
  ]);
  const casesOf = groupsOf(cases, 'customer_id');
  return new Map(
    customers.map((customer) => [
      customer.id,
      {
        ...customer,
        primaryContact: contacts.get(customer.id) ?? null,
        cases: {
          edges: (casesOf.get(customer.id) ?? []).map(({ id, number, subject }) => ({
            node: { id, number, subject },
          })),
        },
      },
    ]),
  );
}

async function customersWithOwners(
  { databases: { crm } }: HandWrittenInput,
  ids: readonly string[],
): Promise<readonly { readonly id: string }[]> {
  const customers = await crm.query<CustomerRow>(
    `select id, trade_name as "tradeName", customer_number as "customerNumber", account_owner_id
      from customer where id = any($1)`,
    [ids],
  );
  const owners = await crm.query<{ id: string }>(
    'select id, employee_number as "employeeNumber" from sales_rep where id = any($1)',
    [distinct(customers.map((customer) => customer.account_owner_id))],
  );
  const ownerOf = mapOf(owners, 'id');
  return customers.map(({ account_owner_id: owner, ...customer }) => ({
    ...customer,
    accountOwner: ownerOf.get(owner) ?? null,
  }));
}

/** The person to call, by customer. */
async function primaryContactsOf(
  input: HandWrittenInput,
  ids: readonly string[],
): Promise<ReadonlyMap<string, object>> {
  const load = loadOf(contextOf(input, 'crm', purpose));
  const personIds = await load(primaryPersonByCustomerId, ids, undefined);
  const wanted = distinct(personIds);
  const [persons, phones] = await Promise.all([
    personsById(input, wanted, { purpose, channel: 'PHONE' }),
    contactPoints(input, wanted, 'PHONE'),
  ]);
  const phonesOf = groupsOf(phones, 'person_id');
  return new Map(
    ids.flatMap((customerId, index) => {
      const person = persons.get(personIds[index] ?? '');
      if (person === undefined) return [];
      const { id, name, emails, canContact } = person;
      const shown = {
        ...{ id, name, emails },
        phones: (phonesOf.get(id) ?? []).map(({ value }) => ({ value })),
        canContact: canContact === null ? null : { allowed: canContact.allowed },
      };
      return [[customerId, shown] as const];
    }),
  );
}

/** What finance holds of the customers: billing profile and invoices. */
async function billsOf(
  input: HandWrittenInput,
  ids: readonly string[],
): Promise<ReadonlyMap<string, object>> {
  const { finance } = input.databases;
  const [billing, invoices] = await Promise.all([
    finance.query<BillingRow>(
      `select customer_id, dunning_level, dunning_blocked, payment_terms_code
        from billing_profile where customer_id = any($1)`,
      [ids],
    ),
    invoicesOf(input, ids),
  ]);
  const terms = await finance.query<{ code: string }>(
    'select code from payment_terms where code = any($1)',
    [distinct(billing.map((row) => row.payment_terms_code))],
  );
  const termsOf = mapOf(terms, 'code');
  const billingOf = mapOf(billing, 'customer_id');
  return new Map(
    ids.map((id) => {
      const row = billingOf.get(id);
      const shown =
        row === undefined
          ? null
          : {
              ...{ dunningLevel: row.dunning_level, dunningBlocked: row.dunning_blocked },
              paymentTerms: termsOf.get(row.payment_terms_code) ?? null,
            };
      const edges = (invoices.get(id) ?? []).map((node) => ({ node }));
      return [id, { billing: shown, invoices: { edges } }];
    }),
  );
}

/** The last ten invoices that were issued to each customer, with what is due on them. */
async function invoicesOf(
  input: HandWrittenInput,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly object[]>> {
  const invoices = await input.databases.finance.query<InvoiceRow>(
    `select i.customer_id, i.id, i.number, i.due_date, i.currency from unnest($1::text[]) p(key)
      cross join lateral (
        select * from invoice t where t.customer_id = p.key and t.status = any($2)
        order by t.issue_date desc, t.id limit 10) i
      order by i.customer_id, i.issue_date desc, i.id`,
    [ids, ['ISSUED']],
  );
  const invoiceIds = invoices.map(({ id }) => id);
  const load = loadOf(contextOf(input, 'finance', purpose));
  const amountsOf = zipped(invoiceIds, await load(amountsByInvoiceId, invoiceIds, undefined));
  const shown = (row: InvoiceRow): object => ({
    ...{ id: row.id, number: row.number, dueDate: row.due_date },
    amountDue: moneyOf(amountsOf.get(row.id)?.dueMinor ?? 0, row.currency),
    paymentStatus: amountsOf.get(row.id)?.paymentStatus ?? null,
  });
  return new Map([...groupsOf(invoices, 'customer_id')].map(([id, rows]) => [id, rows.map(shown)]));
}
