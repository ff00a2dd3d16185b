import type { BoundType, BoundTypes } from '../graph/boundTypes.ts';

/** A row whose customer is known to be a legal person; without a row in `party_kind` it is a natural one. */
export const legalPerson = (customerId: string): string =>
  `exists (select 1 from party_kind pk where pk.customer_id = ${customerId} and pk.kind = 'LEGAL_PERSON')`;

/** True where the purpose must not see natural persons' rows of the type. */
export const hidesNaturalPersons = (type: BoundType, purpose: string): boolean =>
  type.natural !== undefined && !type.natural.includes(purpose);

/** SQL over `t`: true for the rows of a type that a purpose may see. */
export const visibleSql = (type: BoundType, purpose: string): string =>
  hidesNaturalPersons(type, purpose) ? legalPerson(type.party ?? 'null') : 'true';

/** The same for statements that a store writes itself, which say where the customer's id stands. */
export function visibleFor(
  types: BoundTypes,
  purpose: string,
): (type: string, customerId: string) => string {
  return (name, customerId) => {
    const type = types.get(name);
    if (type === undefined) throw new TypeError(`visible: ${name} is no type of this store`);
    return hidesNaturalPersons(type, purpose) ? legalPerson(customerId) : 'true';
  };
}
