import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { sha256Hex } from '../../../lib/hash.ts';
import {
  accountManager,
  canaryPattern,
  careAgent,
  codeOf,
  collector,
  rightsDesk,
  startCustomerPii,
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

interface Payload {
  readonly errors: readonly { readonly code: string; readonly path: readonly string[] }[];
  readonly person?: Record<string, unknown> | null;
  readonly address?: Record<string, unknown> | null;
  readonly consent?: Record<string, unknown> | null;
}

const registerPerson = `mutation($input: PersonInput!, $idempotencyKey: ID!) {
  registerPerson(input: $input, idempotencyKey: $idempotencyKey) { person { id version name { full } } errors { code path } } }`;
const rectifyPerson = `mutation($id: ID!, $expectedVersion: Int!, $input: PersonInput!) {
  rectifyPerson(id: $id, expectedVersion: $expectedVersion, input: $input) {
    person { id version name { title given family full } emails { id value preferred verified } phones { value } } errors { code path } } }`;
const addAddress = `mutation($customerId: ID, $personId: ID, $input: AddressInput!, $idempotencyKey: ID!) {
  addAddress(customerId: $customerId, personId: $personId, input: $input, idempotencyKey: $idempotencyKey) {
    address { id use coarse { countryCode region postalPrefix } validFrom } errors { code path } } }`;
const recordConsent = `mutation($personId: ID!, $purpose: String!, $channel: ContactChannel, $status: ConsentStatus!, $textVersion: String!, $method: String!, $idempotencyKey: ID!) {
  recordConsent(personId: $personId, purpose: $purpose, channel: $channel, status: $status, textVersion: $textVersion, method: $method, idempotencyKey: $idempotencyKey) {
    consent { id purpose channel status textVersion textHash language recordedAt } errors { code path } } }`;

async function run(mutation: string, variables: Record<string, unknown>): Promise<Payload> {
  const reply = await store.as(accountManager, mutation, variables);
  expect(reply.body).not.toHaveProperty('errors');
  expect(JSON.stringify(reply.body.data)).not.toContain('Echo');
  return Object.values((reply.body as { data: Record<string, Payload> }).data)[0] as Payload;
}

const counts = async (): Promise<unknown> => {
  const [row] = await store.sql(
    `select (select count(*)::int from person) as persons, (select count(*)::int from contact_point) as points,
       (select count(*)::int from postal_address) as addresses, (select count(*)::int from consent_event) as consents,
       (select count(*)::int from command_log) as commands, (select sum(version)::int from person) as versions`,
  );
  return row;
};

/** A command that is refused at a path, with nothing written. */
async function expectRefusal(
  mutation: string,
  variables: Record<string, unknown>,
  code: string,
  path: readonly string[],
): Promise<void> {
  const before = await counts();
  const { errors, ...results } = await run(mutation, variables);
  expect(errors).toEqual([{ code, path }]);
  expect(Object.values(results)).toEqual([null]);
  expect(await counts()).toEqual(before);
}

const person = { given: 'Grace', family: 'Example' };
const address = {
  use: ['SHIPPING'],
  lines: ['9 quai Essai'],
  locality: 'Lille',
  region: 'Nord',
  postalCode: '59000',
  countryCode: 'FR',
};
const consent = {
  personId: 'bob',
  purpose: 'marketing',
  channel: 'EMAIL',
  status: 'GIVEN',
  textVersion: 'marketing-email/v3',
  method: 'web form',
};

test.each([
  ['registerPerson', registerPerson, { input: person, idempotencyKey: randomUUID() }],
  ['rectifyPerson', rectifyPerson, { id: 'bob', expectedVersion: 1, input: person }],
  ['addAddress', addAddress, { personId: 'bob', input: address, idempotencyKey: randomUUID() }],
  ['recordConsent', recordConsent, { ...consent, idempotencyKey: randomUUID() }],
])('%s is refused for a purpose that may not write', async (_name, mutation, variables) => {
  const before = await counts();
  const reply = await store.as(collector, mutation, variables);
  expect([reply.status, codeOf(reply)]).toEqual([403, 'NOT_PERMITTED']);
  expect(await counts()).toEqual(before);
});

test('a payload does not show what the purpose may not read, though it may write it', async () => {
  const mutation = registerPerson.replace('name { full }', 'birthDate');
  const reply = await store.as(accountManager, mutation, {
    input: { ...person, birthDate: '1999-01-01' },
    idempotencyKey: randomUUID(),
  });
  expect([reply.status, codeOf(reply)]).toEqual([403, 'NOT_PERMITTED']);
});

test.each<
  [what: string, variables: Record<string, unknown>, code: string, path: readonly string[]]
>([
  [
    'an e-mail address that is none',
    { input: { ...person, email: 'Echo@' } },
    'INVALID_INPUT',
    ['input', 'email'],
  ],
  [
    'a telephone number that is none',
    { input: { ...person, phone: 'Echo' } },
    'INVALID_INPUT',
    ['input', 'phone'],
  ],
  [
    'a date of birth in the future',
    { input: { ...person, birthDate: '2026-06-16' } },
    'INVALID_INPUT',
    ['input', 'birthDate'],
  ],
  ['a blank name', { input: { family: ' ' } }, 'INVALID_INPUT', ['input', 'family']],
  [
    'a key that is no UUID',
    { input: person, idempotencyKey: 'Echo' },
    'INVALID_INPUT',
    ['idempotencyKey'],
  ],
])('registerPerson refuses %s', async (_what, variables, code, path) => {
  await expectRefusal(registerPerson, { idempotencyKey: randomUUID(), ...variables }, code, path);
});

test('a registered person is read at once and found by the normal form of the address', async () => {
  const input = {
    ...person,
    email: 'Grace.Example@Example.TEST',
    phone: '+33 1 99 00 00 01',
    birthDate: '1980-02-29',
  };
  const { person: made, errors } = await run(registerPerson, {
    input,
    idempotencyKey: randomUUID(),
  });
  expect(errors).toEqual([]);
  expect(made).toMatchObject({ version: 1, name: { full: 'Grace Example' } });
  const reply = await store.as(
    careAgent,
    '{ findPersons(email: "grace.example@example.test") { edges { node { id birthYear phones { value preferred } } } } }',
  );
  expect(reply.body.data.findPersons.edges).toEqual([
    {
      node: {
        id: made?.id,
        birthYear: 1980,
        phones: [{ value: '+33 1 99 00 00 01', preferred: true }],
      },
    },
  ]);
});

test('a replay answers the first result and makes nobody; another input is refused', async () => {
  const variables = { input: person, idempotencyKey: randomUUID() };
  const first = await run(registerPerson, variables);
  const before = await counts();
  expect(await run(registerPerson, variables)).toEqual(first);
  expect(await counts()).toEqual(before);
  const { errors } = await run(registerPerson, {
    ...variables,
    input: { ...person, given: 'Other' },
  });
  expect(errors.map(({ code }) => code)).toEqual(['REPLAY_MISMATCH']);
  expect(await counts()).toEqual(before);
});

test('the command log keeps no value', async () => {
  const input = { family: 'Kept-Nowhere', email: 'kept.nowhere@example.test' };
  await run(registerPerson, { input, idempotencyKey: randomUUID() });
  const log = await store.sql('select * from command_log');
  expect(JSON.stringify(log)).not.toMatch(/nowhere/i);
});

test.each<
  [what: string, variables: Record<string, unknown>, code: string, path: readonly string[]]
>([
  ['an unknown person', { id: 'nobody', expectedVersion: 1 }, 'NOT_FOUND', ['id']],
  ['a stale version', { id: 'cy', expectedVersion: 3 }, 'CONFLICT', ['expectedVersion']],
  ['a version below one', { id: 'cy', expectedVersion: 0 }, 'INVALID_INPUT', ['expectedVersion']],
  [
    'a person whose processing is restricted',
    { id: 'cy', expectedVersion: 4 },
    'INVALID_TRANSITION',
    ['id'],
  ],
  [
    'a date of birth in the future',
    { id: 'ada', expectedVersion: 1, input: { ...person, birthDate: '2027-01-01' } },
    'INVALID_INPUT',
    ['input', 'birthDate'],
  ],
])('rectifyPerson refuses %s', async (_what, variables, code, path) => {
  await expectRefusal(rectifyPerson, { input: person, ...variables }, code, path);
});

test('rectifying writes what is named, leaves what is absent, removes what is null', async () => {
  const { person: made } = await run(registerPerson, {
    input: { title: 'Dr', ...person, email: 'first@example.test', phone: '+33199000002' },
    idempotencyKey: randomUUID(),
  });
  const id = String(made?.id);
  await store.sql('update contact_point set verified = true where person_id = $1', [id]);
  const changed = await run(rectifyPerson, {
    id,
    expectedVersion: 1,
    input: { family: 'Rectified', title: null, email: 'Second@example.test' },
  });
  expect(changed.errors).toEqual([]);
  expect(changed.person).toMatchObject({
    version: 2,
    name: { title: null, given: 'Grace', family: 'Rectified', full: 'Grace Rectified' },
    emails: [{ value: 'Second@example.test', preferred: true, verified: false }],
    phones: [{ value: '+33199000002' }],
  });
  const removed = await run(rectifyPerson, {
    id,
    expectedVersion: 2,
    input: { family: 'Rectified', email: null },
  });
  expect(removed.person).toMatchObject({
    version: 3,
    emails: [],
    phones: [{ value: '+33199000002' }],
  });
});

test('another spelling of a confirmed address stays confirmed', async () => {
  const { person: made } = await run(registerPerson, {
    input: { ...person, email: 'spelling@example.test' },
    idempotencyKey: randomUUID(),
  });
  await store.sql('update contact_point set verified = true where person_id = $1', [made?.id]);
  const { person: changed } = await run(rectifyPerson, {
    id: made?.id,
    expectedVersion: 1,
    input: { ...person, email: 'Spelling@Example.test' },
  });
  expect(changed).toMatchObject({ emails: [{ value: 'Spelling@Example.test', verified: true }] });
});

test('of two rectifications against one version, one is refused', async () => {
  const { person: made } = await run(registerPerson, {
    input: person,
    idempotencyKey: randomUUID(),
  });
  const attempt = (family: string): Promise<Payload> =>
    run(rectifyPerson, { id: made?.id, expectedVersion: 1, input: { family } });
  const answers = await Promise.all([attempt('One'), attempt('Two')]);
  expect(answers.flatMap(({ errors }) => errors.map(({ code }) => code))).toEqual(['CONFLICT']);
});

test.each<
  [what: string, variables: Record<string, unknown>, code: string, path: readonly string[]]
>([
  ['two owners', { customerId: 'company', personId: 'ada' }, 'INVALID_INPUT', ['personId']],
  ['no owner', {}, 'INVALID_INPUT', ['customerId']],
  ['an unknown customer', { customerId: 'nobody' }, 'NOT_FOUND', ['customerId']],
  ['an unknown person', { personId: 'nobody' }, 'NOT_FOUND', ['personId']],
  [
    'a person whose processing is restricted',
    { personId: 'cy' },
    'INVALID_TRANSITION',
    ['personId'],
  ],
  [
    'an unknown country',
    { personId: 'ada', input: { ...address, countryCode: 'EC-ho' } },
    'INVALID_INPUT',
    ['input', 'countryCode'],
  ],
  [
    'seven lines',
    { personId: 'ada', input: { ...address, lines: Array(7).fill('Echo') } },
    'INVALID_INPUT',
    ['input', 'lines'],
  ],
  [
    'a correction of what does not exist',
    { customerId: 'company', input: { ...address, corrects: 'nothing' } },
    'NOT_FOUND',
    ['input', 'corrects'],
  ],
  [
    'a correction of another owner’s address',
    { customerId: 'company', input: { ...address, corrects: 'person-home' } },
    'NOT_FOUND',
    ['input', 'corrects'],
  ],
  [
    'a correction of what was corrected before',
    { customerId: 'company', input: { ...address, corrects: 'company-old' } },
    'CONFLICT',
    ['input', 'corrects'],
  ],
])('addAddress refuses %s', async (_what, variables, code, path) => {
  await expectRefusal(
    addAddress,
    { input: address, idempotencyKey: randomUUID(), ...variables },
    code,
    path,
  );
});

test('an address is added to a customer, and its place is shown coarsely', async () => {
  const { address: made, errors } = await run(addAddress, {
    customerId: 'trader',
    input: { ...address, use: ['SHIPPING', 'RETURN', 'SHIPPING'] },
    idempotencyKey: randomUUID(),
  });
  expect(errors).toEqual([]);
  expect(made).toEqual({
    id: made?.id,
    use: ['SHIPPING', 'RETURN'],
    coarse: { countryCode: 'FR', region: 'Nord', postalPrefix: '59' },
    validFrom: '2026-06-15',
  });
});

test('a correction is a new version; the old id stays valid and points to it', async () => {
  const { address: first } = await run(addAddress, {
    personId: 'bob',
    input: address,
    idempotencyKey: randomUUID(),
  });
  const { address: second } = await run(addAddress, {
    personId: 'bob',
    input: { ...address, lines: ['10 quai Essai'], corrects: first?.id },
    idempotencyKey: randomUUID(),
  });
  const reply = await store.as(
    rightsDesk,
    'query($ids: [_Any!]!) { _entities(representations: $ids) { ... on PostalAddress { id lines validTo supersededBy } } person(id: "bob") { addresses { id } } }',
    { ids: [{ __typename: 'PostalAddress', id: first?.id }] },
  );
  expect(reply.body).toEqual({
    data: {
      _entities: [
        { id: first?.id, lines: ['9 quai Essai'], validTo: '2026-06-15', supersededBy: second?.id },
      ],
      person: { addresses: [{ id: second?.id }] },
    },
  });
});

test('of two corrections of one address, one is refused', async () => {
  const { address: first } = await run(addAddress, {
    personId: 'bob',
    input: address,
    idempotencyKey: randomUUID(),
  });
  const correct = (): Promise<Payload> =>
    run(addAddress, {
      personId: 'bob',
      input: { ...address, corrects: first?.id },
      idempotencyKey: randomUUID(),
    });
  const answers = await Promise.all([correct(), correct()]);
  expect(answers.flatMap(({ errors }) => errors.map(({ code }) => code))).toEqual(['CONFLICT']);
});

test.each<[what: string, change: Record<string, unknown>, code: string, path: readonly string[]]>([
  ['a purpose outside the published policy', { purpose: 'Echo' }, 'PURPOSE_UNKNOWN', ['purpose']],
  ['a purpose that every object has', { purpose: 'constructor' }, 'PURPOSE_UNKNOWN', ['purpose']],
  ['an unknown person', { personId: 'nobody' }, 'NOT_FOUND', ['personId']],
  ['a status that is no act', { status: 'UNKNOWN' }, 'INVALID_INPUT', ['status']],
  ['a method that is a sentence', { method: 'Echo: "yes"' }, 'INVALID_INPUT', ['method']],
])('recordConsent refuses %s', async (_what, change, code, path) => {
  await expectRefusal(
    recordConsent,
    { ...consent, idempotencyKey: randomUUID(), ...change },
    code,
    path,
  );
});

test('a consent keeps the fingerprint and language of the words that the person was shown', async () => {
  const shown = await run(recordConsent, {
    ...consent,
    personId: 'ada',
    idempotencyKey: randomUUID(),
  });
  expect(shown.errors).toEqual([]);
  expect(shown.consent).toEqual({
    id: shown.consent?.id,
    purpose: 'marketing',
    channel: 'EMAIL',
    status: 'GIVEN',
    textVersion: 'marketing-email/v3',
    textHash: sha256Hex('Nous pouvons vous écrire.'),
    language: 'fr',
    recordedAt: '2026-06-15T12:00:00.000Z',
  });
  const unregistered = await run(recordConsent, {
    ...consent,
    textVersion: 'leaflet/v1',
    idempotencyKey: randomUUID(),
  });
  expect(unregistered.consent).toMatchObject({ textHash: null, language: null });
});

test('the last word holds for contact, on its channel and on all', async () => {
  const { person: made } = await run(registerPerson, {
    input: { ...person, email: 'word@example.test' },
    idempotencyKey: randomUUID(),
  });
  const say = (status: string, channel: string | null): Promise<Payload> =>
    run(recordConsent, {
      ...consent,
      ...{
        personId: made?.id,
        purpose: 'customer-care',
        status,
        channel,
        idempotencyKey: randomUUID(),
      },
    });
  const reasons = async (): Promise<unknown> => {
    const reply = await store.as(
      careAgent,
      'query($id: ID!) { person(id: $id) { canContact(channel: EMAIL) { reasons } } }',
      { id: made?.id },
    );
    return reply.body.data.person.canContact.reasons;
  };
  await say('GIVEN', 'EMAIL');
  expect(await reasons()).toEqual(['CONSENT_GIVEN']);
  await say('WITHDRAWN', null);
  expect(await reasons()).toEqual(['CONSENT_WITHDRAWN']);
  await say('GIVEN', 'EMAIL');
  expect(await reasons()).toEqual(['CONSENT_GIVEN']);
});

test('a restricted person can still withdraw', async () => {
  const { errors } = await run(recordConsent, {
    ...consent,
    personId: 'cy',
    status: 'WITHDRAWN',
    idempotencyKey: randomUUID(),
  });
  expect(errors).toEqual([]);
});
