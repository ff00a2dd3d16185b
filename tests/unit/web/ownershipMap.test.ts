import { describe, expect, test } from '@jest/globals';
import {
  coveredCount,
  csvOf,
  edgesOf,
  filtersOf,
  matching,
  pointersOf,
  roomsOf,
  type FieldRule,
} from '../../../web/map/model.ts';

const rule = (coordinate: string, store: string, more: Partial<FieldRule> = {}): FieldRule => ({
  ...{ coordinate, store, source: 'column t.c', guarantee: 'owned', class: 'BUSINESS' },
  ...{ accountable: 'head of sales', steward: 'sales@example.test', says: `Says ${coordinate}.` },
  ...{ category: null, subjectPath: null, write: [], residency: ['EU'], erase: null },
  ...{ portable: false, sentence: '', couldSee: [], read: [{ purpose: 'audit', form: 'clear' }] },
  predicate: { exact: [], range: [], sort: [] },
  ...more,
});

const rules = [
  rule('Customer.id', 'crm'),
  rule('Customer.credit', 'finance'),
  rule('Customer.orders', 'crm'),
  rule('Order.id', 'crm'),
  rule('Order.shipments', 'crm'),
  rule('Shipment.id', 'supply-chain', { class: 'PARTY' }),
  rule('Wrapper.node', 'crm', { read: [{ purpose: '*', form: 'clear' }] }),
];

const coordinates = (found: readonly FieldRule[]): readonly string[] =>
  found.map(({ coordinate }) => coordinate);
const ask = (query: string): readonly string[] =>
  coordinates(matching(rules, filtersOf(new URLSearchParams(query))));

describe('a filter', () => {
  test.each([
    ['of a word that stands nowhere leaves nothing', 'q=unheard', []],
    [
      'of a purpose leaves what is shown for it, wrappers included',
      'purpose=tax',
      ['Wrapper.node'],
    ],
    ['of a store leaves its own fields alone', 'store=finance', ['Customer.credit']],
    ['narrows what another one left', 'store=crm&class=PARTY', []],
    ['of a class leaves its fields', 'class=PARTY', ['Shipment.id']],
    ['of several words wants all of them', 'q=order+says+id', ['Order.id']],
  ])('%s', (_promise, query, expected) => {
    expect(ask(query)).toEqual(expected);
  });

  test('that is not set leaves everything', () => {
    expect(ask('')).toHaveLength(rules.length);
  });
});

test('only a field that leads into another store is a pointer', () => {
  const pointers = pointersOf(rules, rules, {
    'Customer.orders': 'Order',
    'Order.shipments': 'Shipment',
    'Customer.credit': 'Credit',
  });
  expect(pointers.map((each) => [each.rule.coordinate, each.from, each.to])).toEqual([
    ['Order.shipments', 'crm', 'supply-chain'],
  ]);
  expect(edgesOf(pointers)).toEqual([{ from: 'crm', to: 'supply-chain', pointers }]);
});

test('a type stands in the room of each store that answers a field of it', () => {
  const rooms = roomsOf(rules).map(({ store, types }) => [store, types.map(({ type }) => type)]);
  expect(rooms).toEqual([
    ['crm', ['Customer', 'Order', 'Wrapper']],
    ['finance', ['Customer']],
    ['supply-chain', ['Shipment']],
  ]);
});

test.each(['store', 'source', 'accountable', 'steward', 'says'] as const)(
  'a field without %s is not covered',
  (part) => {
    expect(coveredCount([rule('Customer.id', 'crm', { [part]: ' ' })])).toBe(0);
    expect(coveredCount([rule('Customer.id', 'crm')])).toBe(1);
  },
);

test('a text of the map can neither break its line of CSV nor run as a formula', () => {
  const says = '=HYPERLINK("x"), and\nmore';
  const [, line] = csvOf([rule('A.b', 'crm', { says })]).split(/\r\n/);
  expect(line).toContain(`,"'=HYPERLINK(""x""), and\nmore",`);
});
