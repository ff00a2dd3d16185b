import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { withClient } from '../../../tools/postgres/provision.ts';
import { urlsOf } from '../../support/databases.ts';
import {
  canaryPattern,
  careAgent,
  codeOf,
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

describe('whom the audit log is asked about', () => {
  const auditor: Persona = { purpose: 'audit', roles: ['auditor'] };
  const asked = (args: string): string => `{ dataSubject(${args}) { id customerPiiReferences } }`;
  interface DataSubject {
    readonly id: string;
    readonly customerPiiReferences: readonly string[];
  }
  const subjectOf = async (args: string): Promise<DataSubject> => {
    const { body } = await store.as(auditor, asked(args));
    expect(body).not.toHaveProperty('errors');
    return (body as { readonly data: { readonly dataSubject: DataSubject } }).data.dataSubject;
  };

  test.each([
    ['care, for its own purpose', careAgent],
    ['the rights desk', rightsDesk],
    ['care, for the purpose audit', { purpose: 'audit', roles: ['care-agent'] }],
  ])('is not told to %s', async (_who, persona) => {
    expect(codeOf(await store.as(persona, asked('person: "ada"')))).toBe('NOT_PERMITTED');
  });

  test.each([['person: "ada", customer: "person"'], ['person: ""']])(
    '%s is refused: exactly one is said',
    async (args) => {
      expect(codeOf(await store.as(auditor, asked(args)))).toBe('INVALID_INPUT');
    },
  );

  test.each([
    ['person: "ada"', 'person=ada&customer=person&customer=unheard'],
    ['customer: "unheard"', 'person=ada&customer=person&customer=unheard'],
    ['customer: "company"', 'customer=company'],
    ['person: "nobody"', 'person=nobody'],
    ['customer: "nobody"', 'customer=nobody'],
  ])('%s goes by every id under which a system may know it', async (args, id) => {
    expect((await subjectOf(args)).id).toBe(id);
  });

  test('is named as the receipts of this store name it, and nobody gets a name by it', async () => {
    const { receipt } = await store.as(careAgent, names, of('person'));
    expect((await subjectOf('person: "ada"')).customerPiiReferences).toEqual(receipt?.audit_refs);
    const keys = store.database.keysUrl ?? '';
    const counted = (): Promise<number> =>
      withClient(keys, async (client) =>
        Number((await client.query('select count(*) as n from audit_ref')).rows[0].n),
      );
    const before = await counted();
    expect((await subjectOf('person: "cy"')).customerPiiReferences).toEqual([]);
    expect(await counted()).toBe(before);
  });

  test('and whoever asks stands in the log, with the subject’s own references', async () => {
    const { customerPiiReferences: refs } = await subjectOf('person: "ada"');
    const [row] = await store.sql<{ body: string }>(
      "select body from audit_outbox where kind = 'entry' order by id desc limit 1",
    );
    const entry = JSON.parse(row?.body ?? '{}') as {
      type: string;
      decision: string;
      subject: string;
    };
    expect(entry.type).toBe('admin.read');
    expect(JSON.parse(entry.decision)).toMatchObject({
      ...{ action: 'references.read', purpose: 'audit', roles: ['auditor'], store: 'customer-pii' },
    });
    expect(JSON.parse(entry.subject)).toMatchObject({
      ...{ actor: 'actor-1', subjects: [{ store: 'customer-pii', refs }] },
    });
    // A whole word: hashes have any three letters in them.
    expect(entry.decision).not.toMatch(/\bada\b/);
    expect(entry.subject).not.toMatch(/\bada\b/);
  });
});
