import type { BatchLoader } from '../../host/definition.ts';

export interface StockLevel {
  readonly locationId: string;
  readonly lot: string | null;
  readonly onHand: string;
  readonly allocated: string;
}

export interface StockPosition {
  readonly productId: string;
  readonly onHand: string;
  readonly allocated: string;
  readonly available: string;
  readonly inTransit: string;
  readonly byLocation: readonly StockLevel[];
  readonly asOf: string;
  readonly freshness: 'REALTIME';
}

interface StockPositionRow {
  readonly product_id: string;
  readonly on_hand: string;
  readonly allocated: string;
  readonly available: string;
  readonly in_transit: string;
  readonly levels: readonly StockLevel[];
}

/** What lies in our own places, over all plants or at one, with the places that hold or owe anything. */
export const stockByProductId: BatchLoader<string, { plantId: string | null }, StockPosition> = {
  name: 'stockByProductId',
  load: async ({ db, clock }, productIds, { plantId }) => {
    const rows = await db.query<StockPositionRow>(
      `select k.product_id,
          coalesce(sum(b.on_hand) filter (where b.usage = 'INTERNAL'), 0)::numeric(18,4) as on_hand,
          coalesce(sum(b.allocated), 0)::numeric(18,4) as allocated,
          coalesce(sum(b.on_hand - b.allocated) filter (where b.usage = 'INTERNAL'), 0)::numeric(18,4)
            as available,
          coalesce(sum(b.on_hand) filter (where b.usage = 'TRANSIT'), 0)::numeric(18,4) as in_transit,
          coalesce(json_agg(json_build_object('locationId', b.location_id, 'lot', nullif(b.lot, ''),
            'onHand', b.on_hand::text, 'allocated', b.allocated::text)
            order by b.location_id, b.lot) filter (where b.usage = 'INTERNAL' and b.on_hand > 0), '[]')
            as levels
        from unnest($1::text[]) as k(product_id)
        left join (
          select balance.* from stock_balance balance
          join storage_location place on place.id = balance.location_id
          join warehouse on warehouse.id = place.warehouse_id
          where $2::text is null or warehouse.plant_id = $2
        ) b on b.product_id = k.product_id
        group by k.product_id`,
      [productIds, plantId],
    );
    const asOf = clock.now().toISOString();
    const positionById = new Map(rows.map((row) => [row.product_id, positionOf(row, asOf)]));
    return productIds.map((id) => {
      const position = positionById.get(id);
      if (position === undefined) throw new TypeError('each key that is asked has one row');
      return position;
    });
  },
};

const positionOf = (row: StockPositionRow, asOf: string): StockPosition => ({
  productId: row.product_id,
  onHand: row.on_hand,
  allocated: row.allocated,
  available: row.available,
  inTransit: row.in_transit,
  byLocation: row.levels,
  asOf,
  freshness: 'REALTIME',
});
