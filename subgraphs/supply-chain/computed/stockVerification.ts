import type { Database } from '../../host/definition.ts';
import type { StockLevel } from './stockPosition.ts';

export interface StockVerification {
  readonly moves: number;
  readonly negativeLocations: readonly StockLevel[];
  readonly balanceDifferences: number;
  readonly ok: boolean;
}

interface VerificationRow {
  readonly moves: number;
  readonly differences: number;
  readonly negative: readonly StockLevel[];
}

/**
 * Adds the whole ledger up again, in one snapshot. A plant narrows it to the balances of its own
 * places and to the moves that touch them.
 */
export async function verifyStockLedger(
  db: Database,
  plantId: string | null,
): Promise<StockVerification> {
  const [row] = await db.query<VerificationRow>(
    `with place as (
        select l.id, l.usage from storage_location l
        left join warehouse w on w.id = l.warehouse_id
        where $1::text is null or w.plant_id = $1
      ), side as (
        select m.product_id, m.from_location_id as location_id, coalesce(m.lot, '') as lot,
          -m.quantity as quantity
        from stock_move m join place on place.id = m.from_location_id where m.state = 'DONE'
        union all
        select m.product_id, m.to_location_id, coalesce(m.lot, ''), m.quantity
        from stock_move m join place on place.id = m.to_location_id where m.state = 'DONE'
      ), summed as (
        select product_id, location_id, lot, sum(quantity) as quantity from side group by 1, 2, 3
      ), held as (
        select b.* from stock_balance b join place on place.id = b.location_id
      )
      select
        (select count(*) from stock_move m
          where exists (select from place where place.id = m.from_location_id)
            or exists (select from place where place.id = m.to_location_id))::integer as moves,
        (select count(*) from summed full join held using (product_id, location_id, lot)
          where coalesce(summed.quantity, 0) <> coalesce(held.on_hand, 0))::integer as differences,
        (select coalesce(json_agg(json_build_object('locationId', location_id,
            'lot', nullif(lot, ''), 'onHand', quantity::text,
            'allocated', coalesce((select h.allocated from held h
              where (h.product_id, h.location_id, h.lot) =
                (summed.product_id, summed.location_id, summed.lot)), 0)::text)
            order by location_id, product_id, lot), '[]')
          from summed join place on place.id = summed.location_id
          where place.usage = 'INTERNAL' and quantity < 0) as negative`,
    [plantId],
  );
  if (row === undefined) throw new TypeError('an aggregate answers one row');
  return {
    moves: row.moves,
    negativeLocations: row.negative,
    balanceDifferences: row.differences,
    ok: row.differences === 0 && row.negative.length === 0,
  };
}
