import { describe, expect, test } from '@jest/globals';
import { buildSchema, parse, printSchema } from 'graphql';
import { sourceEntries } from '../../../gateway/answer/assemble.ts';
import { answerTemplate, type AnswerTemplate } from '../../../gateway/answer/compiledAnswer.ts';
import { sensitiveInputs } from '../../../gateway/documents/sensitiveInputs.ts';
import { rolesFor, refuseConflicts } from '../../../gateway/identity/authorize.ts';
import { visibleSchema } from '../../../gateway/introspection/visibleSchema.ts';
import { apiSchemaOf } from '../../../policies/apiSchema.ts';
import type { PolicyLock } from '../../../policies/lock.ts';
import { maskDocument } from '../../../policies/mask.ts';
import { composeGraph } from '../../e2e/gateway/support/graph.ts';
import { lockFor } from '../../e2e/gateway/support/lock.ts';

const schema = apiSchemaOf(composeGraph(['crm', 'finance', 'supply-chain', 'customer-pii']));
const lock = lockFor(schema, []);

const templateOf = (text: string, purpose: string, from: PolicyLock = lock): AnswerTemplate => {
  const document = parse(text);
  const roles = lock.purposes[purpose]?.roles ?? [];
  const rights = { purpose, roles, region: 'EU' };
  const { withheld } = maskDocument({ lock: from, schema, document, ...rights });
  return answerTemplate({ lock: from, schema, document, withheld, ...rights });
};

describe('rows of natural persons', () => {
  const board = '{ pipeline { edges { node { id customer { id parent { id } } } } } }';

  test('are left out once, on the outermost list: what is below is left out with it', () => {
    const template = templateOf(board, 'sales-planning');
    expect([...template.filteredLists]).toEqual(['pipeline']);
    expect([...template.filteredEdges]).toEqual([]);
  });

  test('behind a single edge are noted there', () => {
    const template = templateOf(
      'query($id: ID!) { customer(id: $id) { opportunities { totalCount } } }',
      'sales-planning',
    );
    expect([...template.filteredEdges]).toEqual(['customer']);
    expect([...template.filteredLists]).toEqual([]);
  });

  test('are not left out where the purpose may see them', () => {
    const template = templateOf(board, 'account-management');
    expect([...template.filteredLists, ...template.filteredEdges]).toEqual([]);
  });
});

describe('sources', () => {
  const text =
    'query($id: ID!) { customer(id: $id) { tradeName receivables { balance { minorUnits } } contacts { person { id birthDate } } } }';
  const { sources } = templateOf(text, 'account-management');

  test('a denied leaf is listed as denied', () => {
    expect(sources.find(({ path }) => path.endsWith('birthDate'))).toMatchObject({
      coordinate: 'Person.birthDate',
      store: 'customer-pii',
      form: 'deny',
    });
  });

  test('a part of a value type has the store of the value', () => {
    expect(sources.find(({ path }) => path.endsWith('minorUnits'))).toMatchObject({
      coordinate: 'Money.minorUnits',
      store: 'finance',
    });
  });

  test('a denied leaf is never said to be fetched, whatever was answered', () => {
    const answered = new Map(
      sources.map(({ path }) => [path, { subgraph: 'crm', readAt: 'then' } as const]),
    );
    const entries = sourceEntries(sources, answered);
    expect(entries.map(({ path, fetched }) => [path, fetched])).toEqual([
      ['customer.tradeName', true],
      ['customer.receivables.balance.minorUnits', true],
      ['customer.contacts.*.person.id', true],
      ['customer.contacts.*.person.birthDate', false],
    ]);
    expect(entries[2]).toMatchObject({ store: 'customer-pii', answeredBy: 'crm' });
    expect(entries[0]).not.toHaveProperty('answeredBy');
  });

  test('what no store answered was not fetched', () => {
    expect(sourceEntries(sources, new Map()).every(({ fetched }) => !fetched)).toBe(true);
  });
});

describe('inputs that a URL must not hold', () => {
  test.each<[text: string, variables: readonly string[], literal: boolean]>([
    ['query($id: ID!) { customer(id: $id) { id } }', ['id'], false],
    ['{ customer(id: "c1") { id } }', [], true],
    ['query($m: String!) { customerByMail(mail: $m) { id } }', ['m'], false],
    [
      'query($f: Date, $s: [Stage!]) { pipeline(filter: { closeFrom: $f, stages: $s }) { totalCount } }',
      ['f'],
      false,
    ],
    ['{ pipeline(filter: { closeFrom: "2026-01-01" }) { totalCount } }', [], true],
    [
      'query($filter: OpportunityFilter) { pipeline(filter: $filter) { totalCount } }',
      ['filter'],
      false,
    ],
    [
      'query($s: Stage!) { pipeline(first: 5, filter: { stages: [$s] }) { totalCount } }',
      [],
      false,
    ],
    ['query($max: Int = 3, $x: Boolean!) { products(max: $max) { id @skip(if: $x) } }', [], false],
    ['{ pipeline(filter: { closeFrom: null }) { totalCount } }', [], false],
  ])('%s', (text, variables, literal) => {
    const found = sensitiveInputs(lock, schema, parse(text));
    expect([[...found.variables], found.literal]).toEqual([variables, literal]);
  });

  test('an argument without a rule counts as personal', () => {
    const found = sensitiveInputs(
      { ...lock, arguments: {} },
      schema,
      parse('query($max: Int) { products(max: $max) { id } }'),
    );
    expect([...found.variables]).toEqual(['max']);
  });
});

describe('roles', () => {
  const caller = {
    actor: 'a',
    roles: ['x'],
    team: undefined,
    region: 'EU',
    authAgeSeconds: undefined,
    demo: false,
    expiresAt: 0,
  };
  const served = { roles: ['account-manager', 'care-agent'] } as never;

  test('a caller without a role of the screen is refused', () => {
    expect(() => rolesFor(served, caller)).toThrow('Your role may not use this screen or command.');
  });

  test('two roles that are kept apart are refused', () => {
    const both = { ...caller, roles: ['account-manager', 'accountant'] };
    expect(() => {
      refuseConflicts(lock, both);
    }).toThrow('Your roles may not be held together.');
  });

  test('roles that the screen does not know are left out', () => {
    const roles = ['account-manager', 'gardener'];
    expect(rolesFor(served, { ...caller, roles })).toEqual(['account-manager']);
  });
});

describe('the visible part of a graph', () => {
  const graph = buildSchema(`
    type Query { a(x: In, must: Int!): A b: B any: Any node: Node }
    type Mutation { c(input: Must!): A }
    type A implements Node { id: ID! s: String }
    type B implements Node { id: ID! t: String }
    type C { d: D } type D { c: C }
    interface Node { id: ID! }
    union Any = A | B
    input In { p: Int q: Int }
    input Must { p: Int! q: Int }
  `);
  const see = (...coordinates: string[]): string =>
    printSchema(visibleSchema(graph, new Set(coordinates)));

  test('a field whose required argument is hidden is hidden', () => {
    expect(see('Query.a', 'A.id', 'Query.b', 'B.t')).not.toContain('a(');
  });

  test('an input object whose required field is hidden is hidden, with what needs it', () => {
    const text = see('Query.b', 'B.t', 'Mutation.c', 'Mutation.c(input:)', 'Must.q', 'A.id');
    expect(text).not.toContain('Mutation');
    expect(text).not.toContain('Must');
  });

  test('an optional argument that is hidden only takes itself', () => {
    const text = see('Query.a', 'Query.a(must:)', 'A.id');
    expect(text).toContain('a(must: Int!): A');
    expect(text).not.toContain('input In');
  });

  test('an object that lacks a field of its interface no longer states it', () => {
    const text = see(
      'Query.b',
      'B.t',
      'Query.node',
      'Node.id',
      'Query.a',
      'Query.a(must:)',
      'A.id',
    );
    expect(text).toContain('type A implements Node');
    expect(text).toContain('type B {');
  });

  test('a union keeps its visible members, and an object behind an interface stays', () => {
    expect(see('Query.any', 'A.s')).toContain('union Any = A');
    expect(see('Query.node', 'Node.id', 'A.id', 'A.s')).toContain('type A implements Node');
  });

  test('types that lead only to each other, and to no value, are not shown', () => {
    const text = see('Query.b', 'B.t', 'C.d', 'D.c');
    expect(text).not.toContain('type C');
  });
});

describe('an answer waits for the log', () => {
  const nameOf = (read: PolicyLock['fields'][string]['read']): PolicyLock => {
    const rule = lock.fields['Product.name'];
    if (rule === undefined) throw new TypeError('there is no such field');
    return {
      ...lock,
      fields: { ...lock.fields, 'Product.name': { ...rule, class: 'personal', read } },
    };
  };
  const text = '{ products(max: 1) { id name } }';

  test('where a store is asked for a value of a person', () => {
    const shown = nameOf({ 'account-management': 'clear', rights: 'clear' });
    expect(templateOf(text, 'account-management', shown).businessOnly).toBe(false);
  });

  test('but not for a value that is withheld, since no store is asked for it', () => {
    const template = templateOf(text, 'account-management', nameOf({ rights: 'clear' }));
    expect(template.withheld.map(({ path }) => path)).toEqual(['products.*.name']);
    expect(template.businessOnly).toBe(true);
  });

  test('where something else of a party is shown beside what is withheld', () => {
    const alias = '{ products(max: 1) { id name } customer(id: "c1") { id } }';
    const template = templateOf(alias, 'account-management', nameOf({ rights: 'clear' }));
    expect(template.businessOnly).toBe(false);
  });
});
