import type { BatchLoader } from '../../host/definition.ts';

export interface ListPriceArguments {
  readonly currency: string;
}

/**
 * The price of one piece of each product in one currency, in minor units: of the price lists that
 * are valid today, the newest that has one.
 */
export const listPriceByProductId: BatchLoader<string, ListPriceArguments, string | null> = {
  name: 'listPriceByProductId',
  load: async ({ db, clock }, productIds, { currency }) => {
    const rows = await db.query<{ product_id: string; unit_price_minor: string }>(
      `select distinct on (p.product_id) p.product_id, p.unit_price_minor
         from price p
         join price_list l on l.id = p.price_list_id
        where p.product_id = any($1) and p.currency = $2 and p.min_quantity <= 1
          and l.valid_from <= $3::date and (l.valid_to is null or l.valid_to >= $3::date)
        order by p.product_id, l.valid_from desc, l.id, p.min_quantity desc`,
      [productIds, currency, clock.now().toISOString().slice(0, 10)],
    );
    const prices = new Map(rows.map((row) => [row.product_id, row.unit_price_minor]));
    return productIds.map((id) => prices.get(id) ?? null);
  },
};
