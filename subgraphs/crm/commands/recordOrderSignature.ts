import { z } from 'zod';
import { refuse, type Command, type CommandContext } from '../../host/definition.ts';
import { expectedVersion, isoInstant, opaqueId } from '../../host/inputs.ts';
import { findRow } from '../../host/rows.ts';
import { welcomeCustomer } from '../customers/welcomeCustomer.ts';
import { SignatureEnvelopeRow, type SalesOrderRow } from '../entities/order.ts';
import { documentSha256 } from '../orders/orderDocument.ts';
import { linesOf, lockForStep, takeStep } from '../orders/orderSteps.ts';

const Input = z.strictObject({
  id: opaqueId,
  expectedVersion,
  envelopeId: opaqueId,
  documentSha256: z.string().regex(/^[0-9a-f]{64}$/),
  completedAt: isoInstant,
});
type Input = z.output<typeof Input>;

/** Clocks of a signing service and ours differ by so much at most. */
const clockToleranceMs = 300_000;

/** A signing ends after it began and not in the future. */
function guardCompletion(completedAt: Date, sentAt: string | null, now: Date): void {
  const begun = sentAt === null ? 0 : new Date(sentAt).getTime();
  const ended = completedAt.getTime();
  if (ended > now.getTime() + clockToleranceMs || ended < begun - clockToleranceMs) {
    throw refuse('INVALID_INPUT', ['completedAt']);
  }
}

/** The order's own envelope; what was signed must be what was sent, and what the order still says. */
async function guardEnvelope(
  input: Input,
  order: SalesOrderRow,
  { manager, clock }: CommandContext,
): Promise<SignatureEnvelopeRow> {
  const envelope =
    order.signatureId === input.envelopeId
      ? await findRow(manager, SignatureEnvelopeRow, input.envelopeId)
      : undefined;
  if (envelope === undefined) throw refuse('NOT_FOUND', ['envelopeId']);
  const present = documentSha256(order, await linesOf(manager, order.id));
  if (input.documentSha256 !== envelope.documentSha256 || present !== envelope.documentSha256) {
    throw refuse('SIGNATURE_INVALID', ['documentSha256']);
  }
  guardCompletion(new Date(input.completedAt), envelope.sentAt, clock.now());
  return envelope;
}

/** Records a signature: from here on the order's words and figures never change. */
export const recordOrderSignature: Command<Input> = {
  results: { order: 'SalesOrder' },
  input: Input,
  run: async (input, context) => {
    const { manager } = context;
    const order = await lockForStep(manager, { ...input, to: 'SIGNED' });
    const envelope = await guardEnvelope(input, order, context);
    await manager.update(
      SignatureEnvelopeRow,
      { id: envelope.id },
      { status: 'SIGNED', completedAt: input.completedAt },
    );
    await takeStep(order, 'SIGNED', context, { signedAt: input.completedAt });
    await welcomeCustomer(order, context);
    return { order: order.id };
  },
};
