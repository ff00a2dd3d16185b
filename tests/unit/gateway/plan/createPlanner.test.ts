import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import {
  createPlanner,
  type Planner,
  type PlannerOptions,
} from '../../../../gateway/plan/createPlanner.ts';
import { planKey, supergraphHash } from '../../../../gateway/plan/committedPlans.ts';
import { plannableTexts } from '../../../../gateway/plan/plannable.ts';
import { fetchesOf } from '../../../../gateway/plan/steps.ts';
import { silentLog } from '../../../../lib/log.ts';
import { projectFile } from '../../../../lib/projectRoot.ts';
import { apiSchemaOf } from '../../../../policies/apiSchema.ts';
import { Supergraph } from '@apollo/federation-internals';
import { composeSupergraph } from '../../../support/composed.ts';
import { shop, shopOfTwoUnits } from './shop.ts';

const open: Planner[] = [];

function planner(options: Partial<PlannerOptions> = {}): Planner {
  const supergraphSdl = options.supergraphSdl ?? shop;
  const made = createPlanner({
    supergraphSdl,
    apiSchema: apiSchemaOf(supergraphSdl),
    fullSchema: Supergraph.build(supergraphSdl).schema.toGraphQLJSSchema(),
    kind: 'auto',
    log: silentLog,
    ...options,
  });
  open.push(made);
  return made;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

const coded = (code: string) => expect.objectContaining({ code });

describe('what no planner may see never reaches one', () => {
  test.each<[what: string, text: string, code: string]>([
    ['a fragment cycle', 'fragment F on Product { ...F } { product { ...F } }', 'DOCUMENT_INVALID'],
    ['a field that is not in the graph', '{ product { secret } }', 'DOCUMENT_INVALID'],
    ['two operations', 'query A { rates } query B { rates }', 'DOCUMENT_INVALID'],
    [
      'doubling fragments',
      [
        ...Array.from(
          { length: 30 },
          (_, n) => `fragment F${String(n)} on Query { ...F${String(n + 1)} ...F${String(n + 1)} }`,
        ),
        'fragment F30 on Query { rates }',
        '{ ...F0 }',
      ].join('\n'),
      'LIMIT_EXCEEDED',
    ],
  ])('%s', async (_what, text, code) => {
    await expect(planner().plan(parse(text))).rejects.toEqual(coded(code));
  });
});

describe('a supergraph that would be answered wrongly', () => {
  test('is refused where Apollo plans', () => {
    expect(() => planner({ supergraphSdl: shopOfTwoUnits, kind: 'apollo' })).toThrow(
      coded('NOT_SUPPORTED'),
    );
  });

  test('is served where the native planner plans', async () => {
    const { root } = await planner({ supergraphSdl: shopOfTwoUnits }).plan(
      parse('{ product { byRoad byAir } }'),
    );
    expect(root).toMatchObject({ kind: 'sequence' });
  });
});

describe.each<['native' | 'apollo']>([['native'], ['apollo']])('with the %s planner', (kind) => {
  // Apollo's planner would refuse the shop: one of its fields is required with an argument.
  const supergraphSdl = composeSupergraph({
    goods: `
      type Query { product(id: ID): Product }
      type Mutation { add(x: Int): Product, drop: Product }
      type Product @key(fields: "id") { id: ID!, name: String }
    `,
    freight: `
      type Mutation { note: Product }
      type Product @key(fields: "id") { id: ID!, price: Int }
    `,
  });
  let served: Planner;
  beforeAll(() => {
    served = planner({ kind, supergraphSdl });
    open.length = 0;
  });
  afterAll(() => served.close());

  test('each field of a mutation is complete before the next begins', async () => {
    const text = 'mutation { a: add(x: 1) { price } n: note { name } d: drop { name price } }';
    const { root } = await served.plan(parse(text));
    const steps = root?.kind === 'sequence' ? root.steps : [];
    expect(
      steps.map((step) => (step.kind === 'fetch' ? [step.operation, step.subgraph] : step.kind)),
    ).toEqual([
      ['mutation', 'goods'],
      ['query', 'freight'],
      ['mutation', 'freight'],
      ['query', 'goods'],
      ['mutation', 'goods'],
      ['query', 'freight'],
    ]);
  });

  test('an alias that is the name of a key leaves key and value apart', async () => {
    const { root, keys } = await served.plan(parse('{ product { id: name price } }'));
    const [first, second] = fetchesOf({ root });
    expect([...(keys ?? [])]).toEqual([['_k0', { alias: 'id', field: 'name' }]]);
    expect(first?.text).toContain('_k0');
    expect(first?.text).toMatch(/\bid\b/);
    expect(second?.parts).toMatchObject([
      {
        requires: [
          {
            selections: expect.arrayContaining([
              expect.objectContaining({ name: 'id', key: 'id' }),
            ]),
          },
        ],
      },
    ]);
  });

  test('what needs no store needs no plan', async () => {
    const { root } = await served.plan(parse('{ __typename __schema { queryType { name } } }'));
    expect(root).toBeUndefined();
  });

  test('it says which planner serves', async () => {
    expect(await served.open()).toBe(kind);
  });
});

describe('on a machine without a native build', () => {
  const program = projectFile('dist', 'tests', 'support', 'nativeMissing.js');
  const plain = composeSupergraph({
    goods: 'type Query { product: Product } type Product @key(fields: "id") { id: ID! }',
  });

  test('a supergraph that Apollo plans wrongly is refused, also as fallback', async () => {
    const made = planner({ program, supergraphSdl: shopOfTwoUnits });
    await expect(made.plan(parse('{ product { byRoad } }'))).rejects.toEqual(
      coded('NOT_SUPPORTED'),
    );
  });

  test('the native planner alone is not replaced', async () => {
    const made = planner({ program, kind: 'native' });
    await expect(made.open()).rejects.toEqual(coded('PLANNER_UNAVAILABLE'));
  });

  test('Apollo plans what it plans rightly', async () => {
    const made = planner({ program, supergraphSdl: plain });
    expect(await made.open()).toBe('apollo');
    expect(await made.plan(parse('{ product { id } }'))).toMatchObject({
      root: { subgraph: 'goods' },
    });
  });
});

describe('plans made ahead', () => {
  const text = '{ product { price } }';
  const [planned = ''] = plannableTexts(parse(text));
  const plan = { root: undefined };
  const committed = (supergraph: string) => ({ supergraph, plans: { [planKey(planned)]: plan } });

  test('are not used for another supergraph', async () => {
    const made = planner({ committed: committed(supergraphHash(shopOfTwoUnits)) });
    expect((await made.plan(parse(text))).root).toBeDefined();
  });

  test('are used for theirs, without a process', async () => {
    const made = planner({
      committed: committed(supergraphHash(shop)),
      limits: { openTimeoutMs: 0, startsMax: 1 },
    });
    expect(await made.plan(parse(text))).toMatchObject(plan);
    await expect(made.plan(parse('{ rates }'))).rejects.toEqual(coded('PLANNER_UNAVAILABLE'));
  });
});

test('a field moves to its new subgraph only where its label is in force', async () => {
  const supergraphSdl = composeSupergraph({
    old: 'type Query { product: Product } type Product @key(fields: "id") { id: ID! a: Int b: Int }',
    fresh: `type Product @key(fields: "id") {
      id: ID!
      a: Int @override(from: "old", label: "moved")
      b: Int @override(from: "old", label: "percent(50)")
    }`,
  });
  const stores = async (kind: 'native' | 'apollo', activeLabels: readonly string[]) =>
    fetchesOf(
      await planner({ supergraphSdl, kind, activeLabels }).plan(parse('{ product { a b } }')),
    ).map(({ subgraph }) => subgraph);
  for (const kind of ['native', 'apollo'] as const) {
    expect(await stores(kind, [])).toEqual(['old']);
    expect(await stores(kind, ['moved'])).toEqual(['old', 'fresh']);
  }
});
