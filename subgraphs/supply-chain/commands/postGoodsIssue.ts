import { z } from 'zod';
import type { Command, CommandContext, Database } from '../../host/definition.ts';
import { expectedVersion, opaqueId, uuidKey } from '../../host/inputs.ts';
import type { ShipmentRow } from '../entities/shipment.ts';
import { lockShipmentBalances } from '../stock/lockBalances.ts';
import {
  lockFulfilment,
  nextFulfilmentStatus,
  setFulfilmentStatus,
  type LockedFulfilment,
} from './fulfilmentLock.ts';
import { lockShipment, nextShipmentStatus } from './shipmentLock.ts';

const Input = z.object({ shipmentId: opaqueId, expectedVersion, idempotencyKey: uuidKey });

interface Released {
  readonly product_id: string;
  readonly location_id: string;
  readonly lot: string | null;
  readonly quantity: string;
}

/** The point of no return: reservations become moves to the customers' place, and lines count as shipped. */
export const postGoodsIssue: Command<z.output<typeof Input>> = {
  results: { shipment: 'Shipment' },
  input: Input,
  run: async (input, context) => {
    const { db, clock } = context;
    const path = ['shipmentId'];
    const shipment = await lockShipment(context.manager, input);
    const status = nextShipmentStatus(shipment, 'issue');
    const fulfilment = await lockFulfilment(db, shipment.fulfilmentId, clock.now(), path);
    nextFulfilmentStatus(fulfilment, 'issuePart', path);
    await lockShipmentBalances(db, shipment.id);
    await moveGoods(shipment.id, await releaseReservations(db, shipment.id), context);
    await countShipped(db, shipment.id);
    await settlePromises(db, fulfilment);
    await recordIssue(shipment, status, fulfilment, context);
    const step = (await isAllShipped(db, fulfilment.id)) ? 'issueAll' : 'issuePart';
    await setFulfilmentStatus(db, fulfilment.id, nextFulfilmentStatus(fulfilment, step, path));
    return { shipment: shipment.id };
  },
};

/** Before the moves: a balance may never be reserved beyond what it holds, not even in between. */
async function releaseReservations(db: Database, shipmentId: string): Promise<readonly Released[]> {
  return db.query<Released>(
    `with released as (
        delete from allocation using shipment_line line
        where line.id = allocation.shipment_line_id and line.shipment_id = $1
        returning allocation.product_id, allocation.location_id, allocation.lot, allocation.quantity
      )
      select * from released order by product_id, location_id, lot`,
    [shipmentId],
  );
}

async function moveGoods(
  shipmentId: string,
  released: readonly Released[],
  { db, clock, newId }: CommandContext,
): Promise<void> {
  const moves = await db.query(
    `insert into stock_move (id, product_id, quantity, uom_code, from_location_id, to_location_id,
        state, reason, reference, lot, unit_cost_minor, unit_cost_currency, at)
      select r.id, r.product_id, r.quantity, p.uom_code, r.location_id, customers.id, 'DONE',
        'SHIPMENT', $1, r.lot, p.standard_cost_minor, p.standard_cost_currency, $7::timestamptz
      from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::numeric[])
        with ordinality as r(id, product_id, location_id, lot, quantity, position)
      join product p on p.id = r.product_id
      join storage_location customers on customers.usage = 'CUSTOMER'
      order by r.position
      returning id`,
    [
      shipmentId,
      released.map(() => newId()),
      released.map((reservation) => reservation.product_id),
      released.map((reservation) => reservation.location_id),
      released.map((reservation) => reservation.lot),
      released.map((reservation) => reservation.quantity),
      clock.now().toISOString(),
    ],
  );
  if (moves.length !== released.length || moves.length === 0) {
    throw new TypeError('a packed shipment holds reserved goods, and there is one customer place');
  }
}

async function countShipped(db: Database, shipmentId: string): Promise<void> {
  await db.query(
    `update fulfilment_line set shipped = shipped + issued.quantity
      from (
        select sales_order_line_id, sum(quantity) as quantity
        from shipment_line where shipment_id = $1 group by sales_order_line_id
      ) issued
      where issued.sales_order_line_id = fulfilment_line.sales_order_line_id`,
    [shipmentId],
  );
}

/** A promise is kept or broken on the day on which the last of its line leaves. */
async function settlePromises(db: Database, fulfilment: LockedFulfilment): Promise<void> {
  await db.query(
    `update promise set status = case when $2::date <= promised_date then 'KEPT' else 'BROKEN' end
      from fulfilment_line l
      where l.sales_order_line_id = promise.sales_order_line_id and l.fulfilment_id = $1
        and l.shipped = l.ordered and promise.status in ('TENTATIVE', 'CONFIRMED', 'AT_RISK')`,
    [fulfilment.id, fulfilment.today],
  );
}

async function recordIssue(
  shipment: ShipmentRow,
  status: string,
  fulfilment: LockedFulfilment,
  { db, clock, newId }: CommandContext,
): Promise<void> {
  const now = clock.now().toISOString();
  await db.query(
    `update shipment set status = $2, goods_issue_at = $3::timestamptz, version = version + 1,
        estimated_delivery = coalesce($4::date
          + (select transit_days from carrier where carrier.id = shipment.carrier_id),
          estimated_delivery)
      where id = $1`,
    [shipment.id, status, now, fulfilment.today],
  );
  await db.query(
    `insert into tracking_event (id, shipment_id, at, code, location_country)
      select $1, $2, $3::timestamptz, 'GOODS_ISSUED', country_code from plant where id = $4`,
    [newId(), shipment.id, now, fulfilment.plant_id],
  );
}

async function isAllShipped(db: Database, fulfilmentId: string): Promise<boolean> {
  const open = await db.query(
    `select 1 from fulfilment_line l join product p on p.id = l.product_id
      where l.fulfilment_id = $1 and l.shipped < l.ordered and p.kind <> 'SERVICE' limit 1`,
    [fulfilmentId],
  );
  return open.length === 0;
}
