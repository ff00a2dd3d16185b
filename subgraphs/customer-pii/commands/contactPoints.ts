import type { CommandContext } from '../../host/definition.ts';
import { indexPlaces } from '../encryption/indexPlaces.ts';
import { opened, sealed, vaultOf } from '../encryption/sealed.ts';
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
}

/** Writes the person's preferred contact point of one kind. A changed value is unverified again. */
export async function writePreferred(
  context: CommandContext,
  { personId, kind, value }: ContactPointChange,
): Promise<void> {
  if (value === undefined) return;
  const { manager, newId } = context;
  const present = { personId, kind, preferred: true };
  if (value === null) {
    await manager.delete(ContactPointRow, present);
    return;
  }
  const normalised = normalise[kind](value);
  if (normalised === undefined) throw new TypeError('the shape of the input was not checked');
  const known = await manager.findOneBy(ContactPointRow, present);
  const index = await vaultOf(context).index(indexPlaces[kind], normalised);
  const id = known?.id ?? newId();
  const written = await sealed(context, 'contact_point', { id, personId, value });
  if (known === null) {
    await manager.insert(ContactPointRow, {
      ...{ ...present, ...written },
      normalised: index,
      verified: false,
    });
    return;
  }
  const isSame = (await normalisedOf(context, known)) === normalised;
  await manager.update(
    ContactPointRow,
    { id },
    { value: written.value, normalised: index, verified: known.verified && isSame },
  );
}

async function normalisedOf(
  context: CommandContext,
  known: ContactPointRow,
): Promise<string | undefined> {
  const { id, value: stored } = known;
  const [point] = await opened(context, 'contact_point', [
    { id, personId: known.personId, value: stored },
  ]);
  const value = point?.value ?? null;
  return value === null ? undefined : normalise[known.kind](value);
}
