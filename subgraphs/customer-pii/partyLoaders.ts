import type { Subject } from '../host/audit/subjects.ts';
import type { BatchLoader } from '../host/definition.ts';
import type { PersonRow } from './entities/person.ts';

interface KeyedText {
  readonly id: string;
  readonly value: string;
}

interface NamedParty {
  readonly id: string;
  readonly company: string | null;
  readonly person: string | null;
  readonly subject: Subject;
}

/** Given and family name in one line. */
export const fullName = (
  person: Pick<PersonRow, 'givenName' | 'familyName'> | null,
): string | null =>
  [person?.givenName ?? null, person?.familyName ?? null]
    .filter((part) => part !== null)
    .join(' ') || null;

interface KeyedIds {
  readonly id: string;
  readonly ids: readonly string[];
}

/** A name, and whose it is. */
interface LegalName {
  readonly value: string | null;
  readonly subject: Subject;
}

/** A company's registered name; the person's own name where the party is one. */
export const legalNames: BatchLoader<string, null, LegalName | null> = {
  name: 'legalNames',
  load: async (read, customerIds) => {
    const { db, visible, subject } = read;
    const rows = await db.query<NamedParty>(
      `select t.customer_id as id,
         case when k.kind = 'LEGAL_PERSON' then t.legal_name end as company,
         case when k.kind is distinct from 'LEGAL_PERSON' then t.person_id end as person,
         ${subject('Customer', 't.customer_id')} as subject
       from party_identity t
       left join party_kind k on k.customer_id = t.customer_id
       where t.customer_id = any($1) and ${visible('Customer', 't.customer_id')}`,
      [customerIds],
    );
    const names = await Promise.all(
      rows.map(async ({ company, person }) =>
        person === null
          ? company
          : fullName((await read.row('Person', person)) as PersonRow | null),
      ),
    );
    const byId = new Map(
      rows.map(({ id, subject: whose }, index) => [
        id,
        { value: names[index] ?? null, subject: whose },
      ]),
    );
    return customerIds.map((id) => byId.get(id) ?? null);
  },
};

/** What CRM handed over when the customer was made. */
export const partyKinds: BatchLoader<string, null, string | null> = {
  name: 'partyKinds',
  load: async ({ db }, customerIds) => {
    const rows = await db.query<KeyedText>(
      'select customer_id as id, kind as value from party_kind where customer_id = any($1)',
      [customerIds],
    );
    const byId = new Map(rows.map((row) => [row.id, row.value]));
    return customerIds.map((id) => byId.get(id) ?? null);
  },
};

interface AddressQuestion {
  readonly use: readonly string[] | null;
}

/** Ids of the addresses in force that serve at least one of the asked uses. */
export const addressIds: BatchLoader<string, AddressQuestion, readonly string[]> = {
  name: 'addressIds',
  load: async ({ db, visible }, customerIds, { use }) => {
    const rows = await db.query<KeyedIds>(
      `select t.customer_id as id, array_agg(t.id order by t.valid_from desc, t.id) as ids
       from postal_address t
       where t.customer_id = any($1) and t.superseded_by is null
         and ($2::text[] is null or t.use && $2) and ${visible('Customer', 't.customer_id')}
       group by t.customer_id`,
      [customerIds, use],
    );
    const byId = new Map(rows.map((row) => [row.id, row.ids]));
    return customerIds.map((id) => byId.get(id) ?? []);
  },
};

export const beneficialOwnerIds: BatchLoader<string, null, readonly string[]> = {
  name: 'beneficialOwnerIds',
  load: async ({ db, visible }, customerIds) => {
    const rows = await db.query<KeyedIds>(
      `select t.customer_id as id, array_agg(t.person_id order by t.person_id) as ids
       from beneficial_owner t
       where t.customer_id = any($1) and ${visible('Customer', 't.customer_id')}
       group by t.customer_id`,
      [customerIds],
    );
    const byId = new Map(rows.map((row) => [row.id, row.ids]));
    return customerIds.map((id) => byId.get(id) ?? []);
  },
};
