/* eslint-disable @typescript-eslint/no-explicit-any -- tests look into answers freely */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { TestStore } from '../../support/testStore.ts';
import { schemaProblems } from '../../support/jsonSchema.ts';
import { readFileSync } from 'node:fs';
import { projectFile } from '../../../lib/projectRoot.ts';
import { leafHash } from '../../../audit/tree/hashing.ts';
import { ref, writeEntries, type AuditRow } from './auditRows.ts';
import { propose, withReaders } from './controlDesk.ts';
import { publishedPolicy, startGovernance } from './fixtures.ts';

const policy = publishedPolicy();
let store: TestStore;

const shown = {
  ...{ document: 'd'.repeat(64), basis: 'gdpr:A6-1-f', roles: ['collections-clerk'] },
  ...{ region: 'EU', epoch: 1, lock: policy.hash, lockVersion: 0, subjects: 1, rows: 2, cells: 3 },
  forms: { 'domain-only': ['EmailAddress.value'], clear: ['Account.annualRevenue'] },
  receipts: [{ store: 'crm', jti: 'j', hash: 'e'.repeat(64), subjects: 1, rows: 2, cells: 3 }],
};
const at = (minute: number): string => new Date(Date.UTC(2026, 5, 10, 12, minute)).toISOString();

/** Seq is the place in this list. */
const rows: readonly AuditRow[] = [
  { at: at(0), decision: shown, subjects: [{ store: 'crm', refs: [ref(1)] }] },
  {
    at: at(1),
    decision: shown,
    subjects: [
      { store: 'crm', refs: [ref(1), ref(2)] },
      { store: 'customer-pii', refs: [ref(3)] },
    ],
  },
  {
    at: at(2),
    actor: 'manager-1',
    decision: { ...shown, screen: 'customer-360', forms: { clear: ['PersonName.full'] } },
    subjects: [{ store: 'customer-pii', refs: [ref(3)] }],
  },
  {
    at: at(3),
    type: 'deny',
    decision: { code: 'NOT_PERMITTED', count: 4, minute: '2026-06-10T12:03Z' },
  },
  { at: at(4), actor: null, decision: shown },
  { at: at(5), type: 'heartbeat', actor: null, decision: { screen: null, purpose: null } },
  {
    at: at(6),
    actor: 'clerk-2',
    decision: { ...shown, forms: { clear: ['Person.birthDate'] } },
    subjects: [{ store: 'crm', refs: [ref(4)] }],
  },
];

beforeAll(async () => {
  store = await startGovernance(policy);
  await writeEntries(store, rows);
});
afterAll(() => store.close());

const ask = async (
  query: string,
  purpose = 'audit',
  roles: readonly string[] = ['auditor'],
): Promise<any> => {
  const { body } = await store.ask({ query, claims: { purpose, roles: [...roles] } });
  return body;
};

describe('who may not ask', () => {
  test.each([
    ['auditLog(first: 1) { edges { cursor } }', 'accountability', 'steward'],
    ['auditLog(first: 1) { edges { cursor } }', 'audit', 'steward'],
    ['auditLog(first: 1) { edges { cursor } }', 'rights', 'dpo-desk'],
    [
      'exposure(from: "2026-06-01T00:00:00Z", to: "2026-07-01T00:00:00Z") { entries }',
      'rights',
      'dpo-desk',
    ],
    [
      'observedUses(from: "2026-06-01T00:00:00Z", to: "2026-07-01T00:00:00Z") { releases }',
      'rights',
      'dpo-desk',
    ],
    ['accessHistory(store: "crm", refs: []) { seq }', 'collections', 'collections-clerk'],
  ])('%s for %s as %s', async (query, purpose, role) => {
    const body = await ask(`{ ${query} }`, purpose, [role]);
    expect(body.errors[0].extensions.code).toBe('NOT_PERMITTED');
  });
});

describe('the log', () => {
  const seqs = async (args: string): Promise<number[]> => {
    const body = await ask(`{ auditLog${args} { edges { node { seq } } } }`);
    expect(body).not.toHaveProperty('errors');
    return body.data.auditLog.edges.map(({ node }: { node: { seq: string } }) => Number(node.seq));
  };

  test.each([
    ['', [6, 5, 4, 3, 2, 1, 0]],
    ['(type: ["deny", "heartbeat"])', [5, 3]],
    ['(actor: "clerk-1")', [3, 1, 0]],
    ['(screen: "customer-360")', [2]],
    ['(coordinate: "EmailAddress.value")', [4, 1, 0]],
    ['(coordinate: "EmailAddress.val")', []],
    ['(from: "2026-06-10T12:02:00Z", to: "2026-06-10T12:04:00Z")', [3, 2]],
    ['(actor: "clerk-1", type: ["release"], first: 1)', [1]],
  ])('%s shows what fits, newest first', async (args, expected) => {
    expect(await seqs(args)).toEqual(expected);
  });

  test('pages follow each other without a gap', async () => {
    const seen: string[] = [];
    let after = '';
    for (;;) {
      const { data } = await ask(
        `{ auditLog(first: 3${after === '' ? '' : `, after: "${after}"`}) { edges { node { seq } } pageInfo { hasNextPage endCursor } } }`,
      );
      seen.push(...data.auditLog.edges.map(({ node }: { node: { seq: string } }) => node.seq));
      if (!data.auditLog.pageInfo.hasNextPage) break;
      after = data.auditLog.pageInfo.endCursor;
    }
    expect(seen).toEqual(['6', '5', '4', '3', '2', '1', '0']);
  });

  test.each([
    ['no entries', '(first: 0)', 'first'],
    ['too many', '(first: 101)', 'first'],
    ['what follows no entry', '(after: "nothing")', 'after'],
    ['a field that is none', '(coordinate: "%")', 'coordinate'],
  ])('asking for %s is refused', async (_what, args) => {
    const body = await ask(`{ auditLog${args} { edges { cursor } } }`);
    expect(body.errors[0].extensions.code).toBe('INVALID_INPUT');
  });

  test('an entry says who, why, on which screen, what and in which form, and the hash of its leaf', async () => {
    const { data } = await ask(
      '{ auditLog(actor: "clerk-2") { edges { node { type at actor screen purpose basis roles region epoch policy code decisions { coordinate form } subjects rows cells receipts leafHash decision } } checkpoint { size } } }',
    );
    const [{ header }] = (await store.sql<{ header: string }>(
      'select header from audit_entry where seq = 6',
    )) as [{ header: string }];
    const { decision, ...node } = data.auditLog.edges[0].node;
    expect(node).toEqual({
      ...{ type: 'release', at: at(6), actor: 'clerk-2', screen: 'collections' },
      ...{ purpose: 'collections', basis: 'gdpr:A6-1-f', roles: ['collections-clerk'] },
      ...{ region: 'EU', epoch: 1, policy: policy.hash, code: null },
      decisions: [{ coordinate: 'Person.birthDate', form: 'clear' }],
      ...{ subjects: 1, rows: 2, cells: 3, receipts: ['e'.repeat(64)] },
      leafHash: Buffer.from(leafHash(Buffer.from(header))).toString('hex'),
    });
    expect(JSON.parse(decision)).toMatchObject({ screen: 'collections' });
    expect(data.auditLog.checkpoint).toBeNull();
  });
});

describe('who acted', () => {
  const asked = async (query: string) =>
    store.ask({ query: `{ ${query} }`, claims: { purpose: 'audit', roles: ['auditor'] } });
  const employees = async (): Promise<string[]> => {
    const rows = await store.sql<{ subject: string }>(
      "select subject from audit_ref where kind = 'employee' order by subject",
    );
    return rows.map(({ subject }) => subject);
  };

  test('is not told with what happened: an answer without names owes no receipt', async () => {
    const { receipt } = await asked('auditLog { edges { node { seq type at screen } } }');
    expect(receipt).toBeUndefined();
  });

  test('is an employee: a receipt names each by one random reference, however many entries tell of one', async () => {
    const { body, receipt } = await asked('auditLog { edges { node { actor } } }');
    const told = body.data.auditLog.edges.map(({ node }: any) => node.actor);
    const named = told.filter((actor: string | null) => actor !== null);
    expect(new Set(named)).toEqual(new Set(['clerk-1', 'clerk-2', 'manager-1']));
    expect(receipt).toMatchObject({ cells: named.length, rows: named.length });
    expect(receipt?.audit_refs).toHaveLength(3);
    expect(JSON.stringify(receipt)).not.toContain('clerk');
    expect(await employees()).toEqual(['clerk-1', 'clerk-2', 'manager-1']);
  });

  test('is the same reference in the report of an exposure', async () => {
    const window = 'from: "2026-06-10T12:00:00Z", to: "2026-06-10T13:00:00Z"';
    const actors = `exposure(screen: "customer-360", ${window}) { actors { actor entries } }`;
    const { receipt } = await asked(actors);
    const [row] = await store.sql<{ ref: string }>(
      "select ref from audit_ref where kind = 'employee' and subject = 'manager-1'",
    );
    expect(receipt?.audit_refs).toEqual([row?.ref]);
  });

  test('of so many as are asked for, those with most answers first, and all are counted', async () => {
    const window = 'from: "2026-06-10T12:00:00Z", to: "2026-06-10T13:00:00Z"';
    const { body } = await asked(
      `exposure(${window}) { actorCount actors(first: 1) { actor entries } }`,
    );
    expect(body.data.exposure).toEqual({
      actorCount: 3,
      actors: [{ actor: 'clerk-1', entries: 2 }],
    });
    const { body: over } = await asked(`exposure(${window}) { actors(first: 101) { actor } }`);
    expect(over.errors[0].extensions.code).toBe('INVALID_INPUT');
  });
});

describe('what was exposed', () => {
  const window = 'from: "2026-06-10T12:00:00Z", to: "2026-06-10T13:00:00Z"';
  const report = async (args: string): Promise<any> => {
    const body = await ask(
      `{ exposure(${args}) { entries subjects stores { store subjects refs } fields { coordinate form entries } actorCount actors { actor entries } screens purposes firstAt lastAt withoutSubject knownAt notifyBy } }`,
    );
    expect(body).not.toHaveProperty('errors');
    return body.data.exposure;
  };

  test('to an actor: exactly these people, fields and forms, each once', async () => {
    expect(
      await report(`actor: "clerk-1", ${window}, knownAt: "2026-06-11T09:30:00.000Z"`),
    ).toEqual({
      entries: 2,
      subjects: 3,
      stores: [
        { store: 'crm', subjects: 2, refs: [ref(1), ref(2)] },
        { store: 'customer-pii', subjects: 1, refs: [ref(3)] },
      ],
      fields: [
        { coordinate: 'Account.annualRevenue', form: 'clear', entries: 2 },
        { coordinate: 'EmailAddress.value', form: 'domain-only', entries: 2 },
      ],
      ...{
        actorCount: 1,
        actors: [{ actor: 'clerk-1', entries: 2 }],
        screens: ['collections'],
        purposes: ['collections'],
      },
      ...{ firstAt: at(0), lastAt: at(1), withoutSubject: 1 },
      ...{ knownAt: '2026-06-11T09:30:00.000Z', notifyBy: '2026-06-14T09:30:00.000Z' },
    });
  });

  test('on a screen: nobody else, and answers whose subject was removed are counted apart', async () => {
    expect(await report(`screen: "customer-360", ${window}`)).toMatchObject({
      ...{ entries: 1, stores: [{ store: 'customer-pii', refs: [ref(3)] }], withoutSubject: 0 },
      // Known now unless said: the store's clock.
      ...{ knownAt: '2026-06-15T12:00:00.000Z', notifyBy: '2026-06-18T12:00:00.000Z' },
    });
  });

  test('in a window: its end is not in it', async () => {
    const found = await report('from: "2026-06-10T12:01:00Z", to: "2026-06-10T12:02:00Z"');
    expect(found).toMatchObject({ entries: 1, subjects: 3, firstAt: at(1), lastAt: at(1) });
  });

  test('where nothing matches, nobody is named', async () => {
    expect(await report(`actor: "nobody", ${window}`)).toMatchObject({
      ...{
        entries: 0,
        subjects: 0,
        stores: [],
        fields: [],
        actors: [],
        firstAt: null,
        lastAt: null,
      },
    });
  });

  test('a window that ends before it begins is refused', async () => {
    const body = await ask(
      '{ exposure(from: "2026-06-10T13:00:00Z", to: "2026-06-10T12:00:00Z") { entries } }',
    );
    expect(body.errors[0].extensions.code).toBe('INVALID_INPUT');
  });
});

describe('the access history of a person', () => {
  const history = async (args: string, purpose = 'audit', role = 'auditor'): Promise<any> => {
    const body = await ask(
      `{ accessHistory(${args}) { seq at purpose screen roles fields { coordinate form } } }`,
      purpose,
      [role],
    );
    expect(body).not.toHaveProperty('errors');
    return body.data.accessHistory;
  };

  test.each([
    ['audit', 'auditor'],
    ['rights', 'dpo-desk'],
  ])('says when, why, where and what of that store was shown, for %s', async (purpose, role) => {
    expect(await history(`store: "customer-pii", refs: ["${ref(3)}"]`, purpose, role)).toEqual([
      {
        ...{ seq: '2', at: at(2), purpose: 'collections', screen: 'customer-360' },
        ...{
          roles: ['collections-clerk'],
          fields: [{ coordinate: 'PersonName.full', form: 'clear' }],
        },
      },
      {
        ...{ seq: '1', at: at(1), purpose: 'collections', screen: 'collections' },
        roles: ['collections-clerk'],
        fields: [{ coordinate: 'EmailAddress.value', form: 'domain-only' }],
      },
    ]);
  });

  test("a reference of one store is nobody's in another", async () => {
    expect(await history(`store: "finance", refs: ["${ref(3)}"]`)).toEqual([]);
  });

  test.each(['store: "elsewhere", refs: []', 'store: "crm", refs: ["a name"]'])(
    '%s is refused, and nothing of it is written down',
    async (args) => {
      const body = await ask(`{ accessHistory(${args}) { seq } }`, 'audit', ['auditor']);
      expect(body.errors[0].extensions.code).toBe('INVALID_INPUT');
    },
  );

  test('asking for it is an entry that names the same references', async () => {
    await history(`store: "crm", refs: ["${ref(4)}"]`);
    const [row] = await store.sql<{ body: string }>(
      "select body from audit_outbox where kind = 'entry' order by id desc limit 1",
    );
    const entry = JSON.parse(row?.body ?? '{}');
    expect(entry.type).toBe('admin.read');
    expect(JSON.parse(entry.decision)).toMatchObject({ action: 'history.read', purpose: 'audit' });
    expect(JSON.parse(entry.subject).subjects).toEqual([{ store: 'crm', refs: [ref(4)] }]);
  });

  test('goes on before a place in the log', async () => {
    const found = await history(
      `store: "crm", refs: ["${ref(1)}", "${ref(4)}"], before: "6", first: 1`,
    );
    expect(found.map(({ seq }: { seq: string }) => seq)).toEqual(['1']);
  });
});

describe('what was used', () => {
  test('releases that had everything in common are counted together', async () => {
    const { data } = await ask(
      '{ observedUses(from: "2026-06-10T12:00:00Z", to: "2026-06-10T13:00:00Z") { screen purpose roles region policy releases firstAt lastAt fields { coordinate form } } }',
    );
    expect(data.observedUses).toHaveLength(3);
    expect(data.observedUses).toContainEqual({
      ...{ screen: 'collections', purpose: 'collections', roles: ['collections-clerk'] },
      ...{ region: 'EU', policy: policy.hash, releases: 3, firstAt: at(0), lastAt: at(4) },
      fields: [
        { coordinate: 'Account.annualRevenue', form: 'clear' },
        { coordinate: 'EmailAddress.value', form: 'domain-only' },
      ],
    });
  });

  test('the record of processing validates, and names the use that nobody declared', async () => {
    const { data } = await ask('{ recordOfProcessing(days: 30) }', 'accountability', ['steward']);
    const record: any = JSON.parse(data.recordOfProcessing);
    const schema: unknown = JSON.parse(
      readFileSync(projectFile('policies', 'processing', 'processing-record.schema.json'), 'utf8'),
    );
    expect(schemaProblems(schema, record)).toEqual([]);
    expect(record.observation.releases).toBe(5);
    expect(record.undeclared).toContainEqual(
      expect.objectContaining({
        kind: 'FIELD',
        subject: 'Person.birthDate',
        purpose: 'collections',
        declaredThen: false,
      }),
    );
  });
});

describe('the replay of a proposed policy', () => {
  const narrower = withReaders(policy, 'EmailAddress.value', {});
  const replayed = async (args: string, role = 'steward'): Promise<any> =>
    ask(
      `{ policyReplay(${args}) { base proposed releases wouldDeny newlyAllowedValues sentence screens { name releases wouldDeny } losses { subject screen form proposed reason releases } gains { field } unknownDocuments } }`,
      'accountability',
      [role],
    );
  let proposal: string;
  beforeAll(async () => {
    const { body } = await propose(store, 'dpo-2', policy, narrower);
    ({ proposal } = body);
  });

  test('is not told to an account manager, and there is none of what was not proposed', async () => {
    const refused = await replayed(`proposal: "${proposal}"`, 'account-manager');
    expect(refused.errors[0].extensions.code).toBe('NOT_PERMITTED');
    expect((await replayed('proposal: "another"')).data.policyReplay).toBeNull();
  });

  test.each(['proposal: "a b"', 'proposal: "x", days: 0', 'proposal: "x", days: 4000'])(
    '%s is refused',
    async (args) => {
      const body = await replayed(args);
      expect(body.errors[0].extensions.code).toBe('INVALID_INPUT');
    },
  );

  test('says which answers of the log would have lacked what the proposal takes away', async () => {
    const { data } = await replayed(`proposal: "${proposal}"`);
    expect(data.policyReplay).toMatchObject({
      ...{ base: policy.hash, proposed: narrower.hash, releases: 5, newlyAllowedValues: 0 },
      gains: [],
    });
    // Neither document is registered in this policy, so that each answer is lost whole.
    expect(data.policyReplay.wouldDeny).toBe(5);
    expect(data.policyReplay.sentence).toMatch(/^would have denied 5 of 5/);
    expect(data.policyReplay.unknownDocuments).toEqual(['d'.repeat(64)]);
  });
});
