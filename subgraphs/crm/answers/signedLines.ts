import { z } from 'zod';
import { refuse, type CallHandler } from '../../host/definition.ts';
import { opaqueId } from '../../host/inputs.ts';
import { findRow } from '../../host/rows.ts';
import { SalesOrderRow } from '../entities/order.ts';
import { linesOf } from '../orders/orderSteps.ts';

/** policies/gate.yaml: signed-lines. */
const Question = z.strictObject({ orderId: opaqueId });

/** What was signed, line by line: finance bills from it. Unsigned orders are nobody's business there. */
export const signedLines: CallHandler = async (payload, { manager }) => {
  const { orderId } = Question.parse(payload);
  const order = await findRow(manager, SalesOrderRow, orderId);
  if (order === undefined) throw refuse('NOT_FOUND', ['orderId']);
  if (order.signedAt === null || order.status === 'CANCELLED') {
    throw refuse('ORDER_NOT_SIGNED', ['orderId']);
  }
  const lines = await linesOf(manager, orderId);
  return {
    customerId: order.customerId,
    currency: order.currency,
    lines: lines.map((line) => ({
      lineId: line.id,
      productId: line.productId,
      quantity: line.quantity,
      unitPriceMinor: line.unitPriceMinor,
      discountPct: line.discountPct,
    })),
  };
};
