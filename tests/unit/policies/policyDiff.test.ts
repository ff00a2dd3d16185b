import { beforeAll, describe, expect, test } from '@jest/globals';
import { loadProject } from '../../../policies/compiler/loadProject.ts';
import { compilePolicies } from '../../../policies/compiler/compile.ts';
import { policyDiff, sentencesOf } from '../../../policies/diff/policyDiff.ts';
import type { FieldRule, PolicyLock, Purpose, ScreenRule } from '../../../policies/lock.ts';
import { editsOf } from './policyEdits.ts';

let lock: PolicyLock;
beforeAll(() => {
  ({ lock } = compilePolicies(loadProject()));
});

const withField = (name: string, change: Partial<FieldRule>): PolicyLock => {
  const rule = lock.fields[name];
  if (rule === undefined) throw new TypeError(name);
  return { ...lock, fields: { ...lock.fields, [name]: { ...rule, ...change } } };
};
const withPurpose = (name: string, change: Partial<Purpose>): PolicyLock => {
  const purpose = lock.purposes[name];
  if (purpose === undefined) throw new TypeError(name);
  return { ...lock, purposes: { ...lock.purposes, [name]: { ...purpose, ...change } } };
};
const withScreen = (name: string, change: Partial<ScreenRule>): PolicyLock => {
  const screen = lock.screens[name];
  if (screen === undefined) throw new TypeError(name);
  return { ...lock, screens: { ...lock.screens, [name]: { ...screen, ...change } } };
};

describe('the difference between two published policies', () => {
  test('none where nothing was changed, and every decision was compared', () => {
    const { changes, widens, narrows, cells } = policyDiff(lock, lock);
    expect({ changes, widens, narrows }).toEqual({ changes: [], widens: false, narrows: false });
    const coordinates = Object.keys(lock.fields).length + Object.keys(lock.arguments).length;
    const roles = new Set(Object.values(lock.purposes).flatMap((purpose) => purpose.roles));
    expect(cells).toBe(coordinates * Object.keys(lock.purposes).length * roles.size * 2);
  });

  test('a field given to a purpose is told with its roles and region, and widens', () => {
    const read = { ...lock.fields['Person.birthDate']?.read, 'customer-care': 'clear' as const };
    const diff = policyDiff(lock, withField('Person.birthDate', { read }));
    expect(sentencesOf(diff)).toEqual([
      '+ account-manager, care-agent may see Person.birthDate for customer-care in EU.',
    ]);
    expect(diff).toMatchObject({ widens: true, narrows: false });
  });

  test('a weaker form instead of the whole value narrows; one weak form for another widens', () => {
    const shown = (form: 'last4' | 'initial'): PolicyLock =>
      withField('Person.birthDate', { read: { rights: form } });
    const whole = withField('Person.birthDate', { read: { rights: 'clear' } });
    expect(policyDiff(whole, shown('last4'))).toMatchObject({ widens: false, narrows: true });
    expect(policyDiff(shown('last4'), shown('initial'))).toMatchObject({ widens: true });
  });

  test('a screen that gains a guarded field widens; one that gains an open one does not', () => {
    const hash = 'f'.repeat(64);
    const documents = [hash, ...(lock.screens['customer-360']?.documents ?? [])];
    const after = withScreen('customer-360', { documents });
    const gaining = (field: string) =>
      policyDiff(lock, after, (document) => (document === hash ? [field] : []));
    expect(gaining('Person.birthDate').widens).toBe(true);
    expect(gaining('Product.sku')).toMatchObject({ widens: false, narrows: false });
    // A text that nobody can read may hold anything.
    expect(policyDiff(lock, after).widens).toBe(true);
  });

  test.each<[guarantee: string, after: () => PolicyLock, widens: boolean, narrows: boolean]>([
    [
      'longer retention widens',
      () => withPurpose('billing', { retention: { keep: 'P9Y', from: 'invoice.paid' } }),
      true,
      false,
    ],
    [
      'shorter retention narrows',
      () => withPurpose('billing', { retention: { keep: 'P1Y', from: 'invoice.paid' } }),
      false,
      true,
    ],
    [
      'a retention that begins at another event widens',
      () => withPurpose('billing', { retention: { keep: 'P1Y', from: 'contract.end' } }),
      true,
      false,
    ],
    [
      'one more subject on a screen widens',
      () => withScreen('order-status', { subjectsMax: 3 }),
      true,
      false,
    ],
    ['a conflict of roles taken away widens', () => ({ ...lock, conflicts: [] }), true, false],
    [
      'another sentence neither widens nor narrows',
      () => withField('Person.birthDate', { says: 'Day on which the person was born.' }),
      false,
      false,
    ],
  ])('%s', (_guarantee, after, widens, narrows) => {
    expect(policyDiff(lock, after())).toMatchObject({ widens, narrows });
  });

  test('two hundred seeded edits are all found, each in its direction', () => {
    const edits = editsOf(lock, { seed: 20_262, count: 200 });
    expect(edits).toHaveLength(200);
    const wrong = edits.filter(({ after, direction }) => {
      const { widens, narrows, changes } = policyDiff(lock, after);
      const isRight = direction === 'widened' ? widens && !narrows : narrows && !widens;
      return changes.length === 0 || !isRight;
    });
    expect(wrong.map(({ says }) => says)).toEqual([]);
  });
});
