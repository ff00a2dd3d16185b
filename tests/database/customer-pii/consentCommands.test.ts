import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { sha256Hex } from '../../../lib/hash.ts';
import {
  commanding,
  consent,
  person,
  recordConsent,
  registerPerson,
  type Commanding,
  type Payload,
} from './commanding.ts';
import { canaryPattern, careAgent, startCustomerPii, type PiiStore } from './fixtures.ts';

let store: PiiStore;
let { run, expectRefusal } = {} as Commanding;

beforeAll(async () => {
  store = await startCustomerPii();
  ({ run, expectRefusal } = commanding(store));
});
afterAll(() => store.close());
afterEach(() => {
  expect(JSON.stringify(store.log)).not.toMatch(canaryPattern);
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
