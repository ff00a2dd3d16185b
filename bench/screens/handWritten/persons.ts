import {
  canContact,
  type ContactDecision,
} from '../../../subgraphs/customer-pii/contactDecision.ts';
import type { ContactChannel } from '../../../subgraphs/customer-pii/shapes.ts';
import { placeValue } from '../databases/rowValues.ts';
import { contextOf, groupsOf, type HandWrittenInput } from './screen.ts';

interface ShownContactPoint {
  readonly value: string;
}

export interface ShownPerson {
  readonly id: string;
  readonly name: { readonly full: string | null };
  readonly birthDate: string | null;
  readonly emails: readonly ShownContactPoint[];
  readonly phones: readonly ShownContactPoint[];
  readonly canContact: ContactDecision | null;
}

interface PersonRow {
  readonly id: string;
  readonly given_name: string | null;
  readonly family_name: string | null;
  readonly birth_date: string | null;
}

interface ContactPointRow {
  readonly person_id: string;
  readonly kind: 'EMAIL' | 'PHONE';
  readonly value: string;
}

export interface PersonsQuestion {
  readonly purpose: string;
  readonly channel: ContactChannel;
  readonly kinds: readonly ContactPointRow['kind'][];
}

/** Persons with ways to reach them, the preferred one first, and whether the purpose may use a channel. */
export async function personsById(
  input: HandWrittenInput,
  ids: readonly string[],
  { purpose, channel, kinds }: PersonsQuestion,
): Promise<ReadonlyMap<string, ShownPerson>> {
  if (ids.length === 0) return new Map();
  const db = input.databases['customer-pii'];
  const context = contextOf(input, 'customer-pii', purpose);
  const parameters: unknown[] = [ids];
  const facts = placeValue(canContact.value, { channel }, context, parameters);
  const [persons, points] = await Promise.all([
    db.query<PersonRow>(
      `select t.id, t.given_name, t.family_name, t.birth_date, ${facts.select}
        from person t ${facts.join} where t.id = any($1)`,
      parameters,
    ),
    db.query<ContactPointRow>(
      `select person_id, kind, value from contact_point
        where person_id = any($1) and kind = any($2) order by person_id, preferred desc, id`,
      [ids, kinds],
    ),
  ]);
  const pointsOf = groupsOf(points, 'person_id');
  const shownPoints = (id: string, wanted: string): readonly ShownContactPoint[] =>
    (pointsOf.get(id) ?? []).flatMap(({ kind, value }) => (kind === wanted ? [{ value }] : []));
  return new Map(
    persons.map((row) => [
      row.id,
      {
        ...{ id: row.id, name: { full: fullName(row) }, birthDate: row.birth_date },
        ...{ emails: shownPoints(row.id, 'EMAIL'), phones: shownPoints(row.id, 'PHONE') },
        canContact: canContact.show(row, row, context) as ContactDecision,
      },
    ]),
  );
}

const fullName = ({ given_name: given, family_name: family }: PersonRow): string | null =>
  [given, family].filter((part) => part !== null).join(' ') || null;
