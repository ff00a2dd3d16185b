import { describe, expect, test } from '@jest/globals';
import type { FetchStep, RequiredSelection, Rewrite } from '../../../../gateway/plan/plan.ts';
import { widened } from '../../../../gateway/plan/interfaceObjects.ts';
import { requiredWithArguments } from '../../../../gateway/plan/requirements.ts';
import { assertNothingForgotten } from '../../../../gateway/plan/wholePlan.ts';
import { Supergraph } from '@apollo/federation-internals';
import { composeSupergraph } from '../../../support/composed.ts';

const field = (name: string, key = name): RequiredSelection => ({
  ...{ kind: 'field', name, key, selections: undefined },
});

const on = (type: string, ...selections: RequiredSelection[]): RequiredSelection => ({
  ...{ kind: 'fragment', type, selections },
});

describe('a plan that asks for a value which it never uses', () => {
  const plan = (asked: string, required: RequiredSelection, renamed?: string) => {
    const rewrites: Rewrite[] =
      renamed === undefined
        ? []
        : [{ kind: 'rename', path: [{ kind: 'key', key: renamed }], to: 'x' }];
    const first: FetchStep = {
      ...{ kind: 'fetch', subgraph: 'goods', operation: 'query', text: asked, variables: [] },
      parts: [{ kind: 'root', path: [], outputRewrites: rewrites }],
    };
    const second: FetchStep = {
      ...{ kind: 'fetch', subgraph: 'tax', operation: 'query', variables: [] },
      text: 'query($r:[_Any!]!){_entities(representations:$r){...on Product{duty}}}',
      parts: [
        {
          ...{ kind: 'entities', responseKey: '_entities', variable: 'r' },
          paths: [[{ kind: 'key', key: 'product' }]],
          requires: [on('Product', required)],
          ...{ inputRewrites: [], outputRewrites: [] },
        },
      ],
    };
    return { root: { kind: 'sequence' as const, steps: [first, second] } };
  };
  const asked = '{product{price _internal_qp_alias_0: price(unit: "EUR")}}';

  test('is refused: another value would be sent in its place', () => {
    expect(() => {
      assertNothingForgotten(plan(asked, field('price')));
    }).toThrow(expect.objectContaining({ code: 'NOT_SUPPORTED' }));
  });

  test.each<[use: string, plan: ReturnType<typeof plan>]>([
    ['is required under that name', plan(asked, field('price', '_internal_qp_alias_0'))],
    ['is answered under the client’s key', plan(asked, field('price'), '_internal_qp_alias_0')],
    ['does not stand there', plan('{product{price}}', field('price'))],
  ])('is taken where the value %s', (_use, given) => {
    expect(() => {
      assertNothingForgotten(given);
    }).not.toThrow();
  });
});

describe('lookups of an interface object', () => {
  const rewrites: Rewrite[] = [
    {
      kind: 'set',
      path: [
        { kind: 'types', types: ['Media'] },
        { kind: 'key', key: '__typename' },
      ],
      value: 'Media',
    },
  ];
  const text = 'query($r:[_Any!]!){_entities(representations:$r){...on Media{score}}}';

  test.each<[what: string, requires: RequiredSelection, text: string, type: string]>([
    ['are of all its types where one stands for it', on('Book', field('id')), text, 'Media'],
    ['stay as they are where it is named itself', on('Media', field('id')), text, 'Media'],
    [
      'stay with a type that the sub-request speaks of',
      on('Book', field('id')),
      text.replace('...on Media{score}', '...on Media{score}...on Book{pages}'),
      'Book',
    ],
  ])('%s', (_what, requires, asked, type) => {
    expect(widened([requires], rewrites, asked)).toEqual([{ ...requires, type }]);
  });

  test('are those that the planner names where no interface object is meant', () => {
    expect(widened([on('Book', field('id'))], [], text)).toEqual([on('Book', field('id'))]);
  });
});

test('fields that are required and take arguments are known by name', () => {
  const supergraphSdl = composeSupergraph({
    goods: `type Query { product: Product } type Product @key(fields: "id") {
      id: ID! name(short: Boolean): String weight: Int size(unit: String): Size price(in: String): Int }
      type Size { height(unit: String): Int }`,
    freight: `type Product @key(fields: "id") {
      id: ID! weight: Int @external size(unit: String): Size @external name(short: Boolean): String @external
      label: String @requires(fields: "name weight size(unit: \\"cm\\") { height }") }
      type Size { height(unit: String): Int @external }`,
  });
  const schema = Supergraph.build(supergraphSdl).schema.toGraphQLJSSchema();
  expect([...requiredWithArguments(supergraphSdl, schema)].sort()).toEqual([
    'height',
    'name',
    'size',
  ]);
});
