import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finance } from '../../../subgraphs/finance/store.ts';
import { seed } from '../../../tools/seed/seed.ts';
import { cloneDatabase } from '../../support/databases.ts';
import { compileProject, projectSdl } from '../../support/project.ts';
import { startTestStore, type TestStore } from '../../support/testStore.ts';
import { asPurpose } from './financeStore.ts';

let store: TestStore;
const folder = mkdtempSync(join(tmpdir(), 'referent-seeded-'));

beforeAll(async () => {
  const database = await cloneDatabase(finance);
  await seed({
    size: 'S',
    seed: 1,
    stores: { finance: database.ownerUrl },
    examplesFile: join(folder, 'examples.json'),
    report: () => undefined,
  });
  store = await startTestStore({
    definition: finance,
    sdl: projectSdl('finance'),
    policy: compileProject().lock,
    database,
  });
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const confirmText = `mutation($customerId: ID!, $creditLimit: MoneyInput!) {
  confirmCustomerAccount(customerId: $customerId, paymentTerms: "NET30", creditLimit: $creditLimit, taxCategory: DOMESTIC, expectedVersion: 1) {
    customer { id billing { status legalEntity { id } receivableAccount { code entityId } } }
    errors { code path } } }`;

test.each([
  ['EUR', 'FR'],
  ['GBP', 'GB'],
  ['JPY', 'JP'],
])(
  'an account in %s that the gate asks for is confirmed on the books of its own country',
  async (currency, country) => {
    const customerId = `new-${country}`;
    await store.sql(
      `insert into party_kind (customer_id, kind) values ('${customerId}', 'LEGAL_PERSON');
       insert into billing_profile (customer_id, currency, tax_registration_country, requested_at)
       values ('${customerId}', '${currency}', '${country}', now())`,
    );
    const { body } = await store.ask({
      query: confirmText,
      variables: { customerId, creditLimit: { minorUnits: '100000', currency } },
      claims: asPurpose('billing'),
    });
    const { customer, errors } = body.data.confirmCustomerAccount;
    expect(errors).toEqual([]);
    expect(customer.billing).toMatchObject({ status: 'CONFIRMED' });
    expect(customer.billing.receivableAccount).toEqual({
      code: '411000',
      entityId: customer.billing.legalEntity.id,
    });
  },
);
