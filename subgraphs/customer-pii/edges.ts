import { edge, type Edge } from '../host/edge.ts';

/** How rows meet; addresses and consents that something later replaced are left to their ids. */
export const edges: readonly Edge[] = [
  edge('Customer.identity', { from: 'id', to: 'party_identity.customer_id' }),
  edge('Customer.paymentInstruments', { from: 'id', to: 'payment_instrument.customer_id' }),
  edge('PartyIdentity.person', { from: 'party_identity.person_id', to: 'person.id' }),
  edge('PartyIdentity.registrations', {
    from: 'party_identity.customer_id',
    to: 'company_registration.customer_id',
    order: 'country, scheme, id',
  }),
  edge('Person.emails', {
    from: 'person.id',
    to: 'contact_point.person_id',
    where: "t.kind = 'EMAIL'",
    order: 'preferred desc, id',
  }),
  edge('Person.phones', {
    from: 'person.id',
    to: 'contact_point.person_id',
    where: "t.kind = 'PHONE'",
    order: 'preferred desc, id',
  }),
  edge('Person.addresses', {
    from: 'person.id',
    to: 'postal_address.person_id',
    where: 't.superseded_by is null',
    order: 'valid_from desc, id',
  }),
  edge('Person.nationalIds', {
    from: 'person.id',
    to: 'national_id.person_id',
    order: 'country, kind, id',
  }),
  edge('Person.consents', {
    from: 'person.id',
    to: 'consent_event.person_id',
    where: 'exists (select 1 from current_consent held where held.id = t.id)',
    order: 'purpose, recorded_at desc, id',
  }),
];
