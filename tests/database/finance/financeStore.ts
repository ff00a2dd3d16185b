import type { Clock } from '../../../lib/clock.ts';
import type { PurposeClaims } from '../../../lib/purposeToken.ts';
import type { StoreTransport } from '../../../subgraphs/host/between/transport.ts';
import { finance } from '../../../subgraphs/finance/store.ts';
import { withClient } from '../../../tools/postgres/provision.ts';
import { createTestInstallation, type TestInstallation } from '../../support/installation.ts';
import { compileProject, projectSdl } from '../../support/project.ts';
import { startTestStore, type Reply, type TestStore } from '../../support/testStore.ts';
import { books } from './books.ts';

const project = compileProject();

/** Names of processes and their keys, under the project's own policy. */
export const testInstallation = (): TestInstallation => createTestInstallation(project.lock.hash);

/** A clock that tests set. */
export interface SetClock extends Clock {
  set: (instant: string) => void;
}

export function clockAt(instant: string): SetClock {
  let now = new Date(instant);
  return {
    now: () => now,
    set: (next) => {
      now = new Date(next);
    },
  };
}

export interface FinanceOptions {
  readonly clock: Clock;
  readonly installation?: TestInstallation;
  readonly transport?: StoreTransport;
}

/** Finance on a database of its own, with the books of the tests. */
export async function startFinance(options: FinanceOptions): Promise<TestStore> {
  const store = await startTestStore({
    definition: finance,
    sdl: projectSdl('finance'),
    policy: project.lock,
    kind: 'synthetic',
    ...options,
  });
  await withClient(store.database.ownerUrl, (client) => client.query(books));
  return store;
}

const roleOf: Readonly<Record<string, string>> = {
  'account-management': 'account-manager',
  'customer-care': 'care-agent',
  'credit-control': 'credit-controller',
  'sales-planning': 'sales-lead',
  quotation: 'account-manager',
  collections: 'collections-clerk',
  billing: 'accountant',
  fulfilment: 'dispatcher',
  tax: 'accountant',
  rights: 'dpo-desk',
  'financial-close': 'controller',
};

export const asPurpose = (purpose: string): Partial<PurposeClaims> => ({
  purpose,
  roles: [roleOf[purpose] ?? 'nobody'],
});

/** Asks for fields of entities that other stores point at. */
export async function entities(
  store: TestStore,
  purpose: string,
  type: string,
  keys: readonly string[],
  fields: string,
): Promise<Reply['body']> {
  const key = type === 'PaymentTerms' || type === 'TaxCode' ? 'code' : 'id';
  const { body } = await store.ask({
    query: `query($r: [_Any!]!) { _entities(representations: $r) { ... on ${type} { ${fields} } } }`,
    variables: { r: keys.map((value) => ({ __typename: type, [key]: value })) },
    claims: asPurpose(purpose),
  });
  return body;
}

export const money = (minorUnits: number | string, currency = 'EUR'): object => ({
  minorUnits: String(minorUnits),
  currency,
  exponent: 2,
});
