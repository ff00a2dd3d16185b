import type { EntityManager } from 'typeorm';
import { refuse, type Database } from '../../host/definition.ts';
import { findRows } from '../../host/rows.ts';
import { amountsOfLine } from '../amounts.ts';
import { QuoteLineRow } from '../entities/pricing.ts';

/** One line of an order before it has an id. */
export interface OrderedLine {
  readonly productId: string;
  readonly quantity: string;
  readonly unitPriceMinor: string;
  readonly discountPct: string;
  readonly netMinor: bigint;
  readonly discountMinor: bigint;
  readonly requestedDate: string;
}

export interface AskedLine {
  readonly productId: string;
  readonly quantity: string;
  readonly discountPct?: string | null | undefined;
  readonly requestedDate?: string | null | undefined;
}

interface LinePriceRow {
  readonly sellable: boolean | null;
  readonly unit_price_minor: string | null;
}

/** For each asked line: may the product be sold, and its price in the list at that quantity. */
const linePrices = (
  db: Database,
  priceListId: string,
  lines: readonly AskedLine[],
): Promise<LinePriceRow[]> =>
  db.query<LinePriceRow>(
    `select s.sellable, p.unit_price_minor
       from unnest($2::text[], $3::numeric[]) with ordinality as l (product_id, quantity, position)
       left join product_selling s on s.product_id = l.product_id
       left join lateral (
         select unit_price_minor from price
          where price_list_id = $1 and product_id = l.product_id and min_quantity <= l.quantity
          order by min_quantity desc limit 1
       ) p on true
      order by l.position`,
    [priceListId, lines.map((line) => line.productId), lines.map((line) => line.quantity)],
  );

/** Prices asked lines by a list. A line without a date is wanted as soon as possible: today. */
export async function linesByPriceList(
  db: Database,
  priceListId: string,
  lines: readonly AskedLine[],
  today: string,
): Promise<readonly OrderedLine[]> {
  const prices = await linePrices(db, priceListId, lines);
  return lines.map((line, index) => {
    const path = ['input', 'lines', String(index), 'productId'];
    const price = prices[index];
    if (price === undefined || price.sellable === null) throw refuse('NOT_FOUND', path);
    if (!price.sellable || price.unit_price_minor === null) throw refuse('INVALID_INPUT', path);
    const terms = {
      quantity: line.quantity,
      unitPriceMinor: price.unit_price_minor,
      discountPct: line.discountPct ?? '0',
    };
    const { grossMinor, netMinor } = amountsOfLine(terms);
    return {
      ...terms,
      productId: line.productId,
      netMinor,
      discountMinor: grossMinor - netMinor,
      requestedDate: line.requestedDate ?? today,
    };
  });
}

/** The lines of an accepted quote: their amounts are what the customer agreed to, so they stay. */
export async function linesOfQuote(
  manager: EntityManager,
  quoteId: string,
  today: string,
): Promise<readonly OrderedLine[]> {
  const rows = await findRows(manager, QuoteLineRow, 't.quote_id = $1 order by t.line_number', [
    quoteId,
  ]);
  return rows.map((row) => {
    const terms = {
      quantity: row.quantity,
      unitPriceMinor: row.listPriceMinor,
      discountPct: row.discountPct,
    };
    const netMinor = BigInt(row.lineTotalMinor);
    return {
      ...terms,
      productId: row.productId,
      netMinor,
      discountMinor: amountsOfLine(terms).grossMinor - netMinor,
      requestedDate: row.requestedDate ?? today,
    };
  });
}
