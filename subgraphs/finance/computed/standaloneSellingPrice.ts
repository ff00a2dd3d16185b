import type { BatchLoader } from '../../host/definition.ts';
import { moneyOf, type MoneyValue } from '../../host/money.ts';

/** Finance's estimate of each product's price when sold alone, in one currency, or null. */
export const sellingPriceByProductId: BatchLoader<
  string,
  { readonly currency: string },
  MoneyValue | null
> = {
  name: 'sellingPriceByProductId',
  load: async ({ db }, ids, { currency }) => {
    const rows = await db.query<{ product_id: string; amount_minor: string }>(
      `select product_id, amount_minor from standalone_selling_price
       where product_id = any($1) and currency = $2`,
      [ids, currency],
    );
    const byId = new Map(rows.map((row) => [row.product_id, moneyOf(row.amount_minor, currency)]));
    return ids.map((id) => byId.get(id) ?? null);
  },
};
