import { keepSubject } from '../host/audit/subjects.ts';
import { auditReferences } from '../host/audit/references.ts';
import { using, type ComputedResolvers, type ReadContext } from '../host/definition.ts';
import { canContact } from './contactDecision.ts';
import { dataSubject } from './dataSubject.ts';
import type { PostalAddressRow } from './entities/address.ts';
import type { PartyIdentityRow, PaymentInstrumentRow } from './entities/party.ts';
import type { PersonRow } from './entities/person.ts';
import { findPersons } from './findPersons.ts';
import {
  addressIds,
  beneficialOwnerIds,
  fullName,
  legalNames,
  partyKinds,
} from './partyLoaders.ts';
import { rowsOf } from './rowsOf.ts';

/** Whole years between two ISO dates. */
const yearsBetween = (from: string, to: string): number =>
  Number(to.slice(0, 4)) - Number(from.slice(0, 4)) - (to.slice(5) < from.slice(5) ? 1 : 0);

const adultFromYears = 18;

const isAdult = ({ birthDate }: PersonRow, _: object, { clock }: ReadContext): boolean | null =>
  birthDate === null
    ? null
    : yearsBetween(birthDate, clock.now().toISOString().slice(0, 10)) >= adultFromYears;

export const resolvers: ComputedResolvers = {
  DataSubject: { customerPiiReferences: auditReferences },
  Query: { findPersons, dataSubject },
  Customer: {
    legalName: async (customer: { id: string }, _: object, read) => {
      const found = await read.load(legalNames, customer.id, null);
      if (found !== null) keepSubject(customer, found.subject);
      return found?.value ?? null;
    },
    addresses: async ({ id }: { id: string }, { use }: { use?: readonly string[] | null }, read) =>
      rowsOf(read, 'PostalAddress', await read.load(addressIds, id, { use: use ?? null })),
  },
  PartyIdentity: {
    kind: ({ customerId }: PartyIdentityRow, _: object, read) =>
      read.load(partyKinds, customerId, null),
    beneficialOwners: async ({ customerId }: PartyIdentityRow, _: object, read) =>
      rowsOf(read, 'Person', await read.load(beneficialOwnerIds, customerId, null)),
  },
  Person: {
    birthYear: using<PersonRow>(['birthDate'], ({ birthDate }) =>
      birthDate === null ? null : Number(birthDate.slice(0, 4)),
    ),
    isAdult: using(['birthDate'], isAdult),
    canContact,
  },
  PersonName: {
    full: using<PersonRow>(['givenName', 'familyName'], fullName),
  },
  CoarseLocation: {
    countryCode: using<PostalAddressRow>(['countryCode'], ({ countryCode }) => countryCode),
    region: using<PostalAddressRow>(['region'], ({ region }) => region),
    postalPrefix: using<PostalAddressRow>(
      ['postalCode'],
      ({ postalCode }) => postalCode?.slice(0, 2) ?? null,
    ),
  },
  PaymentInstrument: {
    mandate: using<PaymentInstrumentRow>(['mandateReference'], (instrument) =>
      instrument.mandateReference === null ? null : instrument,
    ),
  },
};
