import { describe, expect, test } from '@jest/globals';
import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner, type PlanNode } from '@apollo/query-planner';
import { parse } from 'graphql';
import { fromApollo } from '../../../../gateway/plan/fromApollo.ts';
import type { OperationPlan, PlanStep } from '../../../../gateway/plan/plan.ts';
import { fetchesOf } from '../../../../gateway/plan/steps.ts';
import { shop } from './shop.ts';

const supergraph = Supergraph.build(shop);
const planner = new QueryPlanner(supergraph);
const planned = (text: string): OperationPlan =>
  fromApollo(planner.buildQueryPlan(operationFromDocument(supergraph.apiSchema(), parse(text))));

const fetchNode = (members: object): object => ({
  kind: 'Fetch',
  serviceName: 'goods',
  operation: '{x}',
  operationKind: 'query',
  ...members,
});
const read = (node: unknown): PlanStep | undefined =>
  fromApollo({ kind: 'QueryPlan', node: node as PlanNode }).root;

describe('what execution does not have yet is refused, not left out', () => {
  test.each<[name: string, node: unknown]>([
    ['deferred fragments', { kind: 'Defer', primary: {}, deferred: [] }],
    ['subscriptions', { kind: 'Subscription', primary: fetchNode({}) }],
    ['a subscription as a fetch', fetchNode({ operationKind: 'subscription' })],
    [
      'context arguments',
      fetchNode({ contextRewrites: [{ kind: 'KeyRenamer', path: ['..', 'x'], renameKeyTo: 'c' }] }),
    ],
  ])('%s', (_name, node) => {
    expect(() => read(node)).toThrow(expect.objectContaining({ code: 'NOT_SUPPORTED' }));
  });

  test('a node of an unknown kind fails the request', () => {
    expect(() => read({ kind: 'Teleport' })).toThrow(TypeError);
  });
});

describe('a plan of the planner keeps its meaning', () => {
  test('a document that needs no store has no step', () => {
    expect(planned('{ __typename }')).toEqual({ root: undefined });
  });

  test('an entity lookup carries its place, its key and its variables', () => {
    const { root } = planned('query ($id: ID) { p: product(id: $id) { price } }');
    expect(root).toMatchObject({
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
              requires: [
                {
                  kind: 'fragment',
                  type: 'Product',
                  selections: [
                    { kind: 'field', name: '__typename', key: '__typename', selections: undefined },
                    { kind: 'field', name: 'id', key: 'id', selections: undefined },
                  ],
                },
              ],
            },
          ],
        },
      ],
    });
  });

  test('what a required field needs inside is kept', () => {
    const [, second] = fetchesOf(planned('{ product { shipping } }'));
    expect(second?.parts).toMatchObject([
      {
        requires: [
          {
            selections: expect.arrayContaining([
              {
                kind: 'field',
                name: 'size',
                key: 'size',
                selections: [{ kind: 'field', name: 'width', key: 'width', selections: undefined }],
              },
            ]),
          },
        ],
      },
    ]);
  });

  test('a list of lists is one list step', () => {
    const [, second] = fetchesOf(planned('{ grid { price } }'));
    expect(second?.parts).toMatchObject([
      { paths: [[{ kind: 'key', key: 'grid' }, { kind: 'list' }]] },
    ]);
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
              { kind: 'key', key: 'title__alias_0' },
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

  test('a skipped root field is a condition with one branch', () => {
    const { root } = planned('query ($s: Boolean!) { rates @skip(if: $s) }');
    expect(root).toMatchObject({
      kind: 'condition',
      variable: 's',
      whenTrue: undefined,
      whenFalse: { kind: 'fetch', subgraph: 'freight' },
    });
  });

  test.each<[path: readonly string[], steps: readonly unknown[]]>([
    [
      ['pets', '@|[Cat,Dog]', 'toy'],
      [
        { kind: 'key', key: 'pets' },
        { kind: 'list' },
        { kind: 'types', types: ['Cat', 'Dog'] },
        { kind: 'key', key: 'toy' },
      ],
    ],
    [
      ['', 'pet|[Cat]', 'toy'],
      [
        { kind: 'key', key: 'pet' },
        { kind: 'types', types: ['Cat'] },
        { kind: 'key', key: 'toy' },
      ],
    ],
    [
      ['|[Query]', 'a'],
      [
        { kind: 'types', types: ['Query'] },
        { kind: 'key', key: 'a' },
      ],
    ],
  ])('type conditions in a path are steps of their own: %j', (path, steps) => {
    const step = read({ kind: 'Flatten', path, node: fetchNode({ requires: [] }) });
    expect(step).toMatchObject({ parts: [{ paths: [steps] }] });
  });
});
