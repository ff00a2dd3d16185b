import { z } from 'zod';
import type { EventHandler } from '../../host/definition.ts';
import { currencyCode, opaqueId } from '../../host/inputs.ts';

/** policies/gate.yaml: account-requested. */
const AccountRequested = z.strictObject({
  customerId: opaqueId,
  partyKind: z.enum(['LEGAL_PERSON', 'NATURAL_PERSON', 'SOLE_TRADER']),
  currency: currencyCode,
  country: z.string().regex(/^[A-Z]{2}$/),
});

/** A prospect signed its first order: finance keeps whose kind it is, and an account to confirm. */
export const accountRequested: EventHandler = async (event, { db, clock }) => {
  const { customerId, partyKind, currency, country } = AccountRequested.parse(event.payload);
  await db.query(
    `insert into party_kind (customer_id, kind) values ($1, $2)
     on conflict (customer_id) do update set kind = excluded.kind`,
    [customerId, partyKind],
  );
  await db.query(
    `insert into billing_profile (customer_id, currency, tax_registration_country, requested_at)
     values ($1, $2, $3, $4) on conflict (customer_id) do nothing`,
    [customerId, currency, country, clock.now().toISOString()],
  );
};
