import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import {
  addAddress,
  address,
  commanding,
  consent,
  person,
  recordConsent,
  rectifyPerson,
  registerPerson,
  type Commanding,
  type Payload,
} from './commanding.ts';
import {
  canaryPattern,
  careAgent,
  codeOf,
  collector,
  accountManager,
  startCustomerPii,
  type PiiStore,
} from './fixtures.ts';

let store: PiiStore;
let { run, counts, expectRefusal } = {} as Commanding;

beforeAll(async () => {
  store = await startCustomerPii();
  ({ run, counts, expectRefusal } = commanding(store));
});
afterAll(() => store.close());
afterEach(() => {
  expect(JSON.stringify(store.log)).not.toMatch(canaryPattern);
});

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
