import { describe, expect, it, test } from '@jest/globals';
import { parse, print } from 'graphql';
import { sha256Hex } from '../../../lib/hash.ts';
import { apiSchemaOf } from '../../../policies/apiSchema.ts';
import { parseScreen, ScreenError } from '../../../policies/screen.ts';
import { subjectsMaxOf } from '../../../policies/subjectsMax.ts';
import { compileFixture, fixtureInput } from './fixtures.ts';
import { file, holds } from './refusalTable.ts';

const directive = '@screen(purpose: "customer-care", roles: ["care-agent"], subjectsMax: 2)';

describe('a screen’s text', () => {
  test.each<[guarantee: string, text: string, message: RegExp, line: number]>([
    ['a text that does not parse is refused at its line', 'query A {\n  x(\n}', /Syntax Error/, 3],
    ['two operations are refused', `query A ${directive} { x } query B { y }`, /one operation/, 1],
    ['a subscription is refused', `subscription A ${directive} { x }`, /not supported/, 1],
    ['an operation without a name is refused', `query ${directive} { x }`, /needs a name/, 1],
    ['an operation without a purpose is refused', '\nquery A { x }', /needs @screen/, 2],
    [
      'a purpose without roles is refused',
      'query A\n @screen(purpose: "p", roles: [], subjectsMax: 0) { x }',
      /roles/,
      2,
    ],
    [
      'a screen without a subject limit is refused',
      'query A @screen(purpose: "p", roles: ["r"]) { x }',
      /subjectsMax/,
      1,
    ],
    [
      'a negative subject limit is refused',
      'query A @screen(purpose: "p", roles: ["r"], subjectsMax: -1) { x }',
      /subjectsMax/,
      1,
    ],
    [
      'an argument that @screen does not have is refused',
      'query A @screen(purpose: "p", roles: ["r"], subjectsMax: 1, colour: "red") { x }',
      /colour/,
      1,
    ],
    [
      'a purpose from a variable is refused',
      'query A($p: String) @screen(purpose: $p, roles: ["r"], subjectsMax: 1) { x }',
      /purpose/,
      1,
    ],
  ])('%s', (_guarantee, text, message, line) => {
    const problem = problemOf(text);
    expect(problem?.message).toMatch(message);
    expect(problem?.line).toBe(line);
  });

  function problemOf(text: string): ScreenError | undefined {
    try {
      parseScreen(text);
      return undefined;
    } catch (error) {
      if (error instanceof ScreenError) return error;
      throw error;
    }
  }

  it('is named after its operation, hashed whole, and planned without @screen', () => {
    const text = `query Customer360($id: ID!) ${directive} { customer(id: $id) { id } }\n`;
    const screen = parseScreen(text);
    expect(screen).toMatchObject({
      name: 'customer-360',
      kind: 'screen',
      hash: sha256Hex(text),
      purpose: 'customer-care',
      roles: ['care-agent'],
      subjectsMax: 2,
      showWithheld: [],
      onDenied: 'WITHHOLD',
    });
    expect(print(screen.document)).not.toContain('@screen');
    expect(parseScreen(`mutation MoveDeal ${directive} { x }`)).toMatchObject({
      name: 'moveDeal',
      kind: 'command',
    });
  });
});

describe('subjectsMax', () => {
  const { lock } = compileFixture();
  const schema = apiSchemaOf(fixtureInput().supergraph);
  const count = (text: string, purpose: string): number =>
    subjectsMaxOf(lock, schema, parse(text), purpose);

  test.each<[guarantee: string, text: string, subjects: number, purpose: string]>([
    ['a customer counts one', '{ customer(id: "1") { id } }', 1, 'account-management'],
    ['a person counts one', '{ person(id: "1") { id } }', 1, 'account-management'],
    [
      'an address under neither counts one',
      '{ address(id: "1") { lines } }',
      1,
      'account-management',
    ],
    [
      'an address under a person adds nothing',
      '{ person(id: "1") { addresses { lines } } }',
      1,
      'account-management',
    ],
    [
      'rows below a customer that are that same party’s add nothing',
      '{ customer(id: "1") { opportunities(first: 50) { edges { node { id customer { id } } } } } }',
      1,
      'account-management',
    ],
    [
      'a row of a party counts one, and its customer adds nothing',
      '{ pipeline(first: 10) { edges { node { id customer { id } } } } }',
      10,
      'account-management',
    ],
    [
      'another customer below a customer counts',
      '{ customer(id: "1") { parent { id } } }',
      2,
      'account-management',
    ],
    [
      'persons below a customer count, times the list above them',
      '{ customer(id: "1") { contacts(first: 3) { person { id } } } }',
      4,
      'account-management',
    ],
    [
      'lists multiply',
      '{ pipeline(first: 10) { edges { node { customer { contacts(first: 3) { person { id } } } } } } }',
      40,
      'account-management',
    ],
    [
      'a first that is left out counts as its default',
      '{ customer(id: "1") { contacts { person { id } } } }',
      21,
      'account-management',
    ],
    [
      'a first from a variable counts as the largest page',
      'query ($n: Int) { customer(id: "1") { contacts(first: $n) { person { id } } } }',
      101,
      'account-management',
    ],
    [
      'a list of none counts none',
      '{ customer(id: "1") { contacts(first: 0) { person { id } } } }',
      1,
      'account-management',
    ],
    [
      'fragments count where they are spread',
      '{ a: customer(id: "1") { ...C } b: customer(id: "2") { ...C } } fragment C on Customer { contacts(first: 1) { person { id } } }',
      4,
      'account-management',
    ],
    [
      'parties count nothing for a purpose that sees no natural person',
      '{ pipeline(first: 10) { edges { node { id customer { id } } } } }',
      0,
      'sales-planning',
    ],
    [
      'what belongs to no party counts nothing',
      '{ pipeline(first: 10) { edges { node { product { sku } } } } }',
      0,
      'sales-planning',
    ],
    [
      'totals beside a page are no row',
      '{ pipeline(first: 1) { totals { count } } }',
      0,
      'account-management',
    ],
    [
      'a list without a bound that leads to persons has none',
      '{ person(id: "1") { addresses { lines } } findPersons(first: 2) { edges { node { id } } } }',
      3,
      'account-management',
    ],
  ])('%s', (_guarantee, text, subjects, purpose) => {
    expect(count(text, purpose)).toBe(subjects);
  });

  it('is without bound where a list that leads to people is', () => {
    const unbounded = fixtureInput([
      [
        'schema/customer-pii.graphql',
        'person(id: ID!): Person',
        'person(id: ID!): Person people: [Person!]',
      ],
    ]).supergraph;
    expect(
      subjectsMaxOf(lock, apiSchemaOf(unbounded), parse('{ people { id } }'), 'customer-care'),
    ).toBe(Infinity);
  });
});

const card = 'screens/customer-card.graphql';
const board = 'screens/pipeline-board.graphql';
const move = 'screens/commands/moveOpportunity.graphql';

describe('I12: a screen asks for nothing that its purpose may not read', () => {
  holds([
    [
      'a field that the purpose may not read is refused',
      [[board, 'product { sku }', 'note']],
      ['I12 Opportunity.note'],
    ],
    [
      'a field in showWithheld may be denied',
      [[card, ', showWithheld: ["Person.birthDate"]', '']],
      ['I12 Person.birthDate'],
    ],
    [
      'showWithheld of what the screen does not ask for is refused',
      [[card, '"Person.birthDate"]', '"Person.birthDate", "Person.birthYear"]']],
      ['I12 Person.birthYear'],
    ],
    [
      'a field that rests on a window is refused until windows are kept',
      [[card, 'name { full }', 'name { full } addresses { lines }']],
      ['I12 Person.addresses', 'I12 PostalAddress.lines'],
    ],
    [
      'a filter without the predicate right is refused',
      [
        [board, 'closeFrom: $from', 'closeFrom: $from, stages: [OPEN]'],
        [
          file.crm,
          'predicate: {exact: [account-management, sales-planning]}, write',
          'predicate: {exact: [account-management]}, write',
        ],
      ],
      ['I12 OpportunityFilter.stages'],
    ],
    [
      'a role that the purpose does not have is refused',
      [[board, 'roles: ["sales-lead"]', 'roles: ["sales-lead", "dispatcher"]']],
      ['I12 pipeline-board'],
    ],
    [
      'an unknown purpose is refused',
      [[board, 'purpose: "sales-planning"', 'purpose: "spying"']],
      ['I12 pipeline-board'],
    ],
    [
      'more subjects than declared are refused',
      [[card, 'subjectsMax: 4', 'subjectsMax: 3']],
      ['I12 customer-card'],
    ],
    [
      'a field that the graph lacks is refused',
      [[card, 'tradeName', 'colour']],
      ['I12 customer-card'],
    ],
    [
      'a command for a purpose that may not write is refused',
      [
        [
          move,
          'purpose: "account-management", roles: ["account-manager"]',
          'purpose: "sales-planning", roles: ["sales-lead"]',
        ],
      ],
      [
        'I12 Mutation.moveOpportunity',
        'I12 Mutation.moveOpportunity(id:)',
        'I12 Mutation.moveOpportunity(expectedVersion:)',
        'I12 Mutation.moveOpportunity(to:)',
      ],
    ],
    [
      'a document whose file has another name is refused',
      [
        [
          'screens/other.graphql',
          '',
          'query Another @screen(purpose: "sales-planning", roles: ["sales-lead"], subjectsMax: 0) { pipeline { totalCount } }',
        ],
      ],
      ['I12 other'],
    ],
    [
      'a purpose without a basis reaches no personal field',
      [
        [
          file.pii,
          'says: The whole name on one line.',
          'says: The whole name on one line., read: {account-management: clear, sales-planning: clear}, reclassified: {by: dpo@example.test, because: for the test alone}',
        ],
      ],
      ['I12 PersonName.full'],
    ],
    [
      'a purpose without a basis sees no natural person’s row',
      [
        [
          file.crm,
          'Opportunity.customer -> Customer, natural: [account-management]',
          'Opportunity.customer -> Customer, natural: [account-management, sales-planning]',
        ],
      ],
      ['I12 Opportunity', 'I12 pipeline-board'],
    ],
  ]);
});
