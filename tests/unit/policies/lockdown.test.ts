import { describe, expect, test } from '@jest/globals';
import type { LockdownLevel, LockdownScope } from '../../../lib/controlActs.ts';
import { lapsedLease, type LockdownOrder } from '../../../lib/lockdowns.ts';
import { projectFile } from '../../../lib/projectRoot.ts';
import { decideArgument, decideField } from '../../../policies/decide.ts';
import {
  applyingTo,
  restrictedLock,
  touches,
  unknownWords,
  type RestrictedCaller,
} from '../../../policies/lockdown.ts';
import { personalClasses } from '../../../policies/lock.ts';
import { readPolicyLock } from '../../../policies/readLock.ts';

const lock = readPolicyLock(projectFile('policies', 'policy.lock.json'));
const caller: RestrictedCaller = {
  ...{ purpose: 'customer-care', roles: ['care-agent'], region: 'EU' },
  ...{ team: 'north', actor: 'actor-1' },
};
const order = (scope: LockdownScope, level: LockdownLevel = 'withhold'): LockdownOrder => ({
  ...{ id: 'order', level, scope },
});
const isText = (): boolean => true;

describe('an order reaches', () => {
  test.each<[whom: string, scope: LockdownScope, reached: boolean]>([
    ['nobody of another role', { role: ['planner'] }, false],
    ['nobody of another team', { team: ['south'] }, false],
    ['nobody for another purpose', { purpose: ['billing'] }, false],
    ['nobody else', { actor: ['actor-2'] }, false],
    ['nobody elsewhere', { region: ['CH'] }, false],
    ['nobody who fits in one part alone', { role: ['care-agent'], team: ['south'] }, false],
    ['who is named among others', { team: ['south', 'north'] }, true],
    ['who fits in each part', { role: ['care-agent'], team: ['north'], region: ['EU'] }, true],
    ['everybody where nobody is named', {}, true],
  ])('%s', (_whom, scope, reached) => {
    expect(applyingTo([order(scope)], caller)).toHaveLength(reached ? 1 : 0);
  });

  test('nobody without a team, where teams are named', () => {
    const without = { ...caller, team: undefined };
    expect(applyingTo([order({ team: ['north'] })], without)).toEqual([]);
  });

  test('no work for the people whose data these are, where it says so', () => {
    const off = order({}, 'personal-off-except-rights');
    expect(applyingTo([off], { ...caller, purpose: 'rights' })).toEqual([]);
    expect(applyingTo([off], caller)).toEqual([off]);
  });
});

describe('under any order', () => {
  const orders: readonly LockdownOrder[] = [
    order({ field: ['PostalAddress.lines'] }),
    order({ field: ['PostalAddress.*'] }, 'mask'),
    order({ store: ['customer-pii'] }),
    order({ category: ['dpv-pd:Contact'] }),
    order({}, 'mask'),
    order({}, 'personal-off'),
    order({}, 'all-off'),
    lapsedLease,
  ];
  const purposes = Object.keys(lock.purposes);

  test.each(orders)('nothing is allowed that was denied: $level $scope', (given) => {
    for (const purpose of purposes) {
      const narrower = restrictedLock(lock, [given], purpose, isText);
      const ask = (coordinate: string) => ({
        ...{ coordinate, purpose, region: 'EU' },
        roles: lock.purposes[purpose]?.roles ?? [],
      });
      const widened = [
        ...Object.keys(lock.fields).filter(
          (name) =>
            decideField(narrower, ask(name)).effect === 'allow' &&
            decideField(lock, ask(name)).effect === 'deny',
        ),
        ...Object.keys(lock.arguments).filter(
          (name) =>
            decideArgument(narrower, ask(name)).effect === 'allow' &&
            decideArgument(lock, ask(name)).effect === 'deny',
        ),
      ];
      expect(widened).toEqual([]);
    }
  });
});

test('without a lease no personal field is read for any purpose, and business fields are', () => {
  const purpose = 'customer-care';
  const narrower = restrictedLock(lock, [lapsedLease], purpose, isText);
  const allowed = Object.entries(narrower.fields).filter(
    ([coordinate]) =>
      decideField(narrower, { coordinate, purpose, roles: ['care-agent'], region: 'EU' }).effect ===
      'allow',
  );
  const stores = allowed.filter(([, rule]) => personalClasses.has(rule.class));
  expect(stores.map(([coordinate]) => coordinate)).toEqual([]);
  expect(allowed.some(([, rule]) => rule.class === 'business')).toBe(true);
});

test('a field that is restricted can’t be filtered or sorted by either', () => {
  const filtered = Object.entries(lock.arguments).filter(
    ([, { meaning, purposes }]) => meaning.kind === 'exact' && purposes.length > 0,
  );
  expect(filtered.length).toBeGreaterThan(0);
  for (const [name, { meaning, purposes }] of filtered) {
    if (meaning.kind !== 'exact') continue;
    const given = order({ field: [meaning.of] });
    const narrower = restrictedLock(lock, [given], purposes[0] ?? '', isText);
    expect([name, narrower.arguments[name]?.purposes]).toEqual([name, []]);
    expect(touches(given, [name], lock)).toBe(true);
  }
});

test('words that the policy does not know are told', () => {
  const scope = { field: ['Person.birthdate', 'Person.*'], role: ['agent'], store: ['crm'] };
  expect(unknownWords(scope, lock)).toEqual(['Person.birthdate', 'agent']);
});
