import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { columnProblems } from '../../support/columns.ts';
import type { TestStore } from '../../support/testStore.ts';
import { asAuditor, publishedPolicy, startGovernance } from './fixtures.ts';

const policy = publishedPolicy();
let store: TestStore;

beforeAll(async () => {
  store = await startGovernance(policy);
  await store.sql(`
    insert into lockdown (id, level, scope, reason, locked_by, locked_at, unlock_approvals, unlocked_at) values
      ('past', 'PERSONAL_OFF', 'store=crm', 'drill', 'dpo-1', '2026-03-01T08:00:00Z', '{dpo-1,dpo-2}', '2026-03-01T09:00:00Z'),
      ('first', 'WITHHOLD', 'field=PostalAddress.lines', 'complaint', 'dpo-1', '2026-04-01T08:00:00Z', '{}', null),
      ('latest', 'ALL_OFF', 'all', 'breach', 'dpo-2', '2026-05-01T08:00:00Z', '{dpo-1}', null)`);
});
afterAll(() => store.close());

interface FieldPage {
  readonly totalCount: number;
  readonly edges: readonly { readonly cursor: string; readonly node: Record<string, unknown> }[];
  readonly pageInfo: Record<string, unknown>;
}

const fields = async (args: string, selection = 'coordinate'): Promise<FieldPage> => {
  const { body } = await asAuditor(
    store,
    `{ policy { fields${args} { totalCount edges { cursor node { ${selection} } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`,
  );
  expect(body).not.toHaveProperty('errors');
  return (body as { data: { policy: { fields: FieldPage } } }).data.policy.fields;
};

test.each([
  ['account-management', 'account-manager'],
  ['accountability', 'account-manager'],
  ['rights', 'dpo-desk'],
])('the map is not shown for %s to %s', async (purpose, role) => {
  const reply = await store.ask({
    query: '{ policy { hash } }',
    claims: { purpose, roles: [role] },
  });
  expect([reply.status, reply.body.errors[0].extensions.code]).toEqual([403, 'NOT_PERMITTED']);
});

test.each([
  ['no rules', '(first: 0)'],
  ['more than a hundred rules', '(first: 101)'],
  ['what follows no rule', '(after: "no cursor")'],
])('asking for %s is refused', async (_what, args) => {
  const { body } = await asAuditor(store, `{ policy { fields${args} { totalCount } } }`);
  expect(body.errors[0].extensions.code).toBe('INVALID_INPUT');
});

test('a policy that was never in force is not there', async () => {
  expect((await asAuditor(store, '{ policy(epoch: 7) { hash } }')).body).toEqual({
    data: { policy: null },
  });
});

test('the policy in force is the one that was adopted at the start', async () => {
  const { body } = await asAuditor(store, '{ policy { number hash previousHash activatedAt } }');
  expect(body.data.policy).toEqual({
    number: 1,
    hash: policy.hash,
    previousHash: null,
    activatedAt: '2026-06-15T12:00:00.000Z',
  });
});

test('every rule of the map is shown once, page by page, in order', async () => {
  const shown: unknown[] = [];
  let after = '';
  for (;;) {
    const page = await fields(`(first: 100${after === '' ? '' : `, after: "${after}"`})`);
    shown.push(...page.edges.map(({ node }) => node.coordinate));
    expect(page.totalCount).toBe(Object.keys(policy.fields).length);
    if (page.pageInfo.hasNextPage !== true) break;
    after = String(page.pageInfo.endCursor);
  }
  expect(shown).toEqual(Object.keys(policy.fields).sort());
});

test('a rule says owner, readers with their forms, erasure, and all of it as a sentence', async () => {
  const page = await fields(
    '(store: "customer-pii", class: PERSONAL, purpose: "collections", first: 100)',
    'coordinate store source guarantee accountable steward says class category subjectPath read { purpose form } predicate { exact range sort } write residency erase portable sentence couldSee',
  );
  const email = page.edges
    .map(({ node }) => node)
    .find(({ coordinate }) => coordinate === 'EmailAddress.value');
  expect(email).toEqual({
    coordinate: 'EmailAddress.value',
    store: 'customer-pii',
    source: 'column contact_point.value',
    guarantee: 'owned',
    accountable: 'data-protection officer',
    steward: 'identity-data@example.test',
    says: policy.fields['EmailAddress.value']?.says,
    class: 'PERSONAL',
    category: 'pd:EmailAddress',
    subjectPath: policy.fields['EmailAddress.value']?.subjectPath,
    read: [
      { purpose: 'account-management', form: 'clear' },
      { purpose: 'collections', form: 'domain-only' },
      { purpose: 'customer-care', form: 'clear' },
      { purpose: 'marketing', form: 'clear' },
      { purpose: 'rights', form: 'clear' },
    ],
    predicate: { exact: ['customer-care', 'rights'], range: [], sort: [] },
    write: ['account-management', 'customer-care', 'rights'],
    residency: ['EU'],
    erase: 'shred',
    portable: true,
    sentence: expect.stringContaining('as its domain for collections (collections-clerk)'),
    couldSee: ['account-manager', 'campaigner', 'care-agent', 'collections-clerk', 'dpo-desk'],
  });
});

test('filters narrow, and the count is of what they leave', async () => {
  const page = await fields(
    '(store: "customer-pii", class: PERSONAL, purpose: "collections", first: 1)',
    'store class read { purpose }',
  );
  expect(page.edges).toHaveLength(1);
  const expected = Object.values(policy.fields).filter(
    (rule) =>
      rule.store === 'customer-pii' && rule.class === 'personal' && 'collections' in rule.read,
  );
  expect(page.totalCount).toBe(expected.length);
  expect((await fields('(store: "nowhere")')).totalCount).toBe(0);
});

test('the record of processing has one line a purpose, with its basis', async () => {
  const { body } = await asAuditor(
    store,
    '{ policy { purposes { name vocabulary legalBasis roles recipients retention consent law lia dpia evidence } } }',
  );
  const records = (body as { data: { policy: { purposes: { name: string }[] } } }).data.policy
    .purposes;
  expect(records.map(({ name }) => name)).toEqual(Object.keys(policy.purposes).sort());
  expect(records.find(({ name }) => name === 'collections')).toEqual({
    name: 'collections',
    vocabulary: 'dpv:PaymentManagement',
    legalBasis: 'gdpr:A6-1-f',
    roles: ['collections-clerk'],
    recipients: [],
    retention: 'P1Y from invoice.paid',
    consent: null,
    law: null,
    lia: 'LIA-2026-03',
    dpia: null,
    evidence: null,
  });
});

test('the register of documents binds each to one purpose and its limit of people', async () => {
  const { body } = await asAuditor(
    store,
    '{ policy { screens { name kind documentHash documentHashes purpose roles subjects showWithheld onDenied } } }',
  );
  const hashOf = (name: string): unknown => policy.screens[name]?.documents[0];
  expect(body.data.policy.screens).toEqual([
    {
      name: 'name',
      kind: 'SCREEN',
      documentHash: hashOf('name'),
      documentHashes: [hashOf('name')],
      purpose: 'account-management',
      roles: ['account-manager'],
      subjects: 'at most 1',
      showWithheld: ['Person.birthDate'],
      onDenied: 'REFUSE',
    },
    {
      name: 'recordConsent',
      kind: 'COMMAND',
      documentHash: hashOf('recordConsent'),
      documentHashes: [hashOf('recordConsent')],
      purpose: 'account-management',
      roles: ['account-manager'],
      subjects: 'at most 1',
      showWithheld: [],
      onDenied: 'WITHHOLD',
    },
  ]);
});

test.each([
  ['', ['latest', 'first', 'past']],
  ['(active: true)', ['latest', 'first']],
  ['(active: false)', ['past']],
])('lockdowns%s are shown newest first', async (args, ids) => {
  const { body } = await asAuditor(store, `{ lockdowns${args} { id } }`);
  expect(body).toEqual({ data: { lockdowns: ids.map((id) => ({ id })) } });
});

test('a lockdown says what it covers, why, by whom and since when', async () => {
  const { body } = await asAuditor(
    store,
    '{ lockdowns(active: false) { level scope reason lockedBy lockedAt unlockApprovals unlockedAt effectiveAt lastRelease } }',
  );
  expect(body.data.lockdowns).toEqual([
    {
      level: 'PERSONAL_OFF',
      scope: 'store=crm',
      reason: 'drill',
      lockedBy: 'dpo-1',
      lockedAt: '2026-03-01T08:00:00.000Z',
      unlockApprovals: ['dpo-1', 'dpo-2'],
      unlockedAt: '2026-03-01T09:00:00.000Z',
      effectiveAt: null,
      lastRelease: null,
    },
  ]);
});

test('fields, purposes and screens of one policy are read with one statement for the policy itself', async () => {
  await asAuditor(
    store,
    '{ policy { fields(first: 1) { totalCount } purposes { name } screens { name } } }',
  );
  // The number, the row, the policy.
  expect(store.lastSubrequest()).toMatchObject({ statements: 3 });
});

test('every column is the source of a field or internal, and every mapped column exists and fits', async () => {
  expect(await columnProblems('governance', store)).toEqual([]);
});
