import { z } from 'zod';
import type { EventHandler } from '../../host/definition.ts';
import { opaqueId } from '../../host/inputs.ts';

const CustomerKnown = z.strictObject({
  customerId: opaqueId,
  partyKind: z.enum(['LEGAL_PERSON', 'NATURAL_PERSON', 'SOLE_TRADER']),
});

/** A control fact: without it, a customer's rows are treated as a natural person's. */
export const customerKnown: EventHandler = async (event, { db }) => {
  const { customerId, partyKind } = CustomerKnown.parse(event.payload);
  await db.query(
    `insert into party_kind (customer_id, kind) values ($1, $2)
      on conflict (customer_id) do update set kind = excluded.kind`,
    [customerId, partyKind],
  );
};
