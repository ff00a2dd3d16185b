import { z } from 'zod';
import type { Command } from '../../host/definition.ts';
import { PersonRow } from '../entities/person.ts';
import { sealed } from '../encryption/sealed.ts';
import { idempotencyKey, personInput } from '../shapes.ts';
import { writePreferred } from './contactPoints.ts';
import { refuseFutureBirth } from './persons.ts';

const input = z.object({ input: personInput, idempotencyKey });

/** Makes a person known; business stores then hold the id, and nothing else. */
export const registerPerson: Command<z.output<typeof input>> = {
  results: { person: 'Person' },
  input,
  run: async ({ input: given }, context) => {
    const { manager, clock, newId } = context;
    refuseFutureBirth(given.birthDate, clock.now());
    const now = clock.now().toISOString();
    const personId = newId();
    const person = {
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
    };
    await manager.insert(PersonRow, await sealed(context, 'person', person));
    await writePreferred(context, { personId, kind: 'EMAIL', value: given.email });
    await writePreferred(context, { personId, kind: 'PHONE', value: given.phone });
    return { person: personId };
  },
};
