import { expect, test } from '@jest/globals';
import type { FieldRule, PolicyLock, Source } from '../../../policies/lock.ts';
import { eraseRuleWords, fieldSentence, sourceWords } from '../../../policies/sentence.ts';

const birthDate: FieldRule = {
  store: 'customer-pii',
  source: { kind: 'column', column: { table: 'person', column: 'birth_date' } },
  guarantee: 'owned',
  says: 'Date of birth.',
  class: 'personal',
  read: { rights: 'clear' },
  predicate: { exact: [], range: [], sort: [] },
  write: [],
  steward: 'identity-data@example.test',
  accountable: 'data-protection officer',
  residency: ['EU'],
  erase: { how: 'shred' },
  window: [],
};

const purposes: PolicyLock['purposes'] = {
  rights: {
    is: 'dpv:RightsFulfilment',
    legalBasis: 'gdpr:A6-1-c',
    roles: ['dpo-desk'],
    recipients: [],
  },
  collections: {
    is: 'dpv:PaymentManagement',
    legalBasis: 'gdpr:A6-1-f',
    roles: ['collections-clerk'],
    recipients: [],
  },
};

const sentence = (change: Partial<FieldRule>): string | undefined =>
  fieldSentence(
    {
      format: 1,
      purposes,
      conflicts: [],
      stores: {},
      types: {},
      fields: { 'Person.birthDate': { ...birthDate, ...change } },
      arguments: {},
      screens: {},
      gate: {},
      notYet: [],
      hash: '',
    },
    'Person.birthDate',
  );

test('a field that no purpose reads is said to be seen by nobody', () => {
  expect(sentence({ read: {} })).toContain('Nobody may see it.');
});

test('a sentence names source, owner, class, each reader with the form, and erasure', () => {
  expect(sentence({ read: { rights: 'clear', collections: 'last4' } })).toBe(
    'Person.birthDate: Date of birth. Its authoritative source is customer-pii (column person.birth_date); ' +
      'the data-protection officer answers for it. Personal. It is shown as its last four characters for ' +
      'collections (collections-clerk); whole for rights (dpo-desk); to nobody else. ' +
      'Erasure destroys the key to it.',
  );
});

test('a windowed reader is named with the window', () => {
  expect(sentence({ window: ['rights'] })).toContain('dpo-desk, only while its window is open');
});

test('a right to search is named by its kind', () => {
  expect(sentence({ predicate: { exact: ['rights'], range: [], sort: ['rights'] } })).toContain(
    'It may be looked up exactly for rights; sorted by for rights.',
  );
});

test('an unknown field has no sentence', () => {
  const empty = { fields: {} } as unknown as PolicyLock;
  expect(fieldSentence(empty, 'Person.unheardOf')).toBeUndefined();
  expect(fieldSentence(empty, 'constructor')).toBeUndefined();
});

test.each<[words: string, source: Source]>([
  [
    'columns deal.amount, deal.currency',
    {
      kind: 'columns',
      columns: [
        { table: 'deal', column: 'amount' },
        { table: 'deal', column: 'currency' },
      ],
    },
  ],
  ['computed from Person.birthDate', { kind: 'computed', from: 'Person.birthDate' }],
  ['relation to Person', { kind: 'edge', from: [], to: 'Person' }],
  ['structure', { kind: 'structure' }],
  ['erp: A_Bill.Total', { kind: 'remote', system: 'erp', object: 'A_Bill', field: 'Total' }],
  [
    'by Bill.entityId: fr structure',
    { kind: 'partition', by: 'Bill.entityId', of: { fr: { kind: 'structure' } } },
  ],
])('a source is put in words: %s', (words, source) => {
  expect(sourceWords(source)).toBe(words);
});

test('a kept value names how long and by which law', () => {
  expect(eraseRuleWords({ how: 'retain', until: 'tax.retention', law: 'national tax law' })).toBe(
    'retain until tax.retention (national tax law)',
  );
});
