import type { Subject } from '../host/audit/subjects.ts';
import type { BatchLoader } from '../host/definition.ts';
import { opened } from './encryption/sealed.ts';
import type { PersonRow } from './entities/person.ts';

interface KeyedText {
  readonly id: string;
  readonly value: string;
}

/** The person's parts are those of the person's row, sealed as they are there. */
interface NamedParty extends Pick<PersonRow, 'id' | 'givenName' | 'familyName'> {
  readonly customer_id: string;
  readonly is_company: boolean;
  readonly company: string | null;
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
      `select t.customer_id, k.kind is not distinct from 'LEGAL_PERSON' as is_company,
         t.legal_name as company, p.id, p.given_name as "givenName",
         p.family_name as "familyName", ${subject('Customer', 't.customer_id')} as subject
       from party_identity t
       left join party_kind k on k.customer_id = t.customer_id
       left join person p on p.id = t.person_id and k.kind is distinct from 'LEGAL_PERSON'
       where t.customer_id = any($1) and ${visible('Customer', 't.customer_id')}`,
      [customerIds],
    );
    const persons = rows.filter((row) => !row.is_company);
    await opened(read, 'person', persons);
    const byId = new Map(
      rows.map((row) => [
        row.customer_id,
        { value: row.is_company ? row.company : fullName(row), subject: row.subject },
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
