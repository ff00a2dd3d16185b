import { z } from 'zod';
import { refuse, Refusal, type AskContext } from '../../host/definition.ts';
import { currencyCode, minorUnits, opaqueId } from '../../host/inputs.ts';
import { quantityScale, type SignedLine } from './lines.ts';

const decimalText = z
  .string()
  .regex(new RegExp(`^\\d{1,14}(\\.\\d{1,${String(quantityScale)}})?$`));

/** policies/gate.yaml: signed-lines. */
const SignedLines = z.object({
  customerId: opaqueId,
  currency: currencyCode,
  lines: z.array(
    z.object({
      lineId: opaqueId,
      productId: opaqueId,
      quantity: decimalText,
      unitPriceMinor: minorUnits,
      discountPct: decimalText,
    }),
  ),
});

/** policies/gate.yaml: shipped-quantities. */
const ShippedQuantities = z.object({
  lines: z.array(z.object({ shipmentId: opaqueId, lineId: opaqueId, quantity: decimalText })),
});

export interface ShippedLine {
  readonly shipmentId: string;
  readonly lineId: string;
  readonly quantity: string;
}

/** What was signed, and what of it left the dock: the one place where figures reach finance. */
export interface GoodsToBill {
  readonly customerId: string;
  readonly currency: string;
  readonly signed: readonly SignedLine[];
  readonly shipped: readonly ShippedLine[];
}

const path = ['orderId'];

/** Asks CRM and supply chain. Their refusals are about the order. */
export async function askForGoods(
  { call }: AskContext,
  { orderId, shipmentIds }: { readonly orderId: string; readonly shipmentIds: readonly string[] },
): Promise<GoodsToBill> {
  try {
    const [order, goods] = await Promise.all([
      call('signed-lines', 'crm', { orderId }),
      call('shipped-quantities', 'supply-chain', { orderId, shipmentIds }),
    ]);
    const { customerId, currency, lines } = SignedLines.parse(order.answer);
    const shipped = ShippedQuantities.parse(goods.answer).lines;
    return { customerId, currency, signed: lines, shipped };
  } catch (error) {
    if (error instanceof Refusal) throw refuse(error.code, path);
    if (error instanceof z.ZodError) throw refuse('PEER_UNAVAILABLE', path);
    throw error;
  }
}
