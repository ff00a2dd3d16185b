import { applyForm } from '../../../policies/forms.ts';
import type { BenchScreen } from './benchScreen.ts';
import { changeAt } from './changeAt.ts';

/** How many different customers and orders the load goes through. */
const idsCount = 300;
/** How many different spans of days. */
const spansCount = 30;
/** How many different days of a list that takes a second. */
const daysCount = 6;

const asItIs = (data: unknown): unknown => data;

const customer360: BenchScreen = {
  name: 'customer-360',
  persona: 'account-manager',
  variables: ({ crm }) =>
    crm.query<{ id: string }>(
      `select id from customer where lifecycle = 'ACTIVE' order by md5(id) limit $1`,
      [idsCount],
    ),
  // The last ninety days end now: a delivery leaves them any minute.
  momentary: [['customer', 'onTimeDeliveryPct']],
  // The date of birth is withheld from account managers.
  asAllowed: (data) =>
    changeAt(data, ['customer', 'contacts', 'edges', 'node', 'person', 'birthDate'], () => null),
};

const orderStatus: BenchScreen = {
  name: 'order-status',
  persona: 'care-agent',
  variables: ({ crm }) =>
    crm.query<{ number: string }>('select number from sales_order order by md5(id) limit $1', [
      idsCount,
    ]),
  asAllowed: asItIs,
};

const collections: BenchScreen = {
  name: 'collections',
  persona: 'collections-clerk',
  variables: ({ finance }) =>
    finance.query<{ entity: string; asOf: string }>(
      `with entity as (
         select entity_id as id from invoice group by entity_id),
       last as (select max(issue_date) as day from invoice)
       select entity.id as entity, (last.day - ago) as "asOf"
       from generate_series(0, $1::int - 1) ago, entity, last order by ago, entity.id`,
      [daysCount],
    ),
  connectionsMax: 4,
  // Clerks see where an e-mail address is, not whose it is.
  asAllowed: (data) =>
    changeAt(
      data,
      [
        ...['agedReceivables', 'edges', 'node', 'customer'],
        ...['primaryContact', 'emails', 'value'],
      ],
      (value) => applyForm('domain-only', value),
    ),
};

const pipelineBoard: BenchScreen = {
  name: 'pipeline-board',
  persona: 'sales-lead',
  variables: ({ crm }) =>
    crm.query<{ from: string; to: string }>(
      `select first.day + later as "from", first.day + later + 60 as "to"
       from generate_series(0, $1::int - 1) later,
         (select min(expected_close_date) as day from opportunity) first order by later`,
      [spansCount],
    ),
  // Natural persons' deals are left out by a condition of the statements themselves.
  asAllowed: asItIs,
};

export const allScreens: readonly BenchScreen[] = [
  customer360,
  orderStatus,
  collections,
  pipelineBoard,
];
