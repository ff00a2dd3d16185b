import type { EntityManager } from 'typeorm';
import { refuse } from '../../host/definition.ts';
import { findRows } from '../../host/rows.ts';
import { PersonRow } from '../entities/person.ts';

/** The person, locked until the transaction ends; refuses where there is none. */
export async function lockPerson(
  manager: EntityManager,
  id: string,
  path: readonly string[],
): Promise<PersonRow> {
  const [person] = await findRows(manager, PersonRow, 't.id = $1 for update', [id]);
  if (person === undefined) throw refuse('NOT_FOUND', path);
  return person;
}

/** While processing is restricted (GDPR Art. 18), nothing is written but what the person says. */
export function refuseRestricted(person: PersonRow, path: readonly string[]): void {
  if (person.restricted) throw refuse('INVALID_TRANSITION', path);
}

/** A date of birth after today is refused; the shape of the input can't know today. */
export function refuseFutureBirth(birthDate: string | null | undefined, today: Date): void {
  if (typeof birthDate === 'string' && birthDate > today.toISOString().slice(0, 10)) {
    throw refuse('INVALID_INPUT', ['input', 'birthDate']);
  }
}
