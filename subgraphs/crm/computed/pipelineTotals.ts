import type { BatchLoader, ReadContext } from '../../host/definition.ts';
import { moneyOf, type MoneyValue } from '../../host/money.ts';
import { aggregateList } from '../../host/read/aggregateList.ts';
import type { ConnectionParent } from '../../host/read/connection.ts';
import { wholeMinorUnits } from '../amounts.ts';
import { opportunityStages, type OpportunityStage } from '../states.ts';

interface StageSum {
  readonly stage: OpportunityStage;
  readonly count: number;
  /** Exact sums in minor units of the reporting currency; null where no currency is the reporting one. */
  readonly amount: string | null;
  readonly weighted: string | null;
  readonly reporting: string | null;
}

interface StageTotal {
  readonly stage: OpportunityStage;
  readonly count: number;
  readonly amount: MoneyValue;
  readonly weighted: MoneyValue;
}

export interface PipelineTotals {
  readonly count: number;
  readonly amount: MoneyValue;
  readonly weighted: MoneyValue;
  readonly byStage: readonly StageTotal[];
}

/** One minor unit of a deal's currency in minor units of the reporting currency, at the sales plan's rate. */
const planRate = `(select r.rate * power(10::numeric, reporting.exponent - r.exponent)
  from planning_rate r, planning_rate reporting
 where r.currency = t.currency and reporting.is_reporting)`;

const stageSums = {
  name: 'stageSums',
  select: `t.stage, count(*)::int as count,
    sum(t.amount_minor * ${planRate})::text as amount,
    sum(t.amount_minor * t.probability * ${planRate})::text as weighted,
    (select reporting.currency from planning_rate reporting where reporting.is_reporting)
      as reporting`,
  groupBy: 't.stage',
};

/** For a list without deals, whose sums say nothing. */
const reportingCurrency: BatchLoader<string, undefined, string | null> = {
  name: 'reportingCurrency',
  load: async ({ db }, keys) => {
    const [row] = await db.query<{ currency: string }>(
      'select currency from planning_rate where is_reporting',
    );
    return keys.map(() => row?.currency ?? null);
  },
};

/**
 * Sums over every deal that the list's filters select and this purpose may see, not the page alone;
 * null while the sales plan names no reporting currency.
 */
export async function pipelineTotals(
  connection: ConnectionParent,
  read: ReadContext,
): Promise<PipelineTotals | null> {
  const sums = await aggregateList<StageSum>(read, connection, stageSums);
  const currency =
    sums[0] === undefined ? await read.load(reportingCurrency, '', undefined) : sums[0].reporting;
  if (currency === null) return null;
  const money = (parts: readonly (string | null)[]): MoneyValue =>
    moneyOf(wholeMinorUnits(...parts.map((part) => part ?? '0')), currency);
  const inOrder = opportunityStages.flatMap((stage) => sums.filter((sum) => sum.stage === stage));
  return {
    count: sums.reduce((count, sum) => count + sum.count, 0),
    amount: money(sums.map(({ amount }) => amount)),
    weighted: money(sums.map(({ weighted }) => weighted)),
    byStage: inOrder.map((sum) => ({
      stage: sum.stage,
      count: sum.count,
      amount: money([sum.amount]),
      weighted: money([sum.weighted]),
    })),
  };
}
