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
  readonly givenName: string | null;
  readonly familyName: string | null;
  readonly birthDate: string | null;
}

interface ContactPointRow {
  readonly id: string;
  readonly personId: string;
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
      `select t.id, t.given_name as "givenName", t.family_name as "familyName",
          t.birth_date as "birthDate", ${facts.select}
        from person t ${facts.join} where t.id = any($1)`,
      parameters,
    ),
    db.query<ContactPointRow>(
      `select id, person_id as "personId", kind, value from contact_point
        where person_id = any($1) and kind = any($2) order by person_id, preferred desc, id`,
      [ids, kinds],
    ),
  ]);
  await input.opener()([
    ...persons.map((row) => ({ table: 'person', row })),
    ...points.map((row) => ({ table: 'contact_point', row })),
  ]);
  const pointsOf = groupsOf(points, 'personId');
  const shownPoints = (id: string, wanted: string): readonly ShownContactPoint[] =>
    (pointsOf.get(id) ?? []).flatMap(({ kind, value }) => (kind === wanted ? [{ value }] : []));
  return new Map(
    persons.map((row) => [
      row.id,
      {
        ...{ id: row.id, name: { full: fullName(row) }, birthDate: row.birthDate },
        ...{ emails: shownPoints(row.id, 'EMAIL'), phones: shownPoints(row.id, 'PHONE') },
        canContact: canContact.show(row, row, context) as ContactDecision,
      },
    ]),
  );
}

const fullName = ({ givenName, familyName }: PersonRow): string | null =>
  [givenName, familyName].filter((part) => part !== null).join(' ') || null;
