import {
  canContact,
  type ContactQuestion,
} from '../../../../subgraphs/customer-pii/contactDecision.ts';
import { PostalAddressRow } from '../../../../subgraphs/customer-pii/entities/address.ts';
import { ContactPointRow, PersonRow } from '../../../../subgraphs/customer-pii/entities/person.ts';
import { legalNames } from '../../../../subgraphs/customer-pii/partyLoaders.ts';
import { valueLoader } from '../../databases/rowValues.ts';
import type { Resolve, Resolvers, Subgraph } from './resolvers.ts';
import type { RowList } from './rowReads.ts';

interface Keyed {
  readonly id: string;
}

const emails: RowList<ContactPointRow> = {
  name: 'emails',
  row: ContactPointRow,
  on: 'personId',
  where: { kind: 'EMAIL' },
  order: { preferred: 'DESC', id: 'ASC' },
};
const phones: RowList<ContactPointRow> = {
  ...emails,
  name: 'phones',
  where: { kind: 'PHONE' },
};

const contactFacts = valueLoader(canContact.value, { table: 'person', key: 'id' });

const contactPoint: Resolve = async ({ id, personId, value }: ContactPointRow, _args, { reads }) =>
  (await reads.opened('contact_point', { id, personId, value })).value;

const addressPart =
  (part: 'lines' | 'locality' | 'postalCode' | 'countryCode'): Resolve =>
  async ({ id, personId, customerId, [part]: value }: PostalAddressRow, _args, { reads }) => {
    const opened = await reads.opened('postal_address', {
      ...{ id, personId, customerId },
      [part]: value,
    });
    return (opened as Readonly<Record<string, unknown>>)[part];
  };

const resolvers: Resolvers = {
  Customer: {
    legalName: async ({ id }: Keyed, _args, { reads }) =>
      (await reads.context.load(legalNames, id, null))?.value ?? null,
  },
  Person: {
    name: ({ id, givenName, familyName }: PersonRow, _args, { reads }) =>
      reads.opened('person', { id, givenName, familyName }),
    birthDate: async ({ id, birthDate }: PersonRow, _args, { reads }) =>
      (await reads.opened('person', { id, birthDate })).birthDate,
    emails: ({ id }: PersonRow, _args, { reads }) => reads.list(emails, id),
    phones: ({ id }: PersonRow, _args, { reads }) => reads.list(phones, id),
    canContact: async (person: PersonRow, { channel }: ContactQuestion, { reads }) => {
      const facts: unknown = await reads.context.load(contactFacts, person.id, { channel });
      return facts === null ? null : canContact.show(person, facts, reads.context);
    },
  },
  EmailAddress: { value: contactPoint },
  PhoneNumber: { value: contactPoint },
  PostalAddress: {
    lines: addressPart('lines'),
    locality: addressPart('locality'),
    postalCode: addressPart('postalCode'),
    countryCode: addressPart('countryCode'),
  },
  PersonName: {
    full: ({ givenName, familyName }: PersonRow) =>
      [givenName, familyName].filter((part) => part !== null).join(' ') || null,
  },
};

/** The fields of customer-pii that the four screens show. */
export const customerPii: Subgraph = {
  resolvers,
  references: {
    Person: ({ id }, { reads }) => reads.row(PersonRow, 'id', id),
    PostalAddress: ({ id }, { reads }) => reads.row(PostalAddressRow, 'id', id),
  },
};
