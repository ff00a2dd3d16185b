import { z } from 'zod';
import type { CallHandler } from '../../host/definition.ts';
import { opaqueId } from '../../host/inputs.ts';

/** A yes or no of finance, and until when it holds; never a figure. */
interface Attestation {
  readonly rule: 'ACCOUNT_CONFIRMED' | 'CREDIT_APPROVED';
  readonly passed: boolean;
  readonly at: string;
  readonly validUntil: string;
}

const CustomerQuestion = z.strictObject({ customerId: opaqueId });
const OrderQuestion = z.strictObject({ orderId: opaqueId });

/** How long a confirmed account may be relied on without asking again. */
const accountValidityMs = 24 * 60 * 60 * 1000;

/** policies/gate.yaml: attest-account. */
export const attestAccount: CallHandler = async (payload, { db, clock }): Promise<Attestation> => {
  const { customerId } = CustomerQuestion.parse(payload);
  const confirmed = await db.query(
    `select 1 from billing_profile where customer_id = $1 and status = 'CONFIRMED'`,
    [customerId],
  );
  const now = clock.now();
  const passed = confirmed.length === 1;
  const until = passed ? new Date(now.getTime() + accountValidityMs) : now;
  return {
    rule: 'ACCOUNT_CONFIRMED',
    passed,
    at: now.toISOString(),
    validUntil: until.toISOString(),
  };
};

/** policies/gate.yaml: attest-credit. The order's latest check decides, as long as it is valid. */
export const attestCredit: CallHandler = async (payload, { db, clock }): Promise<Attestation> => {
  const { orderId } = OrderQuestion.parse(payload);
  const now = clock.now().toISOString();
  const [latest] = await db.query<{ decision: string; valid_until: string }>(
    `select decision, valid_until from credit_check where order_id = $1
     order by at desc, id limit 1`,
    [orderId],
  );
  const passed = latest !== undefined && latest.decision !== 'BLOCKED' && latest.valid_until > now;
  const validUntil = passed ? latest.valid_until : now;
  return { rule: 'CREDIT_APPROVED', passed, at: now, validUntil };
};
