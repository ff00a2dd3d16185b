import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { refuse, type Command } from '../../host/definition.ts';
import { findRows } from '../../host/rows.ts';
import { PostalAddressRow } from '../entities/address.ts';
import { sealed } from '../encryption/sealed.ts';
import { PartyIdentityRow } from '../entities/party.ts';
import {
  addressLine,
  addressUse,
  countryCode,
  idempotencyKey,
  place,
  postalCode,
  reference,
} from '../shapes.ts';
import { lockPerson, refuseRestricted } from './persons.ts';

const addressInput = z.object({
  use: z.array(addressUse).min(1).max(5),
  lines: z.array(addressLine).min(1).max(6),
  locality: place,
  region: place.nullish(),
  postalCode: postalCode.nullish(),
  countryCode,
  corrects: reference.nullish(),
});

const input = z
  .object({
    customerId: reference.nullish(),
    personId: reference.nullish(),
    input: addressInput,
    idempotencyKey,
  })
  .refine(
    ({ customerId, personId }) => (customerId ?? null) === null || (personId ?? null) === null,
    {
      path: ['personId'],
    },
  )
  .refine(({ customerId, personId }) => (customerId ?? personId ?? null) !== null, {
    path: ['customerId'],
  });

interface Owner {
  readonly customerId: string | null;
  readonly personId: string | null;
}

/** Adds an address to a customer or a person, or a new version of one that was wrong. */
export const addAddress: Command<z.output<typeof input>> = {
  results: { address: 'PostalAddress' },
  input,
  run: async (given, context) => {
    const { manager, clock, newId } = context;
    const owner = { customerId: given.customerId ?? null, personId: given.personId ?? null };
    await refuseUnknownOwner(manager, owner);
    const { corrects, region, postalCode: code, use, ...words } = given.input;
    const today = clock.now().toISOString().slice(0, 10);
    const address = {
      ...owner,
      ...words,
      id: newId(),
      use: [...new Set(use)],
      region: region ?? null,
      postalCode: code ?? null,
      validFrom: today,
      validTo: null,
      supersededBy: null,
    };
    const corrected = await lockCorrected(manager, corrects ?? null, owner);
    await manager.insert(PostalAddressRow, await sealed(context, 'postal_address', address));
    if (corrected !== null) {
      await manager.update(
        PostalAddressRow,
        { id: corrected.id },
        { validTo: today, supersededBy: address.id },
      );
    }
    return { address: address.id };
  },
};

async function refuseUnknownOwner(manager: EntityManager, owner: Owner): Promise<void> {
  if (owner.personId !== null) {
    const path = ['personId'];
    refuseRestricted(await lockPerson(manager, owner.personId, path), path);
    return;
  }
  const known = await manager.existsBy(PartyIdentityRow, { customerId: owner.customerId ?? '' });
  if (!known) throw refuse('NOT_FOUND', ['customerId']);
}

/** The version to be corrected, locked: of the same owner, and not corrected before. */
async function lockCorrected(
  manager: EntityManager,
  id: string | null,
  owner: Owner,
): Promise<PostalAddressRow | null> {
  if (id === null) return null;
  const path = ['input', 'corrects'];
  const [corrected] = await findRows(manager, PostalAddressRow, 't.id = $1 for update', [id]);
  if (
    corrected === undefined ||
    corrected.customerId !== owner.customerId ||
    corrected.personId !== owner.personId
  ) {
    throw refuse('NOT_FOUND', path);
  }
  if (corrected.supersededBy !== null) throw refuse('CONFLICT', path);
  return corrected;
}
