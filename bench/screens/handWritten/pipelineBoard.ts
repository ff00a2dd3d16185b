import { moneyOf } from '../../../subgraphs/host/money.ts';
import { cursorOf } from '../../../subgraphs/host/read/connection.ts';
import { pipelineTotals, withLegalPerson } from '../databases/pipelineTotals.ts';
import {
  distinct,
  groupsOf,
  mapOf,
  type HandWrittenInput,
  type HandWrittenScreen,
} from './screen.ts';

const first = 100;

interface OpportunityRow {
  readonly id: string;
  readonly name: string;
  readonly stage: string;
  readonly probability: string;
  readonly forecastCategory: string;
  readonly expectedCloseDate: string;
  readonly version: number;
  readonly amount_minor: string;
  readonly currency: string;
  readonly customer_id: string | null;
  readonly trade_name: string | null;
  readonly segment: string;
}
interface LineRow {
  readonly opportunity_id: string;
  readonly quantity: string;
  readonly product_id: string;
}

/** The board between two closing days, either of which may be left open. */
export const pipelineBoard: HandWrittenScreen = async (input, { from, to }) => {
  const { crm } = input.databases;
  const closing = [
    { operator: '>=', day: from },
    { operator: '<=', day: to },
  ].filter(({ day }) => typeof day === 'string');
  const bounds = closing.map(({ day }) => day);
  const condition = [
    withLegalPerson('t.customer_id'),
    ...closing.map(
      ({ operator }, index) => `t.expected_close_date ${operator} $${String(index + 1)}::date`,
    ),
  ].join(' and ');
  const [totals, found] = await Promise.all([
    pipelineTotals(crm, condition, bounds),
    crm.query<OpportunityRow>(
      `select t.id, t.name, t.stage, t.probability, t.forecast_category as "forecastCategory",
          t.expected_close_date as "expectedCloseDate", t.version, t.amount_minor, t.currency,
          c.id as customer_id, c.trade_name, c.segment
        from opportunity t
        left join customer c on c.id = t.customer_id and ${withLegalPerson('c.id')}
        where ${condition}
        order by t.expected_close_date, t.id limit $${String(bounds.length + 1)}`,
      [...bounds, first + 1],
    ),
  ]);
  const deals = found.slice(0, first);
  const lines = await linesOf(input, deals);
  const edges = deals.map((deal) => ({
    cursor: cursorOf(deal.id),
    node: shownDeal(deal, lines.get(deal.id) ?? []),
  }));
  const pageInfo = {
    hasNextPage: found.length > first,
    endCursor: edges.at(-1)?.cursor ?? null,
  };
  return { pipeline: { totals, edges, pageInfo } };
};

function shownDeal(row: OpportunityRow, lines: readonly object[]): object {
  const { amount_minor, currency, customer_id: id, trade_name: tradeName, segment, ...deal } = row;
  return {
    ...deal,
    amount: moneyOf(amount_minor, currency),
    customer: id === null ? null : { id, tradeName, segment },
    lines,
  };
}

/** The lines of each deal, with their products. */
async function linesOf(
  { databases }: HandWrittenInput,
  deals: readonly OpportunityRow[],
): Promise<ReadonlyMap<string, readonly object[]>> {
  const lines = await databases.crm.query<LineRow>(
    `select opportunity_id, quantity, product_id from opportunity_line
      where opportunity_id = any($1) order by opportunity_id, line_number, id`,
    [deals.map(({ id }) => id)],
  );
  const products = await databases['supply-chain'].query<{ id: string }>(
    'select id, name, status from product where id = any($1)',
    [distinct(lines.map((line) => line.product_id))],
  );
  const productOf = mapOf(products, 'id');
  return new Map(
    [...groupsOf(lines, 'opportunity_id')].map(([id, rows]) => [
      id,
      rows.map((row) => ({
        quantity: row.quantity,
        product: productOf.get(row.product_id) ?? null,
      })),
    ]),
  );
}
