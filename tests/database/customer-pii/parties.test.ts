import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { address, readCustomer } from './asking.ts';
import {
  accountManager,
  accountant,
  canary,
  canaryPattern,
  careAgent,
  creditController,
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

const registered =
  'id legalName identity { kind kycStatus person { id } registrations { scheme value verifiedAt } }';

test('a company has its registered name, a natural person the person’s', async () => {
  expect(await readCustomer(store, accountManager, registered, 'company')).toEqual({
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
  expect(await readCustomer(store, accountManager, registered, 'person')).toEqual({
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
    await readCustomer(
      store,
      accountManager,
      'id legalName identity { kind } addresses { id }',
      'nobody',
    ),
  ).toEqual({
    id: 'nobody',
    legalName: null,
    identity: null,
    addresses: [],
  });
});

test('beneficial owners are for credit control', async () => {
  expect(
    await readCustomer(store, creditController, 'identity { beneficialOwners { id } }', 'company'),
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
      store,
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
  expect(await readCustomer(store, careAgent, instruments, 'company')).toEqual({
    paymentInstruments: [
      { id: 'company-card', value: '…7890' },
      { id: 'company-iban', value: '…0189' },
    ],
  });
  expect(
    await readCustomer(
      store,
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

test('the addresses, names and identities of many customers are read with one statement each', async () => {
  const { body } = await store.as(
    accountManager,
    `query($of: [_Any!]!) { _entities(representations: $of) { ... on Customer {
       legalName addresses { id } identity { kind registrations { value } } } } }`,
    { of: ['company', 'person', 'trader'].map((id) => ({ __typename: 'Customer', id })) },
  );
  expect(body).not.toHaveProperty('errors');
  // Names, ids of addresses, addresses, identities, kinds and registrations.
  expect(store.lastSubrequest()).toMatchObject({ statements: 6 });
});
