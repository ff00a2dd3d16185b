import { describe, expect, it, test } from '@jest/globals';
import fc from 'fast-check';
import {
  decideArgument,
  decideField,
  type AccessRequest,
  type Decision,
  type DecisionTable,
} from '../../../policies/decide.ts';
import { visibleCoordinates } from '../../../policies/visible.ts';
import { compileFixture } from './fixtures.ts';

const { lock } = compileFixture();
const base: AccessRequest = {
  coordinate: 'Customer.tradeName',
  purpose: 'account-management',
  roles: ['account-manager'],
  region: 'EU',
};
const deny = (reason: string): Decision => ({ effect: 'deny', reason }) as Decision;
const allow = (form: string): Decision => ({ effect: 'allow', form }) as Decision;

describe('a field', () => {
  test.each<[guarantee: string, change: Partial<AccessRequest>, expected: Decision]>([
    ['a field without a rule is denied', { coordinate: 'Customer.unheardOf' }, deny('NO_RULE')],
    ['a name of the prototype is no rule', { coordinate: 'constructor' }, deny('NO_RULE')],
    ['an unknown purpose is denied', { purpose: 'spying' }, deny('PURPOSE_UNKNOWN')],
    ['a name of the prototype is no purpose', { purpose: 'toString' }, deny('PURPOSE_UNKNOWN')],
    [
      'a caller without a role of the purpose is denied',
      { roles: ['dispatcher'] },
      deny('ROLE_NOT_ALLOWED'),
    ],
    ['a caller without roles is denied', { roles: [] }, deny('ROLE_NOT_ALLOWED')],
    [
      'a purpose that the rule does not name is denied',
      { coordinate: 'Person.birthDate' },
      deny('PURPOSE_NOT_ALLOWED'),
    ],
    [
      'what rests on consent is denied until consent is asked',
      { coordinate: 'EmailAddress.value', purpose: 'marketing', roles: ['campaigner'] },
      deny('CONSENT_NOT_YET'),
    ],
    [
      'a read that needs an open window is denied until windows are kept',
      { coordinate: 'PostalAddress.lines', purpose: 'fulfilment', roles: ['dispatcher'] },
      deny('WINDOW_NOT_YET'),
    ],
    [
      'a personal value is denied outside its region',
      { coordinate: 'PersonName.full', region: 'US' },
      deny('REGION_NOT_ALLOWED'),
    ],
    [
      'free text is denied outside its region',
      { coordinate: 'Opportunity.note', region: 'US' },
      deny('REGION_NOT_ALLOWED'),
    ],
    ['the every-purpose word is no purpose', { purpose: '*' }, deny('PURPOSE_UNKNOWN')],
    [
      'a business value is not bound to a region',
      { coordinate: 'Product.sku', region: 'US' },
      allow('clear'),
    ],
    [
      'a weaker form is said',
      { coordinate: 'EmailAddress.value', purpose: 'collections', roles: ['collections-clerk'] },
      allow('domain-only'),
    ],
    [
      'a wrapper’s part is allowed for any purpose',
      { coordinate: 'PageInfo.hasNextPage', purpose: 'customer-care', roles: ['care-agent'] },
      allow('clear'),
    ],
    ['a granted field is allowed', {}, allow('clear')],
  ])('%s', (_guarantee, change, expected) => {
    expect(decideField(lock, { ...base, ...change })).toEqual(expected);
  });
});

describe('an argument', () => {
  test.each<[guarantee: string, change: Partial<AccessRequest>, expected: Decision]>([
    [
      'an argument without a rule is denied',
      { coordinate: 'Query.customer(name:)' },
      deny('NO_RULE'),
    ],
    [
      'a filter without the predicate right is denied',
      { coordinate: 'Query.findPersons(email:)', purpose: 'customer-care' },
      deny('PURPOSE_NOT_ALLOWED'),
    ],
    [
      'a personal argument is denied outside the region',
      { coordinate: 'Query.findPersons(email:)', region: 'US' },
      deny('REGION_NOT_ALLOWED'),
    ],
    [
      'a write for another purpose is denied',
      { coordinate: 'Mutation.moveOpportunity(to:)', purpose: 'sales-planning' },
      deny('PURPOSE_NOT_ALLOWED'),
    ],
    [
      'a caller without a role of the purpose is denied',
      { coordinate: 'Query.pipeline(first:)', roles: ['dispatcher'] },
      deny('ROLE_NOT_ALLOWED'),
    ],
    ['a page is allowed', { coordinate: 'Query.pipeline(first:)' }, allow('clear')],
    [
      'a filter with the predicate right is allowed',
      { coordinate: 'OpportunityFilter.stages' },
      allow('clear'),
    ],
  ])('%s', (_guarantee, change, expected) => {
    expect(decideArgument(lock, { ...base, ...change })).toEqual(expected);
  });
});

const roles = [...new Set(Object.values(lock.purposes).flatMap((purpose) => purpose.roles))];
const request = fc.record({
  coordinate: fc.constantFrom(
    ...Object.keys(lock.fields),
    ...Object.keys(lock.arguments),
    'No.rule',
  ),
  purpose: fc.constantFrom(...Object.keys(lock.purposes), 'unknown'),
  roles: fc.subarray(roles),
  region: fc.constantFrom('EU', 'US'),
});
const allowed = (table: DecisionTable, asked: AccessRequest): boolean =>
  decideField(table, asked).effect === 'allow' || decideArgument(table, asked).effect === 'allow';

it('an argument that sorts by a personal value is denied outside the region', () => {
  const values = { CLOSE_DATE: 'Opportunity.closeDate', NOTE: 'Opportunity.note' };
  const rule = { store: 'crm', class: 'free-text', purposes: ['account-management'] } as const;
  const inputs = {
    ...lock.arguments,
    'OpportunityOrder.field': { ...rule, meaning: { kind: 'sort', values } },
  } as typeof lock.arguments;
  const asked = { ...base, coordinate: 'OpportunityOrder.field' };
  const table = { ...lock, arguments: inputs };
  expect(decideArgument(table, { ...asked, region: 'US' })).toEqual(deny('REGION_NOT_ALLOWED'));
  expect(decideArgument(table, asked)).toEqual(allow('clear'));
});

describe('for every request', () => {
  it('losing a role never grants', () => {
    fc.assert(
      fc.property(request, fc.nat(), (asked, position) => {
        const fewer = asked.roles.filter(
          (_role, index) => index !== position % (asked.roles.length || 1),
        );
        return !allowed(lock, { ...asked, roles: fewer }) || allowed(lock, asked);
      }),
      { numRuns: 2_000 },
    );
  });

  it('removing a rule never grants', () => {
    fc.assert(
      fc.property(request, fc.constantFrom(...Object.keys(lock.fields)), (asked, removed) => {
        const fields = { ...lock.fields };
        // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- a rule less, nothing else
        delete fields[removed];
        return !allowed({ ...lock, fields }, asked) || allowed(lock, asked);
      }),
      { numRuns: 2_000 },
    );
  });

  it('removing a purpose from a rule never grants', () => {
    fc.assert(
      fc.property(request, (asked) => {
        const rule = lock.fields[asked.coordinate];
        if (rule === undefined) return true;
        const read = Object.fromEntries(
          Object.entries(rule.read).filter(
            ([purpose]) => purpose !== asked.purpose && purpose !== '*',
          ),
        );
        const fields = { ...lock.fields, [asked.coordinate]: { ...rule, read } };
        return decideField({ ...lock, fields }, asked).effect === 'deny';
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('the visible part of the graph', () => {
  it('is empty for roles of no purpose', () => {
    expect(visibleCoordinates(lock, ['stranger'], 'EU')).toEqual(new Set());
  });

  it('holds what any purpose of the roles allows, and nothing else', () => {
    const visible = visibleCoordinates(lock, ['account-manager'], 'EU');
    expect(visible.has('Person.birthDate')).toBe(true); // customer-care
    expect(visible.has('Opportunity.name')).toBe(true);
    expect(visible.has('Mutation.moveOpportunity(to:)')).toBe(true);
    expect(visibleCoordinates(lock, ['sales-lead'], 'EU').has('Person.id')).toBe(false);
    expect(visibleCoordinates(lock, ['sales-lead'], 'EU').has('Mutation.moveOpportunity')).toBe(
      false,
    );
    expect(visibleCoordinates(lock, ['account-manager'], 'US').has('PersonName.full')).toBe(false);
  });
});
