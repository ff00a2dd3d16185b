import { z } from 'zod';
import type { Command } from '../../host/definition.ts';
import { expectedVersion } from '../../host/inputs.ts';
import { lockRow } from '../../host/rows.ts';
import { PersonRow } from '../entities/person.ts';
import { sealed } from '../encryption/sealed.ts';
import { personInput, reference, type PersonInput } from '../shapes.ts';
import { writePreferred } from './contactPoints.ts';
import { refuseFutureBirth, refuseRestricted } from './persons.ts';

const input = z.object({ id: reference, expectedVersion, input: personInput });

/** Corrects what is held of a person (GDPR Art. 16), at its only place. */
export const rectifyPerson: Command<z.output<typeof input>> = {
  results: { person: 'Person' },
  input,
  run: async ({ id, expectedVersion: version, input: given }, context) => {
    const { manager, clock } = context;
    const paths = { idPath: ['id'], versionPath: ['expectedVersion'] };
    refuseRestricted(await lockRow(manager, PersonRow, id, version, paths), ['id']);
    refuseFutureBirth(given.birthDate, clock.now());
    await manager.update(
      PersonRow,
      { id },
      {
        ...(await sealed(context, 'person', { id, ...changedColumns(given) })),
        version: version + 1,
        updatedAt: clock.now().toISOString(),
      },
    );
    await writePreferred(context, { personId: id, kind: 'EMAIL', value: given.email });
    await writePreferred(context, { personId: id, kind: 'PHONE', value: given.phone });
    return { person: id };
  },
};

/** Only what the input names: an absent member leaves its column alone. */
const changedColumns = ({ title, given, family, birthDate }: PersonInput): Partial<PersonRow> => ({
  familyName: family,
  ...(title === undefined ? {} : { title }),
  ...(given === undefined ? {} : { givenName: given }),
  ...(birthDate === undefined ? {} : { birthDate }),
});
