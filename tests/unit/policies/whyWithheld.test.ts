import { expect, test } from '@jest/globals';
import type { Coordinate, PolicyLock } from '../../../policies/lock.ts';
import { readPolicyLock } from '../../../policies/readLock.ts';
import { whyWithheld, type AnsweredCaller } from '../../../policies/replay/whyWithheld.ts';
import { projectFile } from '../../../lib/projectRoot.ts';

const lock = readPolicyLock(projectFile('policies', 'policy.lock.json'));
const caller: AnsweredCaller = { purpose: 'customer-care', roles: ['care-agent'], region: 'EU' };
const lines: Coordinate = 'PostalAddress.lines';

const reasonOf = (
  change: Partial<AnsweredCaller>,
  field = lines,
  policy: PolicyLock = lock,
): readonly string[] =>
  whyWithheld(policy, { ...caller, ...change }, { fields: [field], arguments: [] }).map(
    ({ subject, reason }) => `${subject} ${reason}`,
  );

test.each<[guarantee: string, expected: string, change: Partial<AnsweredCaller>, field: string]>([
  ['a field without a rule is told as one', 'Person.unheardOf NO_RULE', {}, 'Person.unheardOf'],
  ['a role is told', `${lines} ROLE_NOT_ALLOWED`, { roles: ['buyer'] }, lines],
  [
    'a purpose is told',
    `${lines} PURPOSE_NOT_ALLOWED`,
    { purpose: 'procurement', roles: ['buyer'] },
    lines,
  ],
  ['a region is told', `${lines} REGION_NOT_ALLOWED`, { region: 'elsewhere' }, lines],
  ['a purpose that is none is told', `${lines} PURPOSE_UNKNOWN`, { purpose: 'curiosity' }, lines],
])('why: %s', (_guarantee, expected, change, field) => {
  expect(reasonOf(change, field)).toContain(expected);
});

test('why: what the policy allowed has no reason', () => {
  expect(reasonOf({})).toEqual([]);
});

test('why: rows of natural persons that a purpose never sees are told', () => {
  const stores = Object.entries(lock.types);
  const [store, types] = stores.find(([, rules]) => 'SalesOrder' in rules) ?? ['', {}];
  const closed = { ...types, SalesOrder: { class: 'party' as const, natural: [] } };
  const policy = { ...lock, types: { ...lock.types, [store]: closed } };
  expect(reasonOf({}, 'SalesOrder.number', policy)).toContain('SalesOrder NATURAL_PERSONS');
});
