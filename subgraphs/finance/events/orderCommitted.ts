import { z } from 'zod';
import type { EventHandler } from '../../host/definition.ts';
import { currencyCode, minorUnits, opaqueId } from '../../host/inputs.ts';

/** policies/gate.yaml: order-committed. */
const OrderCommitted = z.strictObject({
  orderId: opaqueId,
  customerId: opaqueId,
  amountMinor: minorUnits,
  currency: currencyCode,
});

/** A released order counts against the limit until it is invoiced. Its amount is frozen, so once is enough. */
export const orderCommitted: EventHandler = async (event, { db, clock }) => {
  const { orderId, customerId, amountMinor, currency } = OrderCommitted.parse(event.payload);
  await db.query(
    `insert into credit_commitment (order_id, customer_id, currency, amount_minor, committed_at)
     values ($1, $2, $3, $4, $5) on conflict (order_id) do nothing`,
    [orderId, customerId, currency, amountMinor, clock.now().toISOString()],
  );
};
