import type { TypeBinding } from '../definition.ts';
import type { BoundTypes } from '../graph/boundTypes.ts';
import { hidesNaturalPersons, legalPerson } from '../read/visibility.ts';

export interface SubjectSqlInput {
  readonly type: string;
  readonly binding: TypeBinding;
  /** SQL over `t` of the row's key. */
  readonly key: string;
}

/**
 * SQL over `t` for the subject of a row (subjects.ts); undefined where rows are nobody's. The person
 * is named where the store knows one, else the customer of the party; a row with neither stands for
 * a person of its own, so that nobody is left out. A legal person is no subject, whatever the row
 * says of persons.
 */
export function subjectSql({ type, binding, key }: SubjectSqlInput): string | undefined {
  const customer = binding.party ?? binding.subject?.customer;
  const person = binding.subject?.person;
  if (customer === undefined && person === undefined) return undefined;
  const names = [
    ...(person === undefined ? [] : [`'person ' || (${person})`]),
    ...(customer === undefined ? [] : [`'customer ' || (${customer})`]),
    `'${type} ' || (${key})::text`,
  ];
  const subject = `coalesce(${names.join(', ')})`;
  if (customer === undefined) return subject;
  return `case when ${legalPerson(`(${customer})`)} then null else ${subject} end`;
}

/** The same for statements that a store writes itself, which say where the key of the entity stands. */
export function subjectFor(
  types: BoundTypes,
  purpose: string,
): (type: string, key: string) => string {
  return (name, key) => {
    const type = types.get(name);
    if (type === undefined || type.row !== undefined || type.subject === undefined) {
      throw new TypeError(
        `subject: ${name} is no entity of another store whose subjects are known`,
      );
    }
    if (hidesNaturalPersons(type, purpose)) return 'null::text';
    return `(select ${type.subject} from (select (${key})::text as id) t)`;
  };
}
