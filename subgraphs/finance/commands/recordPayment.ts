import { z } from 'zod';
import { refuse, type Command, type CommandContext } from '../../host/definition.ts';
import { isoDate } from '../../host/inputs.ts';
import { findRow } from '../../host/rows.ts';
import { allocate } from '../allocate.ts';
import { BillingProfileRow } from '../entities/customerAccount.ts';
import type { PaymentState } from '../states.ts';
import { allocations, isNoIban, opaqueId, optional, positiveMoney, uuidKey } from './inputs.ts';

/** ISO 20022: `EndToEndId` is Max35Text in the SEPA character set. */
const endToEndId = z
  .string()
  .regex(/^[A-Za-z0-9/?:().,'+ -]{1,35}$/)
  .refine(isNoIban);

const Input = z.strictObject({
  direction: z.enum(['INBOUND', 'OUTBOUND']),
  amount: positiveMoney,
  valueDate: isoDate,
  method: z.enum([
    ...(['SEPA_CREDIT_TRANSFER', 'SEPA_DIRECT_DEBIT', 'CARD', 'WIRE', 'CHECK', 'CASH'] as const),
    'NETTING',
  ]),
  customerId: optional(opaqueId),
  supplierId: optional(opaqueId),
  instrumentRef: optional(opaqueId.refine(isNoIban)),
  endToEndId,
  allocations: optional(allocations),
  idempotencyKey: uuidKey,
});
type Input = z.output<typeof Input>;

/** Money that came in is settled; money that is to go out is a draft until it is authorised. */
const firstState: Readonly<Record<Input['direction'], PaymentState>> = {
  INBOUND: 'SETTLED',
  OUTBOUND: 'DRAFT',
};

/** Records money that came in or is to go out, and sets it against invoices where that is asked. */
export const recordPayment: Command<Input> = {
  results: { payment: 'Payment' },
  input: Input,
  run: async (input, context) => {
    await checkParty(input, context);
    const wanted = input.allocations ?? [];
    if (wanted.length > 0 && (input.direction !== 'INBOUND' || input.customerId == null)) {
      throw refuse('INVALID_INPUT', ['allocations']);
    }
    const { db, clock, newId } = context;
    const { minorUnits: amountMinor, currency } = input.amount;
    const id = newId();
    const customerId = input.customerId ?? null;
    await db.query(
      `insert into payment (id, direction, status, method, currency, amount_minor, value_date,
         customer_id, supplier_id, instrument_ref, end_to_end_id, recorded_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [
        ...[id, input.direction, firstState[input.direction], input.method, currency],
        ...[amountMinor, input.valueDate, customerId, input.supplierId ?? null],
        ...[input.instrumentRef ?? null, input.endToEndId, clock.now().toISOString()],
      ],
    );
    if (wanted.length > 0)
      await allocate({ id, customerId, currency, amountMinor }, wanted, context);
    return { payment: id };
  },
};

/** Exactly one party, and of a customer an account in the payment's currency. */
async function checkParty(
  { customerId, supplierId, amount }: Input,
  { manager }: CommandContext,
): Promise<void> {
  if (customerId == null) {
    if (supplierId == null) throw refuse('INVALID_INPUT', ['customerId']);
    return;
  }
  if (supplierId != null) throw refuse('INVALID_INPUT', ['supplierId']);
  const profile = await findRow(manager, BillingProfileRow, customerId);
  if (profile === undefined) throw refuse('NOT_FOUND', ['customerId']);
  if (profile.status === 'REQUESTED') throw refuse('ACCOUNT_NOT_CONFIRMED', ['customerId']);
  if (profile.currency !== amount.currency) {
    throw refuse('CURRENCY_MISMATCH', ['amount', 'currency']);
  }
}
