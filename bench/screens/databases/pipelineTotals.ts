import { wholeMinorUnits } from '../../../subgraphs/crm/amounts.ts';
import { opportunityStages, type OpportunityStage } from '../../../subgraphs/crm/states.ts';
import type { Database } from '../../../subgraphs/host/definition.ts';
import { moneyOf, type MoneyValue } from '../../../subgraphs/host/money.ts';

/**
 * Deals with companies and public bodies: the pipeline board plans sales and shows no natural
 * person's. The product leaves them out by policy; here the condition stands in the statement, so
 * that all contenders read the same rows.
 */
export const withLegalPerson = (customerId: string): string =>
  `exists (select 1 from party_kind pk where pk.customer_id = ${customerId} and pk.kind = 'LEGAL_PERSON')`;

interface StageSum {
  readonly stage: OpportunityStage;
  readonly count: number;
  readonly amount: string | null;
  readonly weighted: string | null;
  readonly reporting: string | null;
}

export interface PipelineTotals {
  readonly count: number;
  readonly amount: MoneyValue;
  readonly weighted: MoneyValue;
  readonly byStage: readonly {
    readonly stage: OpportunityStage;
    readonly count: number;
    readonly amount: MoneyValue;
  }[];
}

/** One minor unit of a deal's currency in minor units of the reporting currency. */
const planRate = `(select r.rate * power(10::numeric, reporting.exponent - r.exponent)
  from planning_rate r, planning_rate reporting
 where r.currency = t.currency and reporting.is_reporting)`;

/** The statement of the product's `totals` of a list of deals, over the deals `t` that a condition selects. */
const stageSums = (condition: string): string => `
  select t.stage, count(*)::int as count,
    sum(t.amount_minor * ${planRate})::text as amount,
    sum(t.amount_minor * t.probability * ${planRate})::text as weighted,
    (select reporting.currency from planning_rate reporting where reporting.is_reporting)
      as reporting
  from opportunity t where ${condition} group by t.stage`;

/** What the deals add up to in the reporting currency; null where there is none. */
export async function pipelineTotals(
  db: Database,
  condition: string,
  parameters: readonly unknown[],
): Promise<PipelineTotals | null> {
  const sums = await db.query<StageSum>(stageSums(condition), parameters);
  const currency = sums[0] === undefined ? await reportingCurrency(db) : sums[0].reporting;
  if (currency === null) return null;
  const money = (parts: readonly (string | null)[]): MoneyValue =>
    moneyOf(wholeMinorUnits(...parts.map((part) => part ?? '0')), currency);
  const inOrder = opportunityStages.flatMap((stage) => sums.filter((sum) => sum.stage === stage));
  return {
    count: sums.reduce((count, sum) => count + sum.count, 0),
    amount: money(sums.map(({ amount }) => amount)),
    weighted: money(sums.map(({ weighted }) => weighted)),
    byStage: inOrder.map(({ stage, count, amount }) => ({ stage, count, amount: money([amount]) })),
  };
}

/** For a list without deals, whose sums say nothing. */
async function reportingCurrency(db: Database): Promise<string | null> {
  const [row] = await db.query<{ currency: string }>(
    'select currency from planning_rate where is_reporting',
  );
  return row?.currency ?? null;
}
