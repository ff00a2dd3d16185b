import { z } from 'zod';
import { refuse, type Command, type Database } from '../../host/definition.ts';
import { expectedVersion, opaqueId } from '../../host/inputs.ts';
import { freeStockOfOrder } from '../stock/freeStock.ts';
import { lockPlantBalances } from '../stock/lockBalances.ts';
import {
  lockFulfilmentVersion,
  nextFulfilmentStatus,
  setFulfilmentStatus,
} from './fulfilmentLock.ts';

const Input = z.object({ fulfilmentId: opaqueId, expectedVersion });

interface Reservation {
  readonly sales_order_line_id: string;
  readonly product_id: string;
  readonly location_id: string;
  readonly lot: string | null;
  readonly quantity: string;
}

/** Reserves the whole demand of a promised order at its plant, or nothing. */
export const allocate: Command<z.output<typeof Input>> = {
  results: { fulfilment: 'FulfilmentOrder' },
  input: Input,
  run: async (input, { db, clock, newId }) => {
    const fulfilment = await lockFulfilmentVersion(db, input, clock.now());
    const next = nextFulfilmentStatus(fulfilment, 'allocate', ['fulfilmentId']);
    await lockPlantBalances(db, fulfilment.id);
    if (await isStockShort(db, fulfilment.id)) throw refuse('STOCK_SHORT', ['fulfilmentId']);
    const reservations = await chooseStock(db, fulfilment.id);
    await db.query(
      `insert into allocation (id, sales_order_line_id, product_id, location_id, lot, quantity, kind, at)
        select r.*, 'HARD', $7::timestamptz
        from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::numeric[]) r`,
      [
        reservations.map(() => newId()),
        reservations.map((reservation) => reservation.sales_order_line_id),
        reservations.map((reservation) => reservation.product_id),
        reservations.map((reservation) => reservation.location_id),
        reservations.map((reservation) => reservation.lot),
        reservations.map((reservation) => reservation.quantity),
        clock.now().toISOString(),
      ],
    );
    await setFulfilmentStatus(db, fulfilment.id, next);
    return { fulfilment: fulfilment.id };
  },
};

async function isStockShort(db: Database, fulfilmentId: string): Promise<boolean> {
  const short = await db.query(
    `with free as (${freeStockOfOrder})
      select l.product_id from fulfilment_line l
      join product p on p.id = l.product_id and p.kind <> 'SERVICE'
      join free on free.product_id = l.product_id
      where l.fulfilment_id = $1
      group by l.product_id, free.quantity
      having sum(l.ordered) > free.quantity
      limit 1`,
    [fulfilmentId],
  );
  return short.length > 0;
}

/**
 * Lays the demand of each product and the stock of its places along two rulers, the places in the
 * order of their codes; where a stretch of demand meets a stretch of stock, that much is reserved.
 */
async function chooseStock(db: Database, fulfilmentId: string): Promise<readonly Reservation[]> {
  return db.query<Reservation>(
    `with demand as (
        select l.sales_order_line_id, l.product_id,
          sum(l.ordered) over line - l.ordered as starts, sum(l.ordered) over line as ends
        from fulfilment_line l
        join product p on p.id = l.product_id and p.kind <> 'SERVICE'
        where l.fulfilment_id = $1
        window line as (partition by l.product_id order by l.requested_date, l.position)
      ), stock as (
        select b.product_id, b.location_id, b.lot,
          sum(b.on_hand - b.allocated) over place - (b.on_hand - b.allocated) as starts,
          sum(b.on_hand - b.allocated) over place as ends
        from stock_balance b
        join storage_location l on l.id = b.location_id
        join warehouse w on w.id = l.warehouse_id
        join fulfilment_order f on f.plant_id = w.plant_id
        where f.id = $1 and b.usage = 'INTERNAL' and b.on_hand > b.allocated
        window place as (partition by b.product_id order by w.code, l.code, b.lot)
      )
      select d.sales_order_line_id, d.product_id, s.location_id, nullif(s.lot, '') as lot,
        least(d.ends, s.ends) - greatest(d.starts, s.starts) as quantity
      from demand d
      join stock s on s.product_id = d.product_id and s.starts < d.ends and d.starts < s.ends
      order by d.product_id, s.location_id, s.lot, d.sales_order_line_id`,
    [fulfilmentId],
  );
}
