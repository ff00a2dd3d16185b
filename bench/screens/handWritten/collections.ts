import { legalNames } from '../../../subgraphs/customer-pii/partyLoaders.ts';
import { primaryContact } from '../../../subgraphs/crm/computed/primaryContacts.ts';
import {
  agedReceivables,
  agedTotals,
  type AgedCustomer,
} from '../../../subgraphs/finance/computed/agedReceivables.ts';
import {
  invoiceAmounts,
  paymentStatusOf,
  type InvoiceAmounts,
} from '../../../subgraphs/finance/computed/invoiceAmounts.ts';
import {
  receivablesByCustomerId,
  type ReceivablesSummary,
} from '../../../subgraphs/finance/computed/receivables.ts';
import { moneyOf } from '../../../subgraphs/host/money.ts';
import { placeValue } from '../databases/rowValues.ts';
import { loadOf } from '../databases/unrestricted.ts';
import { personsById, type ShownPerson } from './persons.ts';
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
  readonly owner_id: string | null;
  readonly employee_number: string;
  readonly person_id: string | null;
}
interface BillingRow {
  readonly customer_id: string;
  readonly dunning_level: number;
  readonly dunning_blocked: boolean;
  readonly terms_code: string | null;
}
interface InvoiceRow extends InvoiceAmounts {
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
    loadOf(context)(receivablesByCustomerId, ids, {
      ...{ asOf: args.asOf, entityId: args.entityId, figures: ['dso'] },
    }),
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
            legalName: legalNameOf.get(customerId)?.value ?? null,
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

/** What CRM holds of the customers, and customer-pii of the persons to call. */
async function relationshipsOf(
  input: HandWrittenInput,
  ids: readonly string[],
): Promise<ReadonlyMap<string, object>> {
  const [customers, cases] = await Promise.all([
    customersWithContacts(input, ids),
    input.databases.crm.query<CaseRow>(
      `select c.customer_id, c.id, c.number, c.subject from unnest($1::text[]) p(key)
        cross join lateral (
          select * from service_case t where t.customer_id = p.key and t.status = any($2)
          order by t.opened_at desc, t.id limit 3) c
        order by c.customer_id, c.opened_at desc, c.id`,
      [ids, ['OPEN']],
    ),
  ]);
  const casesOf = groupsOf(cases, 'customer_id');
  return new Map(
    customers.map((customer) => {
      const edges = (casesOf.get(customer.id) ?? []).map(({ id, number, subject }) => ({
        node: { id, number, subject },
      }));
      return [customer.id, { ...customer, cases: { edges } }];
    }),
  );
}

async function customersWithContacts(
  input: HandWrittenInput,
  ids: readonly string[],
): Promise<readonly { readonly id: string }[]> {
  const parameters: unknown[] = [ids];
  const contact = placeValue(
    primaryContact,
    undefined,
    contextOf(input, 'crm', purpose),
    parameters,
  );
  const customers = await input.databases.crm.query<CustomerRow>(
    `select t.id, t.trade_name as "tradeName", t.customer_number as "customerNumber",
        r.id as owner_id, r.employee_number, ${contact.select}
      from customer t left join sales_rep r on r.id = t.account_owner_id ${contact.join}
      where t.id = any($1)`,
    parameters,
  );
  const persons = await personsById(input, distinct(customers.map(({ person_id }) => person_id)), {
    purpose,
    channel: 'PHONE',
    kinds: ['EMAIL', 'PHONE'],
  });
  return customers.map(({ owner_id, employee_number, person_id, ...customer }) => ({
    ...customer,
    accountOwner: owner_id === null ? null : { id: owner_id, employeeNumber: employee_number },
    primaryContact: shownContact(persons.get(person_id ?? '')),
  }));
}

function shownContact(person: ShownPerson | undefined): object | null {
  if (person === undefined) return null;
  const { id, name, phones, emails, canContact } = person;
  return {
    ...{ id, name, phones, emails },
    canContact: canContact === null ? null : { allowed: canContact.allowed },
  };
}

/** What finance holds of the customers: billing profile and invoices. */
async function billsOf(
  input: HandWrittenInput,
  ids: readonly string[],
): Promise<ReadonlyMap<string, object>> {
  const [billing, invoices] = await Promise.all([
    input.databases.finance.query<BillingRow>(
      `select t.customer_id, t.dunning_level, t.dunning_blocked, p.code as terms_code
        from billing_profile t left join payment_terms p on p.code = t.payment_terms_code
        where t.customer_id = any($1)`,
      [ids],
    ),
    invoicesOf(input, ids),
  ]);
  const billingOf = mapOf(billing, 'customer_id');
  return new Map(
    ids.map((id) => {
      const edges = (invoices.get(id) ?? []).map((node) => ({ node }));
      return [id, { billing: shownBilling(billingOf.get(id)), invoices: { edges } }];
    }),
  );
}

const shownBilling = (row: BillingRow | undefined): object | null =>
  row === undefined
    ? null
    : {
        ...{ dunningLevel: row.dunning_level, dunningBlocked: row.dunning_blocked },
        paymentTerms: row.terms_code === null ? null : { code: row.terms_code },
      };

/** The last ten invoices that were issued to each customer, with what is due on them. */
async function invoicesOf(
  input: HandWrittenInput,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly object[]>> {
  const parameters: unknown[] = [ids, ['ISSUED']];
  const context = contextOf(input, 'finance', purpose);
  const amounts = placeValue(invoiceAmounts, undefined, context, parameters);
  const invoices = await input.databases.finance.query<InvoiceRow>(
    `select t.customer_id, t.id, t.number, t.due_date, t.currency, ${amounts.select}
      from unnest($1::text[]) p(key)
      cross join lateral (
        select * from invoice i where i.customer_id = p.key and i.status = any($2)
        order by i.issue_date desc, i.id limit 10) t
      ${amounts.join}
      order by t.customer_id, t.issue_date desc, t.id`,
    parameters,
  );
  const shown = (row: InvoiceRow): object => ({
    ...{ id: row.id, number: row.number, dueDate: row.due_date },
    amountDue: moneyOf(row.due_minor, row.currency),
    paymentStatus: paymentStatusOf(row),
  });
  return new Map([...groupsOf(invoices, 'customer_id')].map(([id, rows]) => [id, rows.map(shown)]));
}
