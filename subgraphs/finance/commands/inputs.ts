import { z } from 'zod';
import {
  boundedList,
  currencyCode,
  minorUnits,
  opaqueId,
  positiveMoney,
} from '../../host/inputs.ts';

export { expectedVersion, opaqueId, optional, positiveMoney, uuidKey } from '../../host/inputs.ts';

/** `MoneyInput` from zero on. */
export const money = z.strictObject({ minorUnits, currency: currencyCode });

export const allocations = boundedList(
  z.strictObject({ invoiceId: opaqueId, amount: positiveMoney }),
  100,
);
export type AllocationInput = z.output<typeof allocations>[number];

/** An account number may not pass for a reference: finance never stores an IBAN (ISO 13616). */
const ibanPattern = /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/;
export const isNoIban = (text: string): boolean =>
  !ibanPattern.test(text.toUpperCase().replaceAll(' ', ''));
