import {
  contactDecisions,
  type ContactDecision,
} from '../../../subgraphs/customer-pii/contactDecision.ts';
import type { ContactChannel } from '../../../subgraphs/customer-pii/shapes.ts';
import { loadOf } from '../databases/unrestricted.ts';
import { contextOf, groupsOf, zipped, type HandWrittenInput } from './screen.ts';

export interface ShownPerson {
  readonly id: string;
  readonly name: { readonly full: string | null };
  readonly birthDate: string | null;
  readonly emails: readonly { readonly value: string }[];
  readonly canContact: ContactDecision | null;
}

interface PersonRow {
  readonly id: string;
  readonly given_name: string | null;
  readonly family_name: string | null;
  readonly birth_date: string | null;
}

export interface ContactPointRow {
  readonly person_id: string;
  readonly value: string;
}

/** E-mail addresses or telephone numbers of persons, the preferred one first. */
export const contactPoints = (
  { databases }: HandWrittenInput,
  ids: readonly string[],
  kind: 'EMAIL' | 'PHONE',
): Promise<readonly ContactPointRow[]> =>
  ids.length === 0
    ? Promise.resolve([])
    : databases['customer-pii'].query<ContactPointRow>(
        `select person_id, value from contact_point
          where person_id = any($1) and kind = $2 order by person_id, preferred desc, id`,
        [ids, kind],
      );

/** Persons with their e-mail addresses, and whether the purpose may use the channel. */
export async function personsById(
  input: HandWrittenInput,
  ids: readonly string[],
  { purpose, channel }: { readonly purpose: string; readonly channel: ContactChannel },
): Promise<ReadonlyMap<string, ShownPerson>> {
  if (ids.length === 0) return new Map();
  const [persons, emails, decisions] = await Promise.all([
    input.databases['customer-pii'].query<PersonRow>(
      'select id, given_name, family_name, birth_date from person where id = any($1)',
      [ids],
    ),
    contactPoints(input, ids, 'EMAIL'),
    loadOf(contextOf(input, 'customer-pii', purpose))(contactDecisions, ids, { channel }),
  ]);
  const emailsOf = groupsOf(emails, 'person_id');
  const decisionOf = zipped(ids, decisions);
  return new Map(
    persons.map((row) => [
      row.id,
      {
        id: row.id,
        name: { full: fullName(row) },
        birthDate: row.birth_date,
        emails: (emailsOf.get(row.id) ?? []).map(({ value }) => ({ value })),
        canContact: decisionOf.get(row.id) ?? null,
      },
    ]),
  );
}

const fullName = ({ given_name: given, family_name: family }: PersonRow): string | null =>
  [given, family].filter((part) => part !== null).join(' ') || null;
