import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { readPerson } from './asking.ts';
import {
  accountManager,
  canary,
  canaryPattern,
  careAgent,
  collector,
  rightsDesk,
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

test('an account manager sees name, e-mail and whether contact is allowed', async () => {
  expect(
    await readPerson(
      store,
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
      store,
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
      store,
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
  expect(await readPerson(store, careAgent, 'birthYear isAdult', 'bob')).toEqual({
    birthYear: 2010,
    isAdult: false,
  });
  expect(await readPerson(store, careAgent, 'birthYear isAdult', 'cy')).toEqual({
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
    await readPerson(store, persona, `canContact(channel: ${channel}) { allowed reasons }`, id),
  ).toEqual({ canContact: decision });
});
