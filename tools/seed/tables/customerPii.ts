import { isoMoment } from '../calendar.ts';
import type { TableRows } from '../copy.ts';
import { syntheticAddress } from '../people.ts';
import { flat, table } from '../table.ts';
import { date, type World, type WorldCustomer, type WorldPerson } from '../world.ts';

/** The rows of the customer-pii store, in the order of its foreign keys. */
export function customerPiiTables(world: World): TableRows[] {
  return [
    ...people(world),
    ...parties(world),
    addresses(world),
    ...consents(world),
    snapshots(world),
  ];
}

const everyone = (world: World): Iterable<WorldPerson> =>
  flat([world.customers.map(({ people: own }) => own).flat(), world.leadPeople], (group) => group);

function people(world: World): TableRows[] {
  const createdAt = isoMoment(world.quarter.start - 30, 0.5);
  return [
    table('person', everyone(world), {
      id: (person) => person.id,
      version: 1,
      given_name: (person) => person.given,
      family_name: (person) => person.family,
      birth_date: (person) => person.birthDate,
      preferred_language: (person) => (person.index % 2 === 0 ? 'en' : 'fr'),
      restricted: false,
      created_at: createdAt,
      updated_at: createdAt,
    }),
    table(
      'contact_point',
      flat(everyone(world), (person) => [
        { person, kind: 'EMAIL', value: person.email },
        { person, kind: 'PHONE', value: person.phone },
      ]),
      {
        id: ({ person, kind }) => world.id('contact-point', person.index, kind),
        person_id: ({ person }) => person.id,
        kind: ({ kind }) => kind,
        value: ({ value }) => value,
        // E-mails are made in lower case and telephone numbers in E.164: the exact look-up's form.
        normalised: ({ value }) => value,
        usage: 'WORK',
        verified: true,
        preferred: true,
      },
    ),
  ];
}

function parties(world: World): TableRows[] {
  const companies = world.customers.filter(({ partyKind }) => partyKind === 'LEGAL_PERSON');
  return [
    table('party_kind', world.customers, {
      customer_id: (customer) => customer.id,
      kind: (customer) => customer.partyKind,
    }),
    table('party_identity', world.customers, {
      customer_id: (customer) => customer.id,
      person_id: (customer) =>
        customer.partyKind === 'LEGAL_PERSON' ? null : (customer.people[0]?.id ?? null),
      legal_name: (customer) => customer.legalName,
      kyc_status: 'CLEARED',
    }),
    table('company_registration', companies, {
      id: (customer) => world.id('registration', customer.index),
      customer_id: (customer) => customer.id,
      country: (customer) => customer.area.countryCode,
      scheme: 'EXAMPLE-REGISTER',
      value: (customer) => `X-${String(100_000 + customer.index)}`,
      verified_at: (customer) => isoMoment(customer.createdOn, 0.5),
    }),
  ];
}

function addresses(world: World): TableRows {
  const uses = (customer: WorldCustomer) => [
    { customer, id: customer.billingAddressId, use: ['LEGAL', 'BILLING'] },
    { customer, id: customer.shippingAddressId, use: ['SHIPPING', 'RETURN'] },
  ];
  const drawn = flat(world.customers, (customer) =>
    uses(customer).map((entry, at) => ({
      ...entry,
      address: syntheticAddress(
        customer.area.countryCode,
        world.random('address', customer.index, at),
      ),
    })),
  );
  return table('postal_address', drawn, {
    id: ({ id }) => id,
    customer_id: ({ customer }) => customer.id,
    use: ({ use }) => use,
    lines: ({ address }) => address.lines,
    locality: ({ address }) => address.locality,
    region: ({ address }) => address.region,
    postal_code: ({ address }) => address.postalCode,
    country_code: ({ address }) => address.countryCode,
    valid_from: ({ customer }) => date(customer.createdOn),
    valid_to: null,
  });
}

const texts = [
  { version: 'marketing-email/v3', language: 'en', words: 'I agree to receive news by e-mail.' },
  {
    version: 'marketing-email/v3',
    language: 'fr',
    words: 'J’accepte de recevoir des nouvelles par e-mail.',
  },
] as const;

function consents(world: World): TableRows[] {
  const answered = flat(everyone(world), (person) => (person.index % 5 === 4 ? [] : [person]));
  return [
    table('consent_text', texts, {
      version: ({ version }) => version,
      language: ({ language }) => language,
      words: ({ words }) => words,
    }),
    table('consent_event', answered, {
      id: (person) => world.id('consent', person.index),
      person_id: (person) => person.id,
      purpose: 'marketing',
      channel: 'EMAIL',
      status: (person) => (person.index % 3 === 2 ? 'WITHDRAWN' : 'GIVEN'),
      text_version: 'marketing-email/v3',
      language: 'en',
      method: 'web-form',
      recorded_at: (person) => isoMoment(world.quarter.start - 20, (person.index % 97) / 97),
    }),
  ];
}

/** What the law makes each issued invoice state, frozen at its issue. */
function snapshots(world: World): TableRows {
  const billed = flat(world.orders, (order) =>
    order.stage === 'billed' || order.stage === 'part-paid' || order.stage === 'paid'
      ? [order]
      : [],
  );
  return table('billing_party_snapshot', billed, {
    id: (order) => world.id('billing-party', order.index),
    invoice_id: (order) => world.id('invoice', order.index),
    customer_id: (order) => order.customer.id,
    name: ({ customer }) =>
      customer.legalName ??
      `${customer.people[0]?.given ?? ''} ${customer.people[0]?.family ?? ''}`.trim(),
    address_lines: ({ customer }) => {
      const address = syntheticAddress(
        customer.area.countryCode,
        world.random('address', customer.index, 0),
      );
      return [...address.lines, `${address.postalCode} ${address.locality}`, address.countryCode];
    },
    tax_id: null,
    retention_until: (order) => date(order.billedOn + 3_653),
    frozen_at: (order) => isoMoment(order.billedOn, 0.5),
  });
}
