import { z } from 'zod';
import { isoInstant } from '../../host/inputs.ts';
import { refuse, type AskContext, type SignedAnswer } from '../../host/definition.ts';

/** Another store's signed yes or no to a rule of the gate; never a figure. */
export interface Attestation {
  readonly passed: boolean;
  readonly at: string;
  readonly validUntil: string;
  /** The answer and its signature, kept as proof. */
  readonly signed: string;
}

export interface Attestations {
  readonly account: Attestation;
  readonly credit: Attestation;
}

const Answer = z.object({
  rule: z.string(),
  passed: z.boolean(),
  at: isoInstant,
  validUntil: isoInstant,
});

function attestationOf({ answer, signed }: SignedAnswer, rule: string): Attestation {
  const parsed = Answer.safeParse(answer);
  // An answer to another rule proves nothing about this one.
  if (!parsed.success || parsed.data.rule !== rule) throw refuse('PEER_UNAVAILABLE', ['id']);
  const { passed, at, validUntil } = parsed.data;
  return { passed, at, validUntil, signed };
}

/** Asks finance, which decides on accounts and on credit, both at once. */
export async function askFinance(
  context: AskContext,
  order: { readonly id: string; readonly customerId: string },
): Promise<Attestations> {
  const [account, credit] = await Promise.all([
    context.call('attest-account', 'finance', { customerId: order.customerId }),
    context.call('attest-credit', 'finance', { orderId: order.id }),
  ]);
  return {
    account: attestationOf(account, 'ACCOUNT_CONFIRMED'),
    credit: attestationOf(credit, 'CREDIT_APPROVED'),
  };
}
