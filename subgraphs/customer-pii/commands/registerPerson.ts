import { z } from 'zod';
import type { Command } from '../../host/definition.ts';
import { PersonRow } from '../entities/person.ts';
import { idempotencyKey, personInput } from '../shapes.ts';
import { writePreferred } from './contactPoints.ts';
import { refuseFutureBirth } from './persons.ts';

const input = z.object({ input: personInput, idempotencyKey });

/** Makes a person known; business stores then hold the id, and nothing else. */
export const registerPerson: Command<z.output<typeof input>> = {
  results: { person: 'Person' },
  input,
  run: async ({ input: given }, { manager, clock, newId }) => {
    refuseFutureBirth(given.birthDate, clock.now());
    const now = clock.now().toISOString();
    const personId = newId();
    await manager.insert(PersonRow, {
      id: personId,
      version: 1,
      title: given.title ?? null,
      givenName: given.given ?? null,
      familyName: given.family,
      birthDate: given.birthDate ?? null,
      preferredLanguage: null,
      restricted: false,
      createdAt: now,
      updatedAt: now,
    });
    await writePreferred(manager, { personId, kind: 'EMAIL', value: given.email, newId });
    await writePreferred(manager, { personId, kind: 'PHONE', value: given.phone, newId });
    return { person: personId };
  },
};
