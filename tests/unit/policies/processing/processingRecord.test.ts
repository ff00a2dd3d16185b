import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { projectFile } from '../../../../lib/projectRoot.ts';
import type { PolicyLock } from '../../../../policies/lock.ts';
import type { ObservedUse } from '../../../../policies/processing/observedUse.ts';
import { processingRecord } from '../../../../policies/processing/processingRecord.ts';
import type { ProcessingRecord } from '../../../../policies/processing/recordFormat.ts';
import { lockHash, readPolicyLock } from '../../../../policies/readLock.ts';
import { schemaProblems } from '../../../support/jsonSchema.ts';

const lock = readPolicyLock(projectFile('policies', 'policy.lock.json'));
const schema: unknown = JSON.parse(
  readFileSync(projectFile('policies', 'processing', 'processing-record.schema.json'), 'utf8'),
);
const madeAt = new Date('2026-11-24T12:00:00.000Z');

/** What customer 360 shows an account manager. */
const declaredUse: ObservedUse = {
  purpose: 'account-management',
  screen: 'customer-360',
  roles: ['account-manager'],
  region: 'EU',
  document: 'd'.repeat(64),
  policy: lock.hash,
  forms: { clear: ['EmailAddress.value', 'PersonName.full'] },
  releases: 40,
  firstAt: '2026-11-01T08:00:00.000Z',
  lastAt: '2026-11-23T17:00:00.000Z',
};

const recordOf = (
  uses: readonly ObservedUse[] | undefined,
  change: Partial<Parameters<typeof processingRecord>[0]> = {},
): ProcessingRecord =>
  processingRecord({
    lock,
    version: 3,
    madeAt,
    observation:
      uses === undefined
        ? undefined
        : { from: '2026-10-25T12:00:00.000Z', to: '2026-11-24T12:00:00.000Z', uses },
    ...change,
  });

const activity = (record: ProcessingRecord, purpose: string) => {
  const found = record.activities.find((candidate) => candidate.purpose === purpose);
  if (found === undefined) throw new Error(`no activity ${purpose}`);
  return found;
};

const narrower = (): PolicyLock => {
  const rule = lock.fields['EmailAddress.value'];
  if (rule === undefined) throw new Error('no such field');
  const fields = { ...lock.fields, 'EmailAddress.value': { ...rule, read: { rights: 'clear' } } };
  const changed = { ...lock, fields } as PolicyLock;
  return { ...changed, hash: lockHash(changed) };
};

describe('use that is not declared is reported', () => {
  test.each<[what: string, change: Partial<ObservedUse>, kind: string, subject: string]>([
    [
      'a field that the purpose may not read',
      { forms: { clear: ['Person.birthDate'] } },
      'FIELD',
      'Person.birthDate',
    ],
    [
      'a field that the policy does not know',
      { forms: { clear: ['Person.unheardOf'] } },
      'FIELD',
      'Person.unheardOf',
    ],
    ['a role that the purpose does not name', { roles: ['buyer'] }, 'ROLE', 'buyer'],
    ['a screen of another purpose', { screen: 'collections' }, 'SCREEN', 'collections'],
    ['a screen that nobody registered', { screen: 'shadow' }, 'SCREEN', 'shadow'],
    ['a purpose that does not exist', { purpose: 'curiosity' }, 'PURPOSE', 'curiosity'],
    [
      'a value shown whole where its domain is declared',
      {
        purpose: 'collections',
        screen: 'collections',
        roles: ['collections-clerk'],
        forms: { clear: ['EmailAddress.value'] },
      },
      'FORM',
      'EmailAddress.value',
    ],
  ])('%s', (_what, change, kind, subject) => {
    const planted = { ...declaredUse, ...change, releases: 2 };
    const { undeclared } = recordOf([declaredUse, planted]);
    expect(undeclared).toEqual([
      expect.objectContaining({
        kind,
        subject,
        purpose: planted.purpose,
        releases: 2,
        declaredThen: false,
      }),
    ]);
  });

  test('use under an earlier, wider policy says that it was declared then', () => {
    const later = narrower();
    const known = recordOf([declaredUse], { lock: later, earlier: new Map([[lock.hash, lock]]) });
    expect(known.undeclared).toMatchObject([{ subject: 'EmailAddress.value', declaredThen: true }]);
    const unknown = recordOf([declaredUse], { lock: later });
    expect(unknown.undeclared).toMatchObject([
      { subject: 'EmailAddress.value', declaredThen: null },
    ]);
  });

  test('use within the policy is not, nor a value of which less was shown than declared', () => {
    const less = { ...declaredUse, forms: { 'domain-only': ['EmailAddress.value'] } };
    expect(recordOf([declaredUse, less]).undeclared).toEqual([]);
  });
});

describe('the record validates against its JSON Schema', () => {
  test.each<[what: string, record: ProcessingRecord]>([
    ['declared alone', recordOf(undefined)],
    ['declared and observed', recordOf([declaredUse])],
    ['with undeclared use', recordOf([{ ...declaredUse, roles: ['buyer'], purpose: 'marketing' }])],
    [
      'with the controller',
      recordOf([], {
        controller: {
          name: 'Sample',
          contact: 'Sample Street 1',
          representative: null,
          dataProtectionOfficer: 'dpo@example.test',
        },
      }),
    ],
  ])('%s', (_what, record) => {
    expect(schemaProblems(schema, JSON.parse(JSON.stringify(record)))).toEqual([]);
  });

  test.each<[what: string, change: object]>([
    ['without its activities', { activities: [] }],
    ['of another format', { format: 2 }],
    ['with a member that nobody described', { remarks: 'none' }],
    ['made at no instant', { madeAt: 'yesterday' }],
  ])('a record %s does not', (_what, change) => {
    expect(schemaProblems(schema, { ...recordOf(undefined), ...change })).not.toEqual([]);
  });
});

describe('what is declared', () => {
  const record = recordOf([declaredUse]);

  test('every purpose appears once, and every one with a screen or command is active', () => {
    expect(record.activities.map(({ purpose }) => purpose)).toEqual(
      Object.keys(lock.purposes).sort(),
    );
    const used = new Set(Object.values(lock.screens).map(({ purpose }) => purpose));
    expect(record.activities.filter(({ active }) => active).map(({ purpose }) => purpose)).toEqual(
      [...used].sort(),
    );
  });

  test('a purpose without a legal basis reaches no datum of a person', () => {
    for (const { legalBasis, data } of record.activities) {
      const readable = data.filter((group) => group.class !== 'subject-key');
      if (legalBasis === 'none') expect(readable).toEqual([]);
    }
    expect(activity(record, 'sales-planning')).toMatchObject({ legalBasis: 'none', data: [] });
    expect(activity(record, 'billing')).toMatchObject({ personal: true });
  });

  test('a line names basis, persons, data with their forms, retention, erasure, stores and owners', () => {
    expect(activity(record, 'collections')).toMatchObject({
      is: 'dpv:PaymentManagement',
      legalBasis: 'gdpr:A6-1-f',
      interestAssessment: 'LIA-2026-03',
      roles: ['collections-clerk'],
      retention: { keep: 'P1Y', from: 'invoice.paid' },
      persons: expect.arrayContaining(['Customer']),
      data: expect.arrayContaining([
        expect.objectContaining({
          category: 'pd:EmailAddress',
          fields: expect.arrayContaining([{ field: 'EmailAddress.value', form: 'domain-only' }]),
        }),
      ]),
      erasure: expect.arrayContaining([expect.objectContaining({ how: 'shred' })]),
      stores: expect.arrayContaining([
        expect.objectContaining({ store: 'customer-pii', accountable: 'data-protection officer' }),
      ]),
    });
  });
});

describe('what is observed', () => {
  const record = recordOf([
    declaredUse,
    { ...declaredUse, releases: 2, lastAt: '2026-11-24T09:00:00.000Z' },
  ]);

  test('uses of one purpose are added up', () => {
    expect(record.observation?.releases).toBe(42);
    expect(activity(record, 'account-management').observed).toEqual({
      releases: 42,
      firstAt: '2026-11-01T08:00:00.000Z',
      lastAt: '2026-11-24T09:00:00.000Z',
      roles: ['account-manager'],
      screens: ['customer-360'],
      fields: [
        { field: 'EmailAddress.value', form: 'clear', releases: 42 },
        { field: 'PersonName.full', form: 'clear', releases: 42 },
      ],
    });
  });

  test('rights that nobody used are listed, those that were used are not', () => {
    const never = activity(record, 'account-management').neverUsed;
    expect(never?.fields).toContain('EmailAddress.verified');
    expect(never?.fields).not.toContain('EmailAddress.value');
    expect(never?.roles).toEqual([]);
    expect(activity(record, 'tax').neverUsed?.roles).toEqual(['accountant']);
    for (const field of never?.fields ?? []) {
      expect(Object.keys(lock.fields[field]?.read ?? {})).toContain('account-management');
    }
  });

  test('where the log was not asked, nothing is said of it', () => {
    expect(recordOf(undefined).observation).toBeNull();
    expect(activity(recordOf(undefined), 'tax')).toMatchObject({ observed: null, neverUsed: null });
  });
});
