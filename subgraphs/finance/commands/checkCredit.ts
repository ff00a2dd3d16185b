import { z } from 'zod';
import { refuse, type Command, type CommandContext } from '../../host/definition.ts';
import { findRows } from '../../host/rows.ts';
import { exposureWithout } from '../computed/creditExposure.ts';
import { decideCredit, type CreditFacts } from '../creditDecision.ts';
import { today } from '../day.ts';
import { BillingProfileRow, CreditAccountRow } from '../entities/customerAccount.ts';
import { opaqueId, positiveMoney, uuidKey } from './inputs.ts';

const Input = z.strictObject({
  orderId: opaqueId,
  customerId: opaqueId,
  amount: positiveMoney,
  idempotencyKey: uuidKey,
});
type Input = z.output<typeof Input>;

/** How long an order may be released on a check. */
const validityMs = 30 * 24 * 60 * 60 * 1000;

/** Decides on one order, and keeps the decision. A blocked order is an answer, not a refusal. */
export const checkCredit: Command<Input> = {
  results: { check: 'CreditCheck' },
  input: Input,
  run: async (input, context) => {
    const facts = await creditFacts(input, context);
    const { decision, reasons } = decideCredit(facts);
    const { db, clock, caller, newId } = context;
    const id = newId();
    const now = clock.now();
    await db.query(
      `insert into credit_check (id, order_id, customer_id, currency, at, decision,
         exposure_before_minor, order_amount_minor, limit_minor, reasons, decided_by, valid_until)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [
        ...[id, input.orderId, input.customerId, input.amount.currency, now.toISOString()],
        ...[decision, facts.exposureMinor, facts.orderMinor, facts.limitMinor, reasons],
        ...[caller.actor, new Date(now.getTime() + validityMs).toISOString()],
      ],
    );
    return { check: id };
  },
};

/** Locks the credit account, so that two checks of one customer come one after the other. */
async function creditFacts(
  { orderId, customerId, amount }: Input,
  { manager, db, clock }: CommandContext,
): Promise<CreditFacts> {
  const [credit] = await findRows(manager, CreditAccountRow, 't.customer_id = $1 for update', [
    customerId,
  ]);
  const [profile] = await findRows(manager, BillingProfileRow, 't.customer_id = $1', [customerId]);
  if (credit === undefined || profile === undefined || profile.status === 'REQUESTED') {
    throw refuse('ACCOUNT_NOT_CONFIRMED', ['customerId']);
  }
  if (amount.currency !== credit.currency) {
    throw refuse('CURRENCY_MISMATCH', ['amount', 'currency']);
  }
  const [other] = await db.query(
    `select 1 from credit_commitment where order_id = $1 and customer_id <> $2
     union all select 1 from credit_check where order_id = $1 and customer_id <> $2 limit 1`,
    [orderId, customerId],
  );
  // The order of another customer is answered like one that is not there.
  if (other !== undefined) throw refuse('NOT_FOUND', ['orderId']);
  const day = today(clock);
  const exposure = await exposureWithout(db, { customerId, day, exceptOrderId: orderId });
  return {
    accountStatus: profile.status,
    onHold: credit.onHold,
    limitMinor: BigInt(credit.limitMinor),
    exposureMinor: exposure?.exposureMinor ?? 0n,
    oldestDaysLate: exposure?.oldestDaysLate ?? 0,
    orderMinor: BigInt(amount.minorUnits),
  };
}
