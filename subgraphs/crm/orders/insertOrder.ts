import { refuse, type CommandContext } from '../../host/definition.ts';
import { sumOf } from '../amounts.ts';
import { SalesOrderLineRow, SalesOrderRow } from '../entities/order.ts';
import type { OrderedLine } from './orderedLines.ts';
import { recordStatus } from './orderSteps.ts';

export interface NewOrder {
  readonly customerId: string;
  readonly salesRepId: string;
  readonly quoteId: string | null;
  readonly contractId: string | null;
  readonly currency: string;
  readonly orderType: string;
  readonly orderDate: string;
  readonly billToAddressId: string;
  readonly shipToAddressId: string;
  readonly purchaseOrderRef: string | null;
  readonly lines: readonly OrderedLine[];
}

/** Ten to the fifteenth minor units: far beyond any order, far below what `bigint` holds. */
const netTotalMax = 10n ** 15n;

/** Writes a draft order with its lines and totals, and returns its id. */
export async function insertOrder(order: NewOrder, context: CommandContext): Promise<string> {
  const { manager, db, clock, newId } = context;
  const { lines, ...terms } = order;
  const netTotal = sumOf(lines.map(({ netMinor }) => netMinor));
  if (netTotal > netTotalMax) throw refuse('INVALID_INPUT', ['input', 'lines']);
  const id = newId();
  const [series] = await db.query<{ number: string }>(
    `select 'SO-' || nextval('sales_order_number') as number`,
  );
  await manager.insert(SalesOrderRow, {
    id,
    ...terms,
    number: series?.number ?? id,
    status: 'DRAFT',
    netTotalMinor: netTotal.toString(),
    discountTotalMinor: sumOf(lines.map(({ discountMinor }) => discountMinor)).toString(),
    previousOrderId: order.orderType === 'REPEAT' ? await lastSignedOrder(order, context) : null,
    createdAt: clock.now().toISOString(),
    version: 1,
  });
  await manager.insert(
    SalesOrderLineRow,
    lines.map((line, index) => ({
      id: newId(),
      orderId: id,
      lineNumber: index + 1,
      productId: line.productId,
      quantity: line.quantity,
      unitPriceMinor: line.unitPriceMinor,
      discountPct: line.discountPct,
      netAmountMinor: line.netMinor.toString(),
      currency: order.currency,
      requestedDate: line.requestedDate,
    })),
  );
  await recordStatus(id, null, 'DRAFT', context);
  return id;
}

/** The order that a repeat repeats: the customer's last signed one. */
async function lastSignedOrder(
  { customerId }: NewOrder,
  { db }: CommandContext,
): Promise<string | null> {
  const [last] = await db.query<{ id: string }>(
    `select id from sales_order
      where customer_id = $1 and signed_at is not null
      order by signed_at desc, id limit 1`,
    [customerId],
  );
  return last?.id ?? null;
}
