import { z } from 'zod';
import { refuse, type Command, type CommandContext } from '../../host/definition.ts';
import { boundedList, expectedVersion, opaqueId } from '../../host/inputs.ts';
import { SignatureEnvelopeRow } from '../entities/order.ts';
import { documentSha256 } from '../orders/orderDocument.ts';
import { linesOf, lockForStep, takeStep } from '../orders/orderSteps.ts';

const signersMax = 10;

const Input = z.strictObject({
  id: opaqueId,
  expectedVersion,
  signerPersonIds: boundedList(opaqueId, signersMax).refine(
    (ids) => new Set(ids).size === ids.length,
  ),
});

/** Where the envelope is kept; a signing service would stand here by its name. */
const provider = 'referent';

/** Only a person who acts for the customer may sign for it. */
async function guardSigners(
  customerId: string,
  personIds: readonly string[],
  { db }: CommandContext,
): Promise<void> {
  const rows = await db.query<{ person_id: string }>(
    `select distinct person_id from contact
      where customer_id = $1 and person_id = any($2) and status = 'ACTIVE'`,
    [customerId, personIds],
  );
  const known = new Set(rows.map((row) => row.person_id));
  const unknown = personIds.findIndex((id) => !known.has(id));
  if (unknown >= 0) throw refuse('NOT_FOUND', ['signerPersonIds', String(unknown)]);
}

/** Puts a draft order into an envelope under its fingerprint and sends it to its signers. */
export const requestOrderSignature: Command<z.output<typeof Input>> = {
  results: { order: 'SalesOrder' },
  input: Input,
  run: async (input, context) => {
    const { manager, clock, newId } = context;
    const order = await lockForStep(manager, { ...input, to: 'AWAITING_SIGNATURE' });
    await guardSigners(order.customerId, input.signerPersonIds, context);
    const envelopeId = newId();
    await manager.insert(SignatureEnvelopeRow, {
      id: envelopeId,
      customerId: order.customerId,
      provider,
      externalId: envelopeId,
      status: 'SENT',
      documentSha256: documentSha256(order, await linesOf(manager, order.id)),
      signerPersonIds: input.signerPersonIds,
      sentAt: clock.now().toISOString(),
      completedAt: null,
    });
    await takeStep(order, 'AWAITING_SIGNATURE', context, { signatureId: envelopeId });
    return { order: order.id };
  },
};
