import { canonicalJson } from '../../../lib/canonicalJson.ts';
import { sha256Hex } from '../../../lib/hash.ts';
import type { SalesOrderLineRow, SalesOrderRow } from '../entities/order.ts';
import { exactDecimal } from '../amounts.ts';

/** `12.5000` and `12.5` are the same quantity, so they stand alike in the document. */
function plainDecimal(text: string): string {
  const { units, scale } = exactDecimal(text);
  if (scale === 0) return units.toString();
  const digits = units.toString().padStart(scale + 1, '0');
  return `${digits.slice(0, -scale)}.${digits.slice(-scale)}`.replace(/\.?0+$/, '');
}

/** The parts of an order that are signed. */
export type SignedTerms = Pick<
  SalesOrderRow,
  | 'number'
  | 'customerId'
  | 'contractId'
  | 'orderDate'
  | 'purchaseOrderRef'
  | 'billToAddressId'
  | 'shipToAddressId'
  | 'currency'
  | 'netTotalMinor'
  | 'discountTotalMinor'
>;
export type SignedLine = Pick<
  SalesOrderLineRow,
  | 'lineNumber'
  | 'productId'
  | 'quantity'
  | 'unitPriceMinor'
  | 'discountPct'
  | 'netAmountMinor'
  | 'requestedDate'
>;

/**
 * Fingerprint of what the customer signs: everything that was agreed, in canonical JSON, and
 * nothing that changes afterwards.
 */
export const documentSha256 = (order: SignedTerms, lines: readonly SignedLine[]): string =>
  sha256Hex(
    canonicalJson({
      number: order.number,
      customerId: order.customerId,
      contractId: order.contractId,
      orderDate: order.orderDate,
      purchaseOrderRef: order.purchaseOrderRef,
      billToAddressId: order.billToAddressId,
      shipToAddressId: order.shipToAddressId,
      currency: order.currency,
      netTotalMinor: order.netTotalMinor,
      discountTotalMinor: order.discountTotalMinor,
      lines: lines.map((line) => ({
        lineNumber: line.lineNumber,
        productId: line.productId,
        quantity: plainDecimal(line.quantity),
        unitPriceMinor: line.unitPriceMinor,
        discountPct: plainDecimal(line.discountPct),
        netAmountMinor: line.netAmountMinor,
        requestedDate: line.requestedDate,
      })),
    }),
  );
