import type { EntityManager } from 'typeorm';
import { ContactPointRow } from '../entities/person.ts';
import { normaliseEmail, normalisePhone } from '../normalise.ts';

type Kind = ContactPointRow['kind'];

const normalise: Readonly<Record<Kind, (text: string) => string | undefined>> = {
  EMAIL: normaliseEmail,
  PHONE: normalisePhone,
};

export interface ContactPointChange {
  readonly personId: string;
  readonly kind: Kind;
  /** Absent: stays as it is. Null: is removed. */
  readonly value: string | null | undefined;
  readonly newId: () => string;
}

/** Writes the person's preferred contact point of one kind. A changed value is unverified again. */
export async function writePreferred(
  manager: EntityManager,
  { personId, kind, value, newId }: ContactPointChange,
): Promise<void> {
  if (value === undefined) return;
  const present = { personId, kind, preferred: true };
  if (value === null) {
    await manager.delete(ContactPointRow, present);
    return;
  }
  const normalised = normalise[kind](value);
  if (normalised === undefined) throw new TypeError('the shape of the input was not checked');
  const known = await manager.findOneBy(ContactPointRow, present);
  if (known === null) {
    await manager.insert(ContactPointRow, {
      ...present,
      id: newId(),
      value,
      normalised,
      verified: false,
    });
    return;
  }
  const verified = known.verified && known.normalised === normalised;
  await manager.update(ContactPointRow, { id: known.id }, { value, normalised, verified });
}
