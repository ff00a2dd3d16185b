import { z } from 'zod';
import type { CommandContext, Database, EventHandler } from '../../host/definition.ts';
import { isoDate, opaqueId, positiveDecimal } from '../../host/inputs.ts';

const OrderReleased = z.strictObject({
  orderId: opaqueId,
  customerId: opaqueId,
  shipToAddressId: opaqueId.nullish(),
  lines: z
    .array(
      z.strictObject({
        lineId: opaqueId,
        productId: opaqueId,
        quantity: positiveDecimal,
        requestedDate: isoDate,
      }),
    )
    .min(1)
    .max(1000),
});
type OrderReleased = z.output<typeof OrderReleased>;

/** The signed demand arrives, once: an order that is already here is left as it is, frozen. */
export const orderReleased: EventHandler = async (event, context) => {
  const order = OrderReleased.parse(event.payload);
  const fulfilmentId = await acceptOrder(order, context);
  if (fulfilmentId === undefined) return;
  await context.db.query(
    `insert into fulfilment_line (fulfilment_id, sales_order_line_id, position, product_id, ordered,
        requested_date)
      select $1, l.line_id, l.position, l.product_id, l.quantity, l.requested_date
      from unnest($2::text[], $3::text[], $4::numeric[], $5::date[])
        with ordinality as l(line_id, product_id, quantity, requested_date, position)`,
    [
      fulfilmentId,
      order.lines.map((line) => line.lineId),
      order.lines.map((line) => line.productId),
      order.lines.map((line) => line.quantity),
      order.lines.map((line) => line.requestedDate),
    ],
  );
};

/** The plant that covers most lines from its own stock takes the order; among equals, the first by code. */
async function acceptOrder(
  order: OrderReleased,
  { db, clock, newId }: CommandContext,
): Promise<string | undefined> {
  const [accepted] = await db.query<{ id: string }>(
    `insert into fulfilment_order (id, sales_order_id, customer_id, ship_to_address_id, plant_id,
        status, accepted_at)
      select $1, $2, $3, $4, plant.id, 'ACCEPTED', $5::timestamptz
      from plant
      order by (
        select count(*) from unnest($6::text[], $7::numeric[]) as l(product_id, quantity)
        where l.quantity <= (
          select sum(b.on_hand - b.allocated) from stock_balance b
          join storage_location place on place.id = b.location_id
          join warehouse w on w.id = place.warehouse_id
          where w.plant_id = plant.id and b.product_id = l.product_id and b.usage = 'INTERNAL')
      ) desc, plant.code
      limit 1
      on conflict (sales_order_id) do nothing
      returning id`,
    [
      newId(),
      order.orderId,
      order.customerId,
      order.shipToAddressId ?? null,
      clock.now().toISOString(),
      order.lines.map((line) => line.productId),
      order.lines.map((line) => line.quantity),
    ],
  );
  return accepted?.id ?? alreadyHere(order.orderId, db);
}

/** An order that no plant can take must not be lost in silence: the gate delivers it again. */
async function alreadyHere(orderId: string, db: Database): Promise<undefined> {
  const known = await db.query('select 1 from fulfilment_order where sales_order_id = $1', [
    orderId,
  ]);
  if (known.length === 0) throw new TypeError('an order needs a plant to take it');
}
