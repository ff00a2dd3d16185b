import { refuse, type CommandContext } from '../../host/definition.ts';
import { findRow } from '../../host/rows.ts';
import { AccountRow, ContactRow, CustomerRow } from '../entities/customer.ts';
import { TerritoryRow } from '../entities/organisation.ts';
import type { LeadRow } from '../entities/pipeline.ts';
import {
  isNaturalKind,
  partyKindOf,
  type CustomerKind,
  type CustomerSegment,
} from '../partyKind.ts';

export interface NewCustomer {
  readonly kind: CustomerKind;
  readonly segment: CustomerSegment;
  readonly territoryId: string;
}

/** A person is known by a reference, a company by its name: each kind needs its own. */
function guardIdentity(lead: LeadRow, { kind }: NewCustomer): void {
  const missing = isNaturalKind(kind) ? lead.personId === null : lead.companyName === null;
  if (missing) throw refuse('INVALID_INPUT', ['kind']);
}

/** Makes a prospect of a lead, tells the fortified store its kind, and returns its id. */
export async function makeCustomer(
  lead: LeadRow,
  wanted: NewCustomer,
  context: CommandContext,
): Promise<string> {
  const { manager, db, clock, newId, emit } = context;
  guardIdentity(lead, wanted);
  if ((await findRow(manager, TerritoryRow, wanted.territoryId)) === undefined) {
    throw refuse('NOT_FOUND', ['territoryId']);
  }
  const id = newId();
  const now = clock.now().toISOString();
  const [series] = await db.query<{ number: string }>(
    `select 'C-' || nextval('customer_number') as number`,
  );
  await manager.insert(CustomerRow, {
    id,
    ...wanted,
    lifecycle: 'PROSPECT',
    customerNumber: series?.number ?? id,
    // A natural person's name lives in customer-pii, whatever the lead called its company.
    tradeName: isNaturalKind(wanted.kind) ? null : lead.companyName,
    accountOwnerId: lead.ownerId,
    createdAt: now,
    updatedAt: now,
    version: 1,
  });
  await manager.insert(AccountRow, {
    id: newId(),
    customerId: id,
    source: lead.source,
    strategic: false,
    referenceable: false,
    doNotSolicit: false,
    tags: [],
    onboardedAt: null,
  });
  if (lead.personId !== null) await addPrimaryContact(id, lead.personId, context);
  await emit('customer-made', 'customer-pii', {
    customerId: id,
    partyKind: partyKindOf[wanted.kind],
    personId: isNaturalKind(wanted.kind) ? lead.personId : null,
  });
  return id;
}

const addPrimaryContact = (
  customerId: string,
  personId: string,
  { manager, newId }: CommandContext,
): Promise<unknown> =>
  manager.insert(ContactRow, {
    id: newId(),
    customerId,
    personId,
    role: 'BUYER',
    isPrimary: true,
    status: 'ACTIVE',
  });
