import { afterAll, describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { benchOf, compare } from './compare.ts';
import { answerThrough, plannersFor } from './gateway.ts';
import { hostileGraphs } from './graphs/all.ts';
import { newRun, worldOf, type World } from './world/world.ts';

/** What the searches found, kept by name. Each runs over several sets of data, under each planner. */
const dataSeeds = [1, 2, 3, 4, 5, 6, 7, 8, 20_262] as const;

const open = new Map<string, ReturnType<typeof openGraph>>();

function openGraph(name: string) {
  const definition = hostileGraphs.find((each) => each.name === name);
  if (definition === undefined) throw new TypeError(`there is no graph ${name}`);
  const world = worldOf(definition);
  return { world, planners: plannersFor(world.federation) };
}

function graphNamed(name: string): ReturnType<typeof openGraph> {
  const known = open.get(name) ?? openGraph(name);
  open.set(name, known);
  return known;
}

const benches = (name: string) => {
  const { world, planners } = graphNamed(name);
  return dataSeeds.map((seed) => benchOf({ ...world, seed }, planners));
};

const operation = (text: string, variables: Readonly<Record<string, unknown>>) => ({
  ...{ document: parse(text), variables, salt: 0, dropped: 0 },
});

afterAll(async () => {
  const planners = [...open.values()].flatMap((each) => each.planners);
  await Promise.all(planners.map((planner) => planner.close()));
});

describe('an operation is answered as one schema without stores answers it', () => {
  test.each<[guarantee: string, graph: string, text: string, variables?: object]>([
    [
      'an alias that is the name of a key does not stand for the key',
      'keys',
      '{ products { sku: code { __typename } warehouses { __typename } } }',
    ],
    [
      'an alias that is the field’s own name is the field',
      'absent',
      '{ mustHave { group: group { __typename } group { __typename } } }',
    ],
    [
      'a root field may be left out by a literal condition',
      'absent',
      '{ mustHave @include(if: false) { __typename } }',
    ],
    [
      'an object of which conditions leave nothing is an empty object, or null',
      'absent',
      '{ best { stops { ... on Stop @include(if: true) { next @skip(if: true) { __typename } } } } }',
    ],
    [
      'a fragment on the union itself may have a condition',
      'abstracts',
      'query ($c: Boolean = false) { either { ...F @skip(if: $c) } } fragment F on Either { __typename }',
    ],
    [
      'a field that one condition leaves out and another selection asks for is asked for once',
      'mutations',
      `query ($c: Boolean = true) {
        order { payments { __typename } ... on Order @skip(if: $c) { payments { __typename } } }
      }`,
    ],
    [
      'a required field under a condition of the client’s is required all the same',
      'requirements',
      'query ($c: Boolean!) { parcel { declaration label @skip(if: $c) } }',
      { c: true },
    ],
    [
      'requirements of two fields in one lookup do not wait for each other’s conditions',
      'required-chains',
      'query ($c: Boolean!) { parcel { fragile @skip(if: $c) invoice { b: paid } } }',
      { c: true },
    ],
    [
      'the client’s arguments are not those with which a subgraph requires the field',
      'requirements',
      '{ parcel { invoice { __typename } label(short: true) } }',
    ],
    [
      'a subgraph’s arguments for what it requires are not those of the client',
      'required-chains',
      '{ sender2 { open { parcels { label declaration } } } }',
    ],
    [
      'a second mutation waits for all that the first one selects',
      'mutations',
      'mutation { cancel { changesSeen } place(item: 7) { __typename } }',
    ],
    [
      'the type of an interface object is known on the way to what lies below',
      'interface-objects',
      '{ reviewed { ... on Book { sequel { next { ... on Book { title } } } } } }',
    ],
    [
      'fields that two types of an interface object select are looked up for both',
      'interface-objects',
      `{ media { next {
        ... on Book { label score } next { __typename } ... on Film { reviews { __typename } }
      } } }`,
    ],
    [
      'a field that fails where the type was to be told is named itself',
      'interface-objects',
      '{ bestReviewed { ... on Film { minutes } } reviewed { ... on Film { minutes } } }',
    ],
    [
      'what the planner that serves finds no plan for is planned by the other',
      'hidden',
      '{ account { owner { ... on Team { lead { cost } } } } }',
    ],
  ])('%s', async (_guarantee, graph, text, variables = {}) => {
    for (const bench of benches(graph)) {
      expect(await compare(bench, operation(text, { ...variables }))).toEqual([]);
    }
  });
});

describe('where no planner has a right plan', () => {
  test.each<[what: string, text: string]>([
    [
      'one field required with several arguments in one lookup',
      '{ bill { parcels { invoice { __typename } slip } } }',
    ],
    [
      'a requirement that leads back to its own type',
      '{ sender { open { of { open { __typename } } } } }',
    ],
  ])('the operation is refused and not answered wrongly: %s', async (_what, text) => {
    for (const bench of benches('required-chains')) {
      expect(await compare(bench, operation(text, {}))).toEqual([
        { planner: 'auto', code: expect.stringMatching(/^(NOT_SUPPORTED|INTERNAL)$/) },
      ]);
    }
  });

  test('Apollo’s planner is refused the whole graph', () => {
    const refused = hostileGraphs
      .map(({ name }) => name)
      .filter((name) => graphNamed(name).planners.length === 1);
    expect(refused).toEqual(['keys', 'required-chains']);
  });
});

describe('a key that is none', () => {
  const answer = async (world: World, text: string, wrong: string) => {
    const [bench] = benches(world.name);
    const planner = bench?.planners[0];
    if (bench === undefined || planner === undefined) throw new TypeError('no planner');
    const asked: string[] = [];
    const program = await planner.compile(parse(text), {});
    const run = newRun();
    const given = await answerThrough(program, {}, ({ subgraph, body }) => {
      asked.push(subgraph);
      const right = bench.subgraphs.get(subgraph)?.answer(body, run, []) ?? '';
      return Promise.resolve({ status: 200, text: asked.length === 1 ? wrong : right });
    });
    return { asked, given };
  };

  test.each<[what: string, graph: string, text: string, wrong: object, data: object, path: string]>(
    [
      [
        'an object',
        'absent',
        '{ customer { stops { at } } }',
        { customer: { __typename: 'Customer', id: { any: 'thing' } } },
        { customer: { stops: null } },
        'customer.stops',
      ],
      [
        'a list where a value belongs',
        'absent',
        '{ customer { stops { at } } }',
        { customer: { __typename: 'Customer', id: [[[]]] } },
        { customer: { stops: null } },
        'customer.stops',
      ],
      [
        'a value where the object of a nested key belongs',
        'keys',
        '{ variant { inStock } }',
        { variant: { __typename: 'Variant', size: 1, product: 7 } },
        { variant: { inStock: null } },
        'variant.inStock',
      ],
    ],
  )(
    '%s is sent to no other subgraph, and what hangs on it fails',
    async (_what, graph, text, wrong, data, path) => {
      const wrongText = JSON.stringify({ data: wrong });
      const { asked, given } = await answer(graphNamed(graph).world, text, wrongText);
      expect(asked).toHaveLength(1);
      expect(JSON.parse(given.data)).toEqual(data);
      expect(given.errors.map((error) => error.path?.join('.'))).toEqual([path]);
    },
  );
});
