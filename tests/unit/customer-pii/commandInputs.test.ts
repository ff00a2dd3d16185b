import { expect, test } from '@jest/globals';
import type { z } from 'zod';
import { addAddress } from '../../../subgraphs/customer-pii/commands/addAddress.ts';
import { recordConsent } from '../../../subgraphs/customer-pii/commands/recordConsent.ts';
import { rectifyPerson } from '../../../subgraphs/customer-pii/commands/rectifyPerson.ts';
import { registerPerson } from '../../../subgraphs/customer-pii/commands/registerPerson.ts';

const idempotencyKey = '5f0c3b0e-9d7a-4c1e-8f6b-2a1d3c4e5f60';
const person = {
  given: 'Ada',
  family: 'Lovelace',
  email: 'ada@example.test',
  phone: '+33199001234',
  birthDate: '1990-12-10',
};
const address = {
  use: ['BILLING'],
  lines: ['1 rue de l’Exemple'],
  locality: 'Paris',
  postalCode: '75001',
  countryCode: 'FR',
};
const consent = {
  personId: 'p1',
  purpose: 'marketing',
  channel: 'EMAIL',
  status: 'GIVEN',
  textVersion: 'marketing-email/v3',
  method: 'web form',
  idempotencyKey,
};

/** Paths of the refused members; the text of the issues must not repeat what was typed. */
function refused(schema: z.ZodType, input: object, typed = ''): readonly string[] {
  const result = schema.safeParse(input);
  if (result.success) return [];
  if (typed !== '') expect(JSON.stringify(result.error.issues)).not.toContain(typed);
  return result.error.issues.map(({ path }) => path.join('.'));
}

test.each<[what: string, change: object, path: string]>([
  ['a missing family name', { family: undefined }, 'input.family'],
  ['a blank family name', { family: '   ' }, 'input.family'],
  ['a family name over 100 characters', { family: 'x'.repeat(101) }, 'input.family'],
  ['a name with a line break', { given: 'Ada\nBcc' }, 'input.given'],
  ['a name with an invisible direction mark', { given: 'Ada\u202e' }, 'input.given'],
  ['an e-mail address without a domain', { email: 'canary-value@' }, 'input.email'],
  ['a telephone number without its country', { phone: '0199canary' }, 'input.phone'],
  ['a date that does not exist', { birthDate: '1990-02-30' }, 'input.birthDate'],
  ['a date of birth before anybody alive', { birthDate: '1799-01-01' }, 'input.birthDate'],
])('registerPerson refuses %s at its path, without repeating it', (_what, change, path) => {
  const typed = Object.values(change as Record<string, string | undefined>);
  const canary = typed.find((text) => text?.includes('canary') === true);
  expect(
    refused(registerPerson.input, { input: { ...person, ...change }, idempotencyKey }, canary),
  ).toEqual([path]);
});

test('registerPerson takes a key that is a UUID alone', () => {
  expect(refused(registerPerson.input, { input: person, idempotencyKey: 'once' })).toEqual([
    'idempotencyKey',
  ]);
});

test.each<[what: string, change: object, path: string]>([
  ['a version below one', { expectedVersion: 0 }, 'expectedVersion'],
  ['an empty id', { id: '' }, 'id'],
])('rectifyPerson refuses %s', (_what, change, path) => {
  expect(
    refused(rectifyPerson.input, { id: 'p1', expectedVersion: 1, input: person, ...change }),
  ).toEqual([path]);
});

test('rectifyPerson tells what is absent from what is null', () => {
  const input = { id: 'p1', expectedVersion: 1, input: { family: 'Lovelace', given: null } };
  expect(rectifyPerson.input.parse(input).input).toEqual({ family: 'Lovelace', given: null });
});

test.each<[what: string, owner: object, change: object, path: string]>([
  ['two owners', { customerId: 'c1', personId: 'p1' }, {}, 'personId'],
  ['no owner', {}, {}, 'customerId'],
  ['null owners', { customerId: null, personId: null }, {}, 'customerId'],
  ['no lines', { customerId: 'c1' }, { lines: [] }, 'input.lines'],
  ['seven lines', { customerId: 'c1' }, { lines: Array(7).fill('x') }, 'input.lines'],
  ['a blank line', { customerId: 'c1' }, { lines: ['x', ' '] }, 'input.lines.1'],
  [
    'a line over 100 characters',
    { customerId: 'c1' },
    { lines: ['x'.repeat(101)] },
    'input.lines.0',
  ],
  ['no use', { customerId: 'c1' }, { use: [] }, 'input.use'],
  [
    'a country that does not exist',
    { customerId: 'c1' },
    { countryCode: 'XX' },
    'input.countryCode',
  ],
  ['a country in lower case', { customerId: 'c1' }, { countryCode: 'fr' }, 'input.countryCode'],
  [
    'a postal code with other signs',
    { customerId: 'c1' },
    { postalCode: '75001;' },
    'input.postalCode',
  ],
])('addAddress refuses %s', (_what, owner, change, path) => {
  expect(
    refused(addAddress.input, { ...owner, input: { ...address, ...change }, idempotencyKey }),
  ).toEqual([path]);
});

test.each<[what: string, change: object, path: string]>([
  ['a status that is no act', { status: 'EXPIRED' }, 'status'],
  ['an unknown channel', { channel: 'FAX' }, 'channel'],
  ['a method that is a sentence', { method: 'She said: "yes, write to me"' }, 'method'],
  ['a version that is an address', { textVersion: 'ada@example.test' }, 'textVersion'],
])('recordConsent refuses %s', (_what, change, path) => {
  expect(refused(recordConsent.input, { ...consent, ...change })).toEqual([path]);
});

test('well-formed inputs are taken', () => {
  expect(refused(registerPerson.input, { input: person, idempotencyKey })).toEqual([]);
  expect(refused(addAddress.input, { customerId: 'c1', input: address, idempotencyKey })).toEqual(
    [],
  );
  expect(
    refused(addAddress.input, {
      customerId: null,
      personId: 'p1',
      input: { ...address, region: null, corrects: null },
      idempotencyKey,
    }),
  ).toEqual([]);
  expect(refused(recordConsent.input, consent)).toEqual([]);
  expect(refused(recordConsent.input, { ...consent, channel: null, method: 'téléphone' })).toEqual(
    [],
  );
});
