import { z } from 'zod';
import { refuse, type Command, type CommandContext, type Database } from '../../host/definition.ts';
import { opaqueId, uuidKey } from '../../host/inputs.ts';
import { lockFulfilment, nextFulfilmentStatus, type LockedFulfilment } from './fulfilmentLock.ts';

const Input = z.object({ fulfilmentId: opaqueId, idempotencyKey: uuidKey });

interface Departure {
  readonly warehouse_id: string;
  readonly carrier_id: string | null;
  readonly estimated_delivery: string | null;
}

/** Plans one delivery from one warehouse: what is reserved there and on no delivery yet. */
export const createShipment: Command<z.output<typeof Input>> = {
  results: { shipment: 'Shipment' },
  input: Input,
  run: async (input, context) => {
    const { db, clock } = context;
    const path = ['fulfilmentId'];
    const fulfilment = await lockFulfilment(db, input.fulfilmentId, clock.now(), path);
    nextFulfilmentStatus(fulfilment, 'plan', path);
    const departure = await nextDeparture(db, fulfilment);
    if (departure === undefined) throw refuse('QUANTITY_EXCEEDED', path);
    const shipmentId = await plan(fulfilment, departure, context);
    await load(shipmentId, fulfilment.id, departure.warehouse_id, context);
    return { shipment: shipmentId };
  },
};

/** The first warehouse with open reservations, who calls there, and when the goods should arrive. */
async function nextDeparture(
  db: Database,
  fulfilment: LockedFulfilment,
): Promise<Departure | undefined> {
  const [departure] = await db.query<Departure>(
    `select w.id as warehouse_id, carrier.id as carrier_id,
        (greatest($2::date, max(p.promised_date)) + carrier.transit_days)::text as estimated_delivery
      from fulfilment_line l
      join allocation a on a.sales_order_line_id = l.sales_order_line_id and a.shipment_line_id is null
      join storage_location place on place.id = a.location_id
      join warehouse w on w.id = place.warehouse_id
      left join carrier on carrier.id = w.default_carrier_id
      left join promise p on p.sales_order_line_id = l.sales_order_line_id
      where l.fulfilment_id = $1
      group by w.id, w.code, carrier.id, carrier.transit_days
      order by w.code
      limit 1`,
    [fulfilment.id, fulfilment.today],
  );
  return departure;
}

async function plan(
  fulfilment: LockedFulfilment,
  departure: Departure,
  { db, clock, newId }: CommandContext,
): Promise<string> {
  const id = newId();
  await db.query(
    `insert into shipment (id, number, fulfilment_id, sales_order_id, customer_id, status,
        warehouse_id, carrier_id, ship_to_address_id, planned_at, estimated_delivery)
      values ($1, $2, $3, $4, $5, 'PLANNED', $6, $7, $8, $9, $10)`,
    [
      id,
      await nextNumber(db, fulfilment),
      fulfilment.id,
      fulfilment.sales_order_id,
      fulfilment.customer_id,
      departure.warehouse_id,
      departure.carrier_id,
      fulfilment.ship_to_address_id,
      clock.now().toISOString(),
      departure.estimated_delivery,
    ],
  );
  return id;
}

/** A series a plant and year. The row stays locked until the shipment stands, so no number is lost. */
async function nextNumber(db: Database, fulfilment: LockedFulfilment): Promise<string> {
  const series = `${fulfilment.plant_code}-${fulfilment.today.slice(0, 4)}`;
  const [row] = await db.query<{ last_number: string }>(
    `insert into number_series as n (series, last_number) values ($1, 1)
      on conflict (series) do update set last_number = n.last_number + 1
      returning last_number`,
    [`shipment-${series}`],
  );
  return `SHP-${series}-${String(row?.last_number).padStart(6, '0')}`;
}

/** One line a demand line and lot; the reservations behind it are taken up. */
async function load(
  shipmentId: string,
  fulfilmentId: string,
  warehouseId: string,
  { db, newId }: CommandContext,
): Promise<void> {
  const open = `
    from allocation a
    join fulfilment_line l on l.sales_order_line_id = a.sales_order_line_id
    join storage_location place on place.id = a.location_id
    where l.fulfilment_id = $1 and place.warehouse_id = $2 and a.shipment_line_id is null`;
  const goods = await db.query<{ sales_order_line_id: string; lot: string | null }>(
    `select distinct a.sales_order_line_id, a.lot ${open} order by 1, 2`,
    [fulfilmentId, warehouseId],
  );
  await db.query(
    `insert into shipment_line (id, shipment_id, sales_order_line_id, product_id, quantity, lot)
      select g.id, $3, a.sales_order_line_id, a.product_id, sum(a.quantity), a.lot
      from unnest($4::text[], $5::text[], $6::text[]) g(id, line_id, lot)
      join lateral (select a.* ${open}) a
        on a.sales_order_line_id = g.line_id and a.lot is not distinct from g.lot
      group by g.id, a.sales_order_line_id, a.product_id, a.lot`,
    [
      fulfilmentId,
      warehouseId,
      shipmentId,
      goods.map(() => newId()),
      goods.map((good) => good.sales_order_line_id),
      goods.map((good) => good.lot),
    ],
  );
  await db.query(
    `update allocation set shipment_line_id = line.id
      from shipment_line line, storage_location place
      where line.shipment_id = $1 and place.id = allocation.location_id and place.warehouse_id = $2
        and allocation.shipment_line_id is null
        and allocation.sales_order_line_id = line.sales_order_line_id
        and allocation.lot is not distinct from line.lot`,
    [shipmentId, warehouseId],
  );
}
