import { z } from 'zod';
import { AppError } from '../../../lib/errors/appError.ts';
import type { CallHandler, Database } from '../../host/definition.ts';

/** policies/gate.yaml: freeze-billing-party. */
const FreezeBillingParty = z.strictObject({ invoiceId: z.string(), customerId: z.string() });

/** National tax law: ten years from the end of the year of the invoice. */
const retentionYears = 10;

/**
 * Freezes what the law makes an issued invoice state of the billed party: name, billing (else
 * legal) address in force, tax id. Once for each invoice: asked again, the answer is the same.
 */
export const freezeBillingParty: CallHandler = async (payload, { db, clock, newId }) => {
  const { invoiceId, customerId } = FreezeBillingParty.parse(payload);
  const now = clock.now();
  await db.query(
    `insert into billing_party_snapshot
       (id, invoice_id, customer_id, name, address_lines, tax_id, retention_until, frozen_at)
     select $1, $2, t.customer_id,
       case when k.kind = 'LEGAL_PERSON' then t.legal_name
            else nullif(concat_ws(' ', p.title, p.given_name, p.family_name), '') end,
       case when a.id is not null then a.lines || array_remove(array[
         nullif(concat_ws(' ', a.postal_code, a.locality), ''), a.region, a.country_code], null) end,
       (select r.value from company_registration r
        where r.customer_id = t.customer_id and r.scheme in ('VAT', 'EIN')
        order by r.scheme desc, r.country limit 1),
       $4, $5
     from party_identity t
     left join party_kind k on k.customer_id = t.customer_id
     left join person p on p.id = t.person_id
     left join lateral (
       select * from postal_address b
       where b.customer_id = t.customer_id and b.superseded_by is null
         and b.use && array['BILLING', 'LEGAL']
       order by 'BILLING' = any(b.use) desc, b.valid_from desc, b.id limit 1
     ) a on true
     where t.customer_id = $3
     on conflict (invoice_id) do nothing`,
    [newId(), invoiceId, customerId, `${String(now.getUTCFullYear() + retentionYears)}-12-31`, now],
  );
  return { snapshotId: await frozen(db, invoiceId, customerId) };
};

async function frozen(db: Database, invoiceId: string, customerId: string): Promise<string> {
  const [snapshot] = await db.query<{ readonly id: string; readonly customer_id: string }>(
    'select id, customer_id from billing_party_snapshot where invoice_id = $1',
    [invoiceId],
  );
  if (snapshot === undefined) throw new AppError('NOT_FOUND', { details: { customerId } });
  if (snapshot.customer_id !== customerId) {
    throw new AppError('CONFLICT', { details: { invoiceId, customerId } });
  }
  return snapshot.id;
}
