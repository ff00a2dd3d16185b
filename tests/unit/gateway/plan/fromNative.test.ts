import { describe, expect, test } from '@jest/globals';
import { QueryPlanner, type PlanNode } from '@graphql-hive/router-query-planner';
import { fromNative } from '../../../../gateway/plan/fromNative.ts';
import type { OperationPlan, PlanStep } from '../../../../gateway/plan/plan.ts';
import { fetchesOf } from '../../../../gateway/plan/steps.ts';
import { shop, shopOfTwoUnits } from './shop.ts';

const planned = (text: string, sdl = shop): OperationPlan =>
  fromNative(new QueryPlanner(sdl).plan(text, undefined, new Set(), 0));

const fetchNode = (members: object): object => ({
  kind: 'Fetch',
  serviceName: 'goods',
  operation: '{x}',
  ...members,
});
const read = (node: unknown): PlanStep | undefined =>
  fromNative({ kind: 'QueryPlan', node: node as PlanNode }).root;

const entity = (selections: readonly unknown[]) => ({
  kind: 'fragment',
  type: 'Product',
  selections,
});
const leaf = (name: string, key = name) => ({ kind: 'field', name, key, selections: undefined });

describe('what execution does not have yet is refused, not left out', () => {
  const batch = { kind: 'BatchFetch', serviceName: 'goods', entityBatch: { aliases: [] } };
  const requiring = (selection: object) => fetchNode({ requires: [selection] });
  test.each<[name: string, node: unknown]>([
    ['deferred fragments', { kind: 'Defer', primary: {}, deferred: [] }],
    ['subscriptions', { kind: 'Subscription', primary: fetchNode({}) }],
    ['a subscription as a fetch', fetchNode({ operationKind: 'subscription' })],
    ['a batch below a path', { kind: 'Flatten', path: [{ Field: 'a' }], node: batch }],
    [
      'a key that hangs on a variable',
      requiring({ kind: 'InlineFragment', typeCondition: 'A', selections: [], includeIf: 'v' }),
    ],
    ['a named fragment in a key', requiring({ kind: 'FragmentSpread', value: 'f' })],
  ])('%s', (_name, node) => {
    expect(() => read(node)).toThrow(expect.objectContaining({ code: 'NOT_SUPPORTED' }));
  });

  test.each<[name: string, node: unknown]>([
    ['node', { kind: 'Teleport' }],
    ['path segment', { kind: 'Flatten', path: [{ Index: 1 }], node: fetchNode({}) }],
    ['selection', requiring({ kind: 'Wish' })],
    ['rewrite', fetchNode({ outputRewrites: [{ Adder: {} }] })],
  ])('an unknown %s fails the request', (_name, node) => {
    expect(() => read(node)).toThrow(TypeError);
  });
});

describe('a plan of the planner keeps its meaning', () => {
  test('an entity lookup carries its place, its key and its variables', () => {
    expect(planned('query ($id: ID) { p: product(id: $id) { price } }').root).toMatchObject({
      kind: 'sequence',
      steps: [
        {
          subgraph: 'goods',
          operation: 'query',
          variables: ['id'],
          parts: [{ kind: 'root', path: [], outputRewrites: [] }],
        },
        {
          subgraph: 'freight',
          parts: [
            {
              kind: 'entities',
              responseKey: '_entities',
              variable: 'representations',
              paths: [[{ kind: 'key', key: 'p' }]],
              requires: [entity([leaf('__typename'), leaf('id')])],
            },
          ],
        },
      ],
    });
  });

  test('two lookups in one request stay two parts, each under its alias and variable', () => {
    const [, second] = fetchesOf(planned('{ product { price } pets { age } }'));
    expect(second?.parts).toHaveLength(2);
    for (const part of second?.parts ?? []) {
      if (part.kind !== 'entities') throw new TypeError('a batch holds lookups only');
      expect(second?.text).toContain(
        `${part.responseKey}: _entities(representations: $${part.variable})`,
      );
    }
    expect(second?.parts.map((part) => part.kind === 'entities' && part.paths)).toEqual(
      expect.arrayContaining([
        [[{ kind: 'key', key: 'product' }]],
        [[{ kind: 'key', key: 'pets' }, { kind: 'list' }]],
      ]),
    );
  });

  test('one lookup for several places keeps every place', () => {
    const [, second] = fetchesOf(planned('{ a: product { price } b: product { price } }'));
    expect(second?.parts).toHaveLength(1);
    expect(second?.parts[0]).toMatchObject({
      paths: expect.arrayContaining([[{ kind: 'key', key: 'a' }], [{ kind: 'key', key: 'b' }]]),
    });
  });

  test('each of two fields that require one value with other arguments gets its own value', () => {
    const [first, second] = fetchesOf(planned('{ product { byRoad byAir } }', shopOfTwoUnits));
    const read = (second?.parts ?? []).flatMap((part) =>
      part.kind === 'entities'
        ? part.requires.flatMap((one) => (one.kind === 'fragment' ? one.selections : []))
        : [],
    );
    const weights = read.filter((one) => one.kind === 'field' && one.name === 'weight');
    const keys = new Set(weights.map((one) => (one.kind === 'field' ? one.key : '')));
    expect(keys.size).toBe(2);
    for (const key of keys) {
      expect(first?.text).toMatch(key === 'weight' ? /[^:] weight\(/ : `${key}: weight(`);
    }
  });

  test('fields that the planner had to alias get their name back', () => {
    const [first] = fetchesOf(
      planned('{ media { ... on Book { title } ... on Movie { title } } }'),
    );
    expect(first?.parts).toMatchObject([
      {
        outputRewrites: [
          {
            kind: 'rename',
            path: [
              { kind: 'key', key: 'media' },
              { kind: 'types', types: ['Movie'] },
              { kind: 'key', key: '_internal_qp_alias_0' },
            ],
            to: 'title',
          },
        ],
      },
    ]);
  });

  test('an interface object is asked for under its own type', () => {
    const [, second] = fetchesOf(planned('{ pets { age } }'));
    expect(second?.parts).toMatchObject([
      {
        inputRewrites: [
          {
            kind: 'set',
            path: [
              { kind: 'types', types: ['Pet'] },
              { kind: 'key', key: '__typename' },
            ],
            value: 'Pet',
          },
        ],
      },
    ]);
  });

  test('a setter in the older form is read alike', () => {
    const path = [{ TypenameEquals: ['Pet'] }, { Key: '__typename' }];
    const setter = { path, setValueTo: 'Pet' };
    const of = (rewrite: object) => read(fetchNode({ requires: [], inputRewrites: [rewrite] }));
    expect(of({ kind: 'ValueSetter', ...setter })).toEqual(of({ ValueSetter: setter }));
  });

  test('an object of one type below a list is reached by list and type', () => {
    const [, second] = fetchesOf(planned('{ pets { ... on Cat { toy { price } } } }'));
    expect(second?.parts).toMatchObject([
      {
        paths: [
          [
            { kind: 'key', key: 'pets' },
            { kind: 'list' },
            { kind: 'types', types: ['Cat'] },
            { kind: 'key', key: 'toy' },
          ],
        ],
      },
    ]);
  });

  test('a root object below the answer is asked for like the root', () => {
    const fetches = fetchesOf(planned('mutation { add { query { rates } } }'));
    expect(fetches).toMatchObject([
      { operation: 'mutation', subgraph: 'goods' },
      {
        operation: 'query',
        subgraph: 'freight',
        parts: [
          {
            kind: 'root',
            path: [
              { kind: 'key', key: 'add' },
              { kind: 'key', key: 'query' },
            ],
          },
        ],
      },
    ]);
  });

  test('a skipped lookup is a condition with one branch', () => {
    const { root } = planned('query ($s: Boolean!) { product { name price @skip(if: $s) } }');
    expect(root).toMatchObject({
      kind: 'sequence',
      steps: [
        { kind: 'fetch', subgraph: 'goods' },
        { kind: 'condition', variable: 's', whenTrue: undefined, whenFalse: { kind: 'fetch' } },
      ],
    });
  });

  test('a plan that crossed a process border as JSON reads the same', () => {
    const plan = new QueryPlanner(shop).plan('{ pets { age } }', undefined, new Set(), 0);
    expect(fromNative(JSON.parse(JSON.stringify(plan)))).toEqual(fromNative(plan));
  });
});
