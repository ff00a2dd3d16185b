import { describe, expect, it } from '@jest/globals';
import { canonicalJson } from '../../../lib/canonicalJson.ts';
import { lockHash } from '../../../policies/readLock.ts';
import { compileFixture } from './fixtures.ts';

const result = compileFixture();
const { lock } = result;
const readers = (coordinate: string): readonly string[] =>
  Object.keys(lock.fields[coordinate]?.read ?? {}).sort();

describe('the compiler', () => {
  it('maps every coordinate of a sound project and refuses nothing', () => {
    expect(result.violations).toEqual([]);
    expect(result.mapped).toBe(result.coordinates);
    expect(result.coverage).toBe(1);
    expect(result.stores).toEqual(['crm', 'finance', 'customer-pii']);
  });

  it('says that the columns were not checked where no catalogue was given', () => {
    expect(result.notRun).toEqual(['I4: the columns of the databases were not given']);
    expect(compileFixture([], {}).notRun).toEqual([]);
  });

  it('gives the same bytes for the same input, whatever the order of the files', () => {
    expect(canonicalJson(compileFixture().lock)).toBe(canonicalJson(lock));
  });

  it('hashes all other members into the lock', () => {
    expect(lock.hash).toBe(lockHash(lock));
    expect(lockHash({ ...lock, notYet: [] })).not.toBe(lock.hash);
  });

  it('lists what is parsed and waits', () => {
    expect(lock.notYet).toEqual([
      'consent: marketing (denied)',
      'evidence: customer-care (not asked for)',
      'window: PostalAddress.id for fulfilment (denied)',
      'window: PostalAddress.lines for fulfilment (denied)',
    ]);
  });

  it('takes from the type what a rule does not say, and from the header what the type does not', () => {
    expect(lock.fields['Opportunity.name']).toMatchObject({
      store: 'crm',
      class: 'party',
      subjectPath: 'Opportunity.customer -> Customer',
      read: { 'account-management': 'clear', 'sales-planning': 'clear' },
      steward: 'sales-data@example.test',
      residency: ['EU'],
      source: { kind: 'column', column: { table: 'opportunity', column: 'name' } },
    });
    expect(readers('Opportunity.note')).toEqual(['account-management']);
  });

  it('keeps natural persons’ rights a store and a type', () => {
    expect(lock.types.crm?.Customer).toEqual({
      class: 'party',
      natural: ['account-management', 'customer-care'],
    });
    expect(lock.types.finance?.Customer).toEqual({ class: 'party', natural: ['collections'] });
    expect(lock.types.crm?.OpportunityEdge).toEqual({ class: 'structure' });
  });

  it.each([
    [
      'an edge is readable where a fact of its target and of its own type is',
      'Contact.person',
      ['account-management', 'customer-care'],
    ],
    [
      'an edge looks through connections',
      'Customer.opportunities',
      ['account-management', 'sales-planning'],
    ],
    [
      'a root field is readable where its target is',
      'Query.pipeline',
      ['account-management', 'sales-planning'],
    ],
    [
      'a wrapper’s way on is readable as what it leads to',
      'OpportunityPayload.opportunity',
      ['account-management', 'sales-planning'],
    ],
    [
      'an edge is for no purpose that sees nothing where it starts',
      'Opportunity.product',
      ['account-management', 'sales-planning'],
    ],
    [
      'a wrapper’s own parts are shown with what they wrap',
      'OpportunityConnection.pageInfo',
      ['*'],
    ],
    ['a shared value’s parts are shown with the value', 'Money.minorUnits', ['*']],
    [
      'a mutation is readable for those who may call it',
      'Mutation.moveOpportunity',
      ['account-management'],
    ],
    [
      'a list shared by two forms keeps both readers',
      'Person.emails',
      ['account-management', 'collections'],
    ],
  ])('%s', (_guarantee, coordinate, expected) => {
    expect(readers(coordinate)).toEqual(expected);
  });

  it.each([
    [
      'a key is for those who read it in clear',
      'Query.customer(id:)',
      ['account-management', 'collections', 'customer-care', 'sales-planning'],
    ],
    [
      'an exact filter is for those with the predicate right',
      'OpportunityFilter.stages',
      ['account-management', 'sales-planning'],
    ],
    [
      'a sort is for those who may sort by each of its values',
      'OpportunityOrder.field',
      ['account-management'],
    ],
    ['a page is for everybody', 'Query.pipeline(first:)', ['*']],
    ['an input object is decided by its fields', 'Query.pipeline(filter:)', ['*']],
    ['a parameter is decided by its field', 'Customer.balance(asOf:)', ['*']],
    [
      'a written value is for those who may write',
      'Mutation.moveOpportunity(to:)',
      ['account-management'],
    ],
    [
      'a key of a mutation is for those who may call it',
      'Mutation.moveOpportunity(id:)',
      ['account-management'],
    ],
    [
      'an input field is for those whom its type names',
      'CreateOpportunityInput.name',
      ['account-management'],
    ],
  ])('%s', (_guarantee, coordinate, expected) => {
    expect(lock.arguments[coordinate]?.purposes).toEqual(expected);
  });

  it('gives an argument the class of what it selects by', () => {
    expect(lock.arguments['Query.findPersons(email:)']?.class).toBe('personal');
    expect(lock.arguments['Query.pipeline(first:)']?.class).toBe('structure');
  });

  it('lists the present version of a screen first, then older ones that stay valid', () => {
    const older = `query CustomerCard($id: ID!) @screen(purpose: "account-management", roles: ["account-manager"], subjectsMax: 1) { customer(id: $id) { id } }`;
    const hash = '98';
    const misnamed = compileFixture([[`screens/registered/${hash}.graphql`, '', older]]);
    expect(misnamed.violations.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^The file should be named [0-9a-f]{64}\.graphql\.$/),
    ]);
    const name = /named ([0-9a-f]{64})/.exec(misnamed.violations[0]?.message ?? '')?.[1] ?? '';
    const named = compileFixture([[`screens/registered/${name}.graphql`, '', older]]);
    expect(named.violations).toEqual([]);
    expect(named.lock.screens['customer-card']?.documents).toEqual([
      lock.screens['customer-card']?.documents[0],
      name,
    ]);
  });

  it('reads remote and partitioned sources, and says that they wait', () => {
    const { lock: remote, violations } = compileFixture([
      [
        'policies/finance.yaml',
        'Invoice.number: {source: {column: invoice.number}',
        'Invoice.number: {source: {remote: {system: erp-fr, object: Bill, field: Number}}',
      ],
      [
        'policies/finance.yaml',
        'Invoice.dueDate: {source: {column: invoice.due_date}',
        'Invoice.dueDate: {source: {partition: {by: Invoice.number, of: {fr: {remote: {system: erp-fr, object: Bill, field: Due}}, de: {column: invoice.due_date}}}}',
      ],
    ]);
    expect(violations).toEqual([]);
    expect(remote.fields['Invoice.number']).toMatchObject({ guarantee: 'attached' });
    expect(remote.notYet).toEqual(
      expect.arrayContaining(['remote: Invoice.number', 'partition: Invoice.dueDate']),
    );
  });
});
