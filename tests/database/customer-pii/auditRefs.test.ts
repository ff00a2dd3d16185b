import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { withClient } from '../../../tools/postgres/provision.ts';
import { urlsOf } from '../../support/databases.ts';
import {
  canaryPattern,
  careAgent,
  rightsDesk,
  startCustomerPii,
  type PiiStore,
} from './fixtures.ts';

let store: PiiStore;
beforeAll(async () => {
  store = await startCustomerPii();
});
afterAll(() => store.close());

const names = `query($of: [_Any!]!) { _entities(representations: $of) { ... on Customer {
  legalName identity { person { name { full } } } } } }`;
const of = (...ids: string[]) => ({ of: ids.map((id) => ({ __typename: 'Customer', id })) });

test('a company’s registered name names no subject', async () => {
  const { receipt } = await store.as(careAgent, names, of('company'));
  expect(receipt).toMatchObject({ rows: 0, cells: 0, audit_refs: [] });
});

test('a person is one subject, whether met as customer or as person', async () => {
  const { receipt } = await store.as(careAgent, names, of('person'));
  expect(receipt).toMatchObject({ rows: 2, cells: 2 });
  expect(receipt?.audit_refs).toHaveLength(1);
});

test('names of subjects lie in the key database alone, and tell nothing', async () => {
  const { receipt } = await store.as(rightsDesk, names, of('person', 'trader'));
  expect(receipt?.audit_refs).toHaveLength(2);
  expect(JSON.stringify(receipt)).not.toMatch(canaryPattern);
  const keys = store.database.keysUrl ?? '';
  const kept = await withClient(keys, (client) =>
    client.query<{ kind: string; subject: string }>(
      'select kind, subject from audit_ref order by 2',
    ),
  );
  expect(kept.rows).toEqual([
    { kind: 'person', subject: 'ada' },
    { kind: 'person', subject: 'bob' },
  ]);
  await expect(store.sql('select 1 from audit_ref')).rejects.toThrow('does not exist');
});

test('no store’s role, customer-pii’s own included, reaches the key database', async () => {
  const name = new URL(store.database.keysUrl ?? '').pathname.slice(1);
  for (const role of ['customer-pii', 'governance'] as const) {
    await expect(
      withClient(urlsOf(role, name).url, (client) => client.query('select 1')),
    ).rejects.toThrow(/permission denied|does not exist|authentication failed/);
  }
});
