import {
  creditExposure,
  exposureOf,
  type ExposureFigures,
} from '../../../subgraphs/finance/computed/creditExposure.ts';
import { billingByOrderId } from '../../../subgraphs/finance/computed/orderBilling.ts';
import { receivablesByCustomerId } from '../../../subgraphs/finance/computed/receivables.ts';
import { today } from '../../../subgraphs/finance/day.ts';
import { moneyOf } from '../../../subgraphs/host/money.ts';
import { onTimeDeliveryByCustomerId } from '../../../subgraphs/supply-chain/computed/onTimeDelivery.ts';
import { progressByOrderId } from '../../../subgraphs/supply-chain/computed/orderProgress.ts';
import { placeValue } from '../databases/rowValues.ts';
import { loadOf } from '../databases/unrestricted.ts';
import { pipelineTotals } from '../databases/pipelineTotals.ts';
import { personsById, type ShownPerson } from './persons.ts';
import {
  contextOf,
  distinct,
  zipped,
  type HandWrittenInput,
  type HandWrittenScreen,
} from './screen.ts';

const purpose = 'account-management';

interface CustomerRow {
  readonly owner_id: string | null;
  readonly employee_number: string;
  readonly account_id: string | null;
  readonly health_score: number | null;
  readonly churn_risk: string | null;
  readonly next_renewal_date: string | null;
}
interface CreditRow extends ExposureFigures {
  readonly limit_minor: string;
  readonly currency: string;
  readonly on_hold: boolean;
}
interface ContactRow {
  readonly id: string;
  readonly role: string;
  readonly is_primary: boolean;
  readonly person_id: string | null;
}
interface OpportunityRow {
  readonly id: string;
  readonly name: string;
  readonly stage: string;
  readonly amount_minor: string;
  readonly currency: string;
  readonly expected_close_date: string;
}
interface OrderRow {
  readonly id: string;
  readonly number: string;
  readonly status: string;
  readonly order_date: string;
  readonly net_total_minor: string;
  readonly currency: string;
}

export const customer360: HandWrittenScreen = async (input, { id, asOf }) => {
  const [relationship, money, goods] = await Promise.all([
    relationshipOf(input, String(id)),
    moneyOfCustomer(input, String(id), typeof asOf === 'string' ? asOf : today(input.clock)),
    goodsOf(input, String(id)),
  ]);
  return {
    customer: relationship === null ? null : { ...relationship, ...money, ...goods },
  };
};

async function relationshipOf(input: HandWrittenInput, id: string): Promise<object | null> {
  const db = input.databases.crm;
  const [customer, contacts, opportunities, orders, cases] = await Promise.all([
    customerOf(input, id),
    contactsOf(input, id),
    opportunitiesOf(input, id),
    ordersOf(input, id),
    db.query(
      `select id, number, subject, priority, sla_due_at as "slaDueAt" from service_case
        where customer_id = $1 and status = any($2) order by opened_at desc, id limit 5`,
      [id, ['OPEN']],
    ),
  ]);
  if (customer === null) return null;
  return {
    ...customer,
    ...{ contacts, opportunities, orders },
    cases: { edges: cases.map((node) => ({ node })) },
  };
}

async function customerOf({ databases: { crm } }: HandWrittenInput, id: string) {
  const [[found], customFields] = await Promise.all([
    crm.query<CustomerRow>(
      `select t.id, t.customer_number as "customerNumber", t.trade_name as "tradeName", t.lifecycle,
          t.segment, t.tier, t.industry, r.id as owner_id, r.employee_number,
          a.id as account_id, a.health_score, a.churn_risk, a.next_renewal_date
        from customer t
        left join sales_rep r on r.id = t.account_owner_id
        left join account a on a.customer_id = t.id
        where t.id = $1`,
      [id],
    ),
    crm.query(
      `select key, text, number from custom_field_value
        where customer_id = $1 and key = any($2) order by key`,
      [id, ['nps_last', 'sla_tier']],
    ),
  ]);
  if (found === undefined) return null;
  const { owner_id, employee_number, account_id, health_score, churn_risk, ...rest } = found;
  const { next_renewal_date, ...customer } = rest;
  return {
    ...customer,
    accountOwner: owner_id === null ? null : { id: owner_id, employeeNumber: employee_number },
    account:
      account_id === null
        ? null
        : {
            ...{ healthScore: health_score, churnRisk: churn_risk },
            ...{ nextRenewalDate: next_renewal_date, customFields },
          },
  };
}

async function contactsOf(input: HandWrittenInput, id: string) {
  const contacts = await input.databases.crm.query<ContactRow>(
    `select id, role, is_primary, person_id from contact
      where customer_id = $1 order by is_primary desc, id limit 5`,
    [id],
  );
  const ids = distinct(contacts.map(({ person_id: person }) => person));
  const persons = await personsById(input, ids, {
    ...{ purpose, channel: 'EMAIL', kinds: ['EMAIL'] },
  });
  return {
    edges: contacts.map(({ id: contact, role, is_primary: isPrimary, person_id: person }) => ({
      node: {
        ...{ id: contact, role, isPrimary },
        person: person === null ? null : shownPerson(persons.get(person)),
      },
    })),
  };
}

const shownPerson = (person: ShownPerson | undefined): object | null =>
  person === undefined
    ? null
    : {
        ...{ id: person.id, name: person.name, birthDate: person.birthDate },
        ...{ emails: person.emails, canContact: person.canContact },
      };

async function opportunitiesOf({ databases: { crm } }: HandWrittenInput, id: string) {
  const [opportunities, totals] = await Promise.all([
    crm.query<OpportunityRow>(
      `select id, name, stage, amount_minor, currency, expected_close_date from opportunity
        where customer_id = $1 order by expected_close_date desc, id limit 5`,
      [id],
    ),
    pipelineTotals(crm, 't.customer_id = $1', [id]),
  ]);
  return {
    edges: opportunities.map((row) => ({
      node: {
        ...{ id: row.id, name: row.name, stage: row.stage },
        amount: moneyOf(row.amount_minor, row.currency),
        expectedCloseDate: row.expected_close_date,
      },
    })),
    totals: totals === null ? null : { weighted: totals.weighted },
  };
}

async function ordersOf(input: HandWrittenInput, id: string) {
  const orders = await input.databases.crm.query<OrderRow>(
    `select id, number, status, order_date, net_total_minor, currency from sales_order
      where customer_id = $1 order by order_date desc, id limit 10`,
    [id],
  );
  const ids = orders.map((order) => order.id);
  const [progress, billing] = await Promise.all([
    loadOf(contextOf(input, 'supply-chain', purpose))(progressByOrderId, ids, undefined),
    loadOf(contextOf(input, 'finance', purpose))(billingByOrderId, ids, undefined),
  ]);
  const progressOf = zipped(ids, progress);
  const billingOf = zipped(ids, billing);
  return {
    edges: orders.map((row) => ({
      node: {
        ...{ id: row.id, number: row.number, status: row.status, orderDate: row.order_date },
        netTotal: moneyOf(row.net_total_minor, row.currency),
        promiseDate: progressOf.get(row.id)?.promiseDate ?? null,
        fulfilmentStatus: progressOf.get(row.id)?.status ?? null,
        billingStatus: billingOf.get(row.id)?.status ?? null,
      },
    })),
  };
}

async function moneyOfCustomer(input: HandWrittenInput, id: string, asOf: string) {
  const context = contextOf(input, 'finance', purpose);
  const parameters: unknown[] = [id];
  const exposure = placeValue(creditExposure, undefined, context, parameters);
  const [[receivables], [credit]] = await Promise.all([
    loadOf(context)(receivablesByCustomerId, [id], { asOf, entityId: null, figures: [] }),
    input.databases.finance.query<CreditRow>(
      `select t.limit_minor, t.currency, t.on_hold, ${exposure.select}
        from credit_account t ${exposure.join} where t.customer_id = $1`,
      parameters,
    ),
  ]);
  const { balance, overdue, freshness } = receivables ?? {};
  return {
    receivables: receivables === null ? null : { balance, overdue, freshness },
    credit: credit === undefined ? null : shownCredit(credit),
  };
}

function shownCredit(credit: CreditRow): object {
  const available = BigInt(credit.limit_minor) - exposureOf(credit).exposureMinor;
  return { available: moneyOf(available, credit.currency), onHold: credit.on_hold };
}

async function goodsOf(input: HandWrittenInput, id: string) {
  const [shipments, [onTime]] = await Promise.all([
    input.databases['supply-chain'].query(
      `select id, number, status, estimated_delivery as "estimatedDelivery",
          tracking_number as "trackingNumber"
        from shipment where customer_id = $1 order by planned_at desc, id limit 5`,
      [id],
    ),
    loadOf(contextOf(input, 'supply-chain', purpose))(onTimeDeliveryByCustomerId, [id], {
      days: 90,
    }),
  ]);
  return {
    shipments: { edges: shipments.map((node) => ({ node })) },
    onTimeDeliveryPct: onTime?.pct ?? null,
  };
}
