import { z } from 'zod';
import { AppError } from '../../../lib/errors/appError.ts';
import type { CallHandler, CommandContext, Database } from '../../host/definition.ts';
import { findRow, findRows } from '../../host/rows.ts';
import { opened, sealed } from '../encryption/sealed.ts';
import { PostalAddressRow } from '../entities/address.ts';
import { CompanyRegistrationRow, PartyIdentityRow } from '../entities/party.ts';
import { PersonRow } from '../entities/person.ts';

/** policies/gate.yaml: freeze-billing-party. */
const FreezeBillingParty = z.strictObject({ invoiceId: z.string(), customerId: z.string() });

/** National tax law: ten years from the end of the year of the invoice. */
const retentionYears = 10;

/**
 * Freezes what the law makes an issued invoice state of the billed party: name, billing (else
 * legal) address in force, tax id. Once for each invoice: asked again, the answer is the same.
 */
export const freezeBillingParty: CallHandler = async (payload, context) => {
  const { invoiceId, customerId } = FreezeBillingParty.parse(payload);
  const { db, manager } = context;
  if ((await frozen(db, invoiceId, customerId)) === undefined) {
    const party = await findRow(manager, PartyIdentityRow, customerId);
    if (party === undefined) throw new AppError('NOT_FOUND', { details: { customerId } });
    await freeze(context, invoiceId, party);
  }
  const snapshotId = await frozen(db, invoiceId, customerId);
  if (snapshotId === undefined) throw new AppError('NOT_FOUND', { details: { customerId } });
  return { snapshotId };
};

async function frozen(
  db: Database,
  invoiceId: string,
  customerId: string,
): Promise<string | undefined> {
  const [snapshot] = await db.query<{ readonly id: string; readonly customer_id: string }>(
    'select id, customer_id from billing_party_snapshot where invoice_id = $1',
    [invoiceId],
  );
  if (snapshot !== undefined && snapshot.customer_id !== customerId) {
    throw new AppError('CONFLICT', { details: { invoiceId, customerId } });
  }
  return snapshot?.id;
}

async function freeze(
  context: CommandContext,
  invoiceId: string,
  party: PartyIdentityRow,
): Promise<void> {
  const { db, clock, newId } = context;
  const now = clock.now();
  const { customerId } = party;
  const snapshot = await sealed(context, 'billing_party_snapshot', {
    id: newId(),
    customerId,
    name: await nameOf(context, party),
    addressLines: await addressOf(context, customerId),
    taxId: await taxIdOf(context, customerId),
  });
  await db.query(
    `insert into billing_party_snapshot
       (id, invoice_id, customer_id, name, address_lines, tax_id, retention_until, frozen_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (invoice_id) do nothing`,
    [
      ...[snapshot.id, invoiceId, customerId],
      ...[snapshot.name, snapshot.addressLines, snapshot.taxId],
      ...[`${String(now.getUTCFullYear() + retentionYears)}-12-31`, now],
    ],
  );
}

/** In one line; null where nothing of it is known. */
const line = (...parts: readonly (string | null | undefined)[]): string | null =>
  parts.filter((part) => (part ?? null) !== null).join(' ') || null;

async function nameOf(
  context: CommandContext,
  { customerId, personId, legalName }: PartyIdentityRow,
): Promise<string | null> {
  const { db, manager } = context;
  const [kind] = await db.query<{ readonly kind: string }>(
    'select kind from party_kind where customer_id = $1',
    [customerId],
  );
  if (kind?.kind === 'LEGAL_PERSON') return legalName;
  const found = personId === null ? undefined : await findRow(manager, PersonRow, personId);
  if (found === undefined) return null;
  const [person] = await opened(context, 'person', [found]);
  return line(person?.title, person?.givenName, person?.familyName);
}

async function addressOf(
  context: CommandContext,
  customerId: string,
): Promise<readonly string[] | null> {
  const found = await findRows(
    context.manager,
    PostalAddressRow,
    `t.customer_id = $1 and t.superseded_by is null and t.use && array['BILLING', 'LEGAL']
     order by 'BILLING' = any(t.use) desc, t.valid_from desc, t.id limit 1`,
    [customerId],
  );
  const [address] = await opened(context, 'postal_address', found);
  if (address === undefined) return null;
  const { lines, postalCode, locality, region, countryCode } = address;
  const place = [line(postalCode, locality), region, countryCode];
  return [...(lines ?? []), ...place.filter((part) => part !== null)];
}

async function taxIdOf(context: CommandContext, customerId: string): Promise<string | null> {
  const found = await findRows(
    context.manager,
    CompanyRegistrationRow,
    `t.customer_id = $1 and t.scheme in ('VAT', 'EIN') order by t.scheme desc, t.country limit 1`,
    [customerId],
  );
  const [registration] = await opened(context, 'company_registration', found);
  return registration?.value ?? null;
}
