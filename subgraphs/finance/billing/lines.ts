import { exactDecimal, powerOfTen, roundHalfEven } from '../rounding.ts';

/** A line of the signed order, as CRM hands it over for billing. */
export interface SignedLine {
  readonly lineId: string;
  readonly productId: string;
  readonly quantity: string;
  readonly unitPriceMinor: string;
  /** Per cent, 0 to 100. */
  readonly discountPct: string;
}

export interface BilledLine {
  readonly orderLineId: string;
  readonly productId: string;
  /** In ten-thousandths: `numeric(18,4)`. */
  readonly quantityUnits: bigint;
  readonly unitPriceMinor: bigint;
  readonly discountMinor: bigint;
  readonly netMinor: bigint;
}

export const quantityScale = 4;

/** A quantity in ten-thousandths. */
export function quantityUnits(text: string): bigint {
  const { units, scale } = exactDecimal(text);
  return units * powerOfTen(quantityScale - scale);
}

/** The amounts of a quantity of a line, before and after its discount. */
function amountsOf(line: SignedLine, units: bigint): { grossMinor: bigint; netMinor: bigint } {
  const discount = exactDecimal(line.discountPct);
  const hundred = 100n * powerOfTen(discount.scale);
  const gross = units * BigInt(line.unitPriceMinor);
  const scale = powerOfTen(quantityScale);
  return {
    grossMinor: roundHalfEven(gross, scale),
    netMinor: roundHalfEven(gross * (hundred - discount.units), scale * hundred),
  };
}

/**
 * Bills a part of a line that follows `billedUnits` billed before: the amount up to its end less the
 * amount up to its beginning. So the parts of a line add up to the line, however they were rounded.
 * Undefined where the part is over what was signed.
 */
export function billLine(
  line: SignedLine,
  billedUnits: bigint,
  units: bigint,
): BilledLine | undefined {
  if (billedUnits + units > quantityUnits(line.quantity)) return undefined;
  const before = amountsOf(line, billedUnits);
  const after = amountsOf(line, billedUnits + units);
  const netMinor = after.netMinor - before.netMinor;
  const discountMinor = after.grossMinor - before.grossMinor - netMinor;
  return {
    orderLineId: line.lineId,
    productId: line.productId,
    quantityUnits: units,
    unitPriceMinor: BigInt(line.unitPriceMinor),
    // Rounding of two parts can leave one unit below nothing.
    discountMinor: discountMinor < 0n ? 0n : discountMinor,
    netMinor,
  };
}
