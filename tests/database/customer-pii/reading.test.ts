import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import {
  accountManager,
  accountant,
  campaigner,
  canary,
  canaryPattern,
  careAgent,
  codeOf,
  collector,
  creditController,
  dispatcher,
  planner,
  rightsDesk,
  salesLead,
  startCustomerPii,
  type Persona,
  type PiiStore,
} from './fixtures.ts';

let store: PiiStore;

beforeAll(async () => {
  store = await startCustomerPii();
});
afterAll(() => store.close());
afterEach(() => {
  expect(JSON.stringify(store.log)).not.toMatch(canaryPattern);
});

const person = (selection: string): string =>
  `query($id: ID!) { person(id: $id) { ${selection} } }`;
const customer = (selection: string): string =>
  `query($id: ID!) { _entities(representations: [{__typename: "Customer", id: $id}]) { ... on Customer { ${selection} } } }`;
const address = (selection: string): string =>
  `query($id: ID!) { _entities(representations: [{__typename: "PostalAddress", id: $id}]) { ... on PostalAddress { ${selection} } } }`;

const readPerson = async (
  persona: Persona,
  selection: string,
  id = 'ada',
): Promise<Record<string, unknown>> => {
  const { body } = await store.as(persona, person(selection), { id });
  expect(body).not.toHaveProperty('errors');
  return (body as { data: { person: Record<string, unknown> } }).data.person;
};
const readCustomer = async (persona: Persona, selection: string, id: string): Promise<unknown> => {
  const { body } = await store.as(persona, customer(selection), { id });
  expect(body).not.toHaveProperty('errors');
  return (body as { data: { _entities: unknown[] } }).data._entities[0];
};

test.each<[who: string, persona: Persona, query: string, id: string]>([
  ['an account manager the date of birth', accountManager, person('id birthDate'), 'ada'],
  ['a care agent the date of birth', careAgent, person('id birthDate'), 'ada'],
  ['an account manager the year of birth', accountManager, person('id birthYear'), 'ada'],
  ['a collector official numbers', collector, person('id nationalIds { value }'), 'ada'],
  ['a care agent official numbers', careAgent, person('id nationalIds { value }'), 'ada'],
  ['an account manager street lines', accountManager, address('id lines'), 'company-bill'],
  [
    'a dispatcher street lines, while no window is built',
    dispatcher,
    address('id lines'),
    'company-ship',
  ],
  [
    'a campaigner anything, while consent is not evaluated',
    campaigner,
    person('id name { full }'),
    'ada',
  ],
  ['a sales lead a name', salesLead, person('id name { full }'), 'ada'],
  ['a sales lead even the reference', salesLead, person('id'), 'ada'],
  ['a planner even the reference', planner, person('id'), 'ada'],
  [
    'an account manager bank accounts',
    accountManager,
    customer('id paymentInstruments { value }'),
    'company',
  ],
  [
    'an account manager beneficial owners',
    accountManager,
    customer('id identity { beneficialOwners { id } }'),
    'company',
  ],
])('the policy refuses %s, and no statement runs', async (_who, persona, query, id) => {
  const reply = await store.as(persona, query, { id });
  expect([reply.status, codeOf(reply)]).toEqual([403, 'NOT_PERMITTED']);
  expect(reply.body).not.toHaveProperty('data');
  expect(JSON.stringify(reply.body)).not.toMatch(canaryPattern);
});

test.each<[what: string, caller: string | undefined, code: string]>([
  ['without the caller’s own token', undefined, 'UNAUTHENTICATED'],
  ['with a caller’s token that is none', 'nonsense', 'UNAUTHENTICATED'],
  ['with another person’s token', 'Bearer actor-2 account-manager', 'TOKEN_INVALID'],
  ['with roles that the caller does not hold', 'Bearer actor-1 care-agent', 'TOKEN_INVALID'],
])('a sub-request %s is refused', async (_what, caller, code) => {
  const reply = await store.ask({
    query: person('id'),
    variables: { id: 'ada' },
    claims: { ...accountManager, roles: ['account-manager'] },
    headers: { 'referent-caller': caller },
  });
  expect([reply.status, codeOf(reply)]).toEqual([401, code]);
});

test('roles wider than the caller’s own are refused though one of them is his', async () => {
  const reply = await store.ask({
    query: person('id'),
    variables: { id: 'ada' },
    claims: { ...accountManager, roles: ['account-manager', 'dpo-desk'] },
    headers: { 'referent-caller': 'Bearer actor-1 account-manager' },
  });
  expect([reply.status, codeOf(reply)]).toEqual([401, 'TOKEN_INVALID']);
});

test('a role outside the purpose is refused', async () => {
  const reply = await store.as(
    { purpose: 'rights', roles: ['care-agent'] },
    person('id birthDate'),
    { id: 'ada' },
  );
  expect([reply.status, codeOf(reply)]).toEqual([403, 'NOT_PERMITTED']);
});

test('personal values are refused outside their residency', async () => {
  const reply = await store.ask({
    query: person('name { full }'),
    variables: { id: 'ada' },
    claims: { ...careAgent, roles: ['care-agent'], region: 'US' },
    headers: { 'referent-caller': 'Bearer actor-1 care-agent' },
  });
  expect([reply.status, codeOf(reply)]).toEqual([403, 'NOT_PERMITTED']);
});

test('an account manager sees name, e-mail and whether contact is allowed', async () => {
  expect(
    await readPerson(
      accountManager,
      'id name { title given family full } emails { id value kind verified preferred } isAdult canContact(channel: EMAIL) { allowed reasons }',
    ),
  ).toEqual({
    id: 'ada',
    name: {
      title: 'Dr',
      given: canary.given,
      family: canary.family,
      full: 'Ada-Canary Lovelace-Canary',
    },
    emails: [
      { id: 'ada-mail', value: canary.email, kind: 'WORK', verified: true, preferred: true },
      {
        id: 'ada-mail-2',
        value: 'second.canary@example.test',
        kind: 'PRIVATE',
        verified: false,
        preferred: false,
      },
    ],
    isAdult: true,
    canContact: { allowed: true, reasons: ['NO_OBJECTION'] },
  });
});

test('a collector sees telephone numbers whole and e-mail addresses by their domain alone', async () => {
  expect(
    await readPerson(
      collector,
      'name { full } phones { value } emails { value } canContact(channel: PHONE) { allowed }',
    ),
  ).toEqual({
    name: { full: 'Ada-Canary Lovelace-Canary' },
    phones: [{ value: canary.phone }],
    emails: [{ value: 'Example.TEST' }, { value: 'example.test' }],
    canContact: { allowed: true },
  });
});

test('the rights desk sees everything that is held of a person', async () => {
  expect(
    await readPerson(
      rightsDesk,
      'id version birthDate birthYear isAdult preferredLanguage restricted nationalIds { country kind value } addresses { id lines locality } consents { id purpose channel status recordedAt }',
    ),
  ).toEqual({
    id: 'ada',
    version: 1,
    birthDate: '1990-12-10',
    birthYear: 1990,
    isAdult: true,
    preferredLanguage: 'fr',
    restricted: false,
    nationalIds: [{ country: 'FR', kind: 'PASSPORT', value: canary.nationalId }],
    addresses: [{ id: 'ada-home', lines: [canary.line], locality: 'Paris' }],
    consents: [
      {
        id: 'ada-refused',
        purpose: 'account-management',
        channel: 'PHONE',
        status: 'REFUSED',
        recordedAt: '2026-02-07T10:00:00.000Z',
      },
      {
        id: 'ada-withdrew',
        purpose: 'marketing',
        channel: 'EMAIL',
        status: 'WITHDRAWN',
        recordedAt: '2026-02-06T10:00:00.000Z',
      },
    ],
  });
});

test('derived fields tell no more than they say', async () => {
  expect(await readPerson(careAgent, 'birthYear isAdult', 'bob')).toEqual({
    birthYear: 2010,
    isAdult: false,
  });
  expect(await readPerson(careAgent, 'birthYear isAdult', 'cy')).toEqual({
    birthYear: null,
    isAdult: null,
  });
});

test.each<[guarantee: string, persona: Persona, id: string, channel: string, decision: object]>([
  [
    'a refusal for the purpose that asks binds on its channel',
    accountManager,
    'ada',
    'PHONE',
    { allowed: false, reasons: ['CONSENT_REFUSED'] },
  ],
  [
    'a refusal for another purpose does not',
    careAgent,
    'ada',
    'PHONE',
    { allowed: true, reasons: ['NO_OBJECTION'] },
  ],
  [
    'a person without the contact point is not reached',
    careAgent,
    'bob',
    'EMAIL',
    { allowed: false, reasons: ['NO_CONTACT_POINT'] },
  ],
  [
    'a telephone number takes text messages',
    careAgent,
    'bob',
    'SMS',
    { allowed: true, reasons: ['NO_OBJECTION'] },
  ],
  [
    'an address of the customer behind the person takes post',
    careAgent,
    'ada',
    'POST',
    { allowed: true, reasons: ['NO_OBJECTION'] },
  ],
  [
    'a restricted person is contacted by nobody',
    careAgent,
    'cy',
    'EMAIL',
    { allowed: false, reasons: ['RESTRICTED', 'NO_CONTACT_POINT'] },
  ],
])('%s', async (_guarantee, persona, id, channel, decision) => {
  expect(
    await readPerson(persona, `canContact(channel: ${channel}) { allowed reasons }`, id),
  ).toEqual({ canContact: decision });
});

const registered =
  'id legalName identity { kind kycStatus person { id } registrations { scheme value verifiedAt } }';

test('a company has its registered name, a natural person the person’s', async () => {
  expect(await readCustomer(accountManager, registered, 'company')).toEqual({
    id: 'company',
    legalName: 'Exemple SA',
    identity: {
      kind: 'LEGAL_PERSON',
      kycStatus: 'CLEARED',
      person: null,
      registrations: [
        { scheme: 'RCS', value: '123 456 789', verifiedAt: null },
        { scheme: 'VAT', value: 'FR00123456789', verifiedAt: '2026-02-01T10:00:00.000Z' },
      ],
    },
  });
  expect(await readCustomer(accountManager, registered, 'person')).toEqual({
    id: 'person',
    legalName: 'Ada-Canary Lovelace-Canary',
    identity: {
      kind: 'NATURAL_PERSON',
      kycStatus: 'PENDING',
      person: { id: 'ada' },
      registrations: [],
    },
  });
});

test('a customer that is not known here has nothing to show', async () => {
  expect(
    await readCustomer(accountManager, 'id legalName identity { kind } addresses { id }', 'nobody'),
  ).toEqual({
    id: 'nobody',
    legalName: null,
    identity: null,
    addresses: [],
  });
});

test('beneficial owners are for credit control', async () => {
  expect(
    await readCustomer(creditController, 'identity { beneficialOwners { id } }', 'company'),
  ).toEqual({
    identity: { beneficialOwners: [{ id: 'ada' }] },
  });
});

test.each<[use: string, ids: readonly string[]]>([
  ['', ['company-bill', 'company-ship']],
  ['(use: [SHIPPING])', ['company-ship']],
  ['(use: [LEGAL, SHIPPING])', ['company-bill', 'company-ship']],
  ['(use: [RETURN])', []],
])('addresses%s are those in force that serve one of the uses', async (use, ids) => {
  expect(
    await readCustomer(
      accountManager,
      `addresses${use} { id coarse { countryCode postalPrefix } }`,
      'company',
    ),
  ).toEqual({
    addresses: ids.map((id) => ({ id, coarse: { countryCode: 'FR', postalPrefix: '69' } })),
  });
});

test('an address that was corrected keeps its id and its words, and points to its successor', async () => {
  const reply = await store.as(careAgent, address('id lines validTo supersededBy'), {
    id: 'company-old',
  });
  expect(reply.body).toEqual({
    data: {
      _entities: [
        {
          id: 'company-old',
          lines: ['1 place Ancienne'],
          validTo: '2026-01-01',
          supersededBy: 'company-bill',
        },
      ],
    },
  });
});

test('a care agent sees a bank account by its last four characters, billing sees it whole', async () => {
  const instruments = 'paymentInstruments { id value }';
  expect(await readCustomer(careAgent, instruments, 'company')).toEqual({
    paymentInstruments: [
      { id: 'company-card', value: '…7890' },
      { id: 'company-iban', value: '…0189' },
    ],
  });
  expect(
    await readCustomer(
      accountant,
      'paymentInstruments { id value mandate { reference signedOn sequence } }',
      'company',
    ),
  ).toEqual({
    paymentInstruments: [
      { id: 'company-card', value: 'tok_1234567890', mandate: null },
      {
        id: 'company-iban',
        value: canary.iban,
        mandate: { reference: 'MANDATE-1', signedOn: '2026-01-10', sequence: 'RCUR' },
      },
    ],
  });
});
