import { z } from 'zod';
import type { EventHandler } from '../../host/definition.ts';

/** policies/gate.yaml: customer-made. */
const CustomerMade = z.strictObject({
  customerId: z.string(),
  partyKind: z.enum(['LEGAL_PERSON', 'NATURAL_PERSON', 'SOLE_TRADER']),
  personId: z.string().nullish(),
});

/**
 * A customer exists: its kind is kept as a control fact, and its identity begins. A reference to a
 * person that is not known here links nobody, so that it can't hold up the events behind it.
 */
export const customerMade: EventHandler = async ({ payload }, { db }) => {
  const { customerId, partyKind, personId } = CustomerMade.parse(payload);
  await db.query(
    `insert into party_kind (customer_id, kind) values ($1, $2)
     on conflict (customer_id) do update set kind = excluded.kind`,
    [customerId, partyKind],
  );
  await db.query(
    `insert into party_identity (customer_id, person_id)
     values ($1, (select id from person where id = $2))
     on conflict (customer_id) do update
       set person_id = coalesce(excluded.person_id, party_identity.person_id)`,
    [customerId, personId ?? null],
  );
};
