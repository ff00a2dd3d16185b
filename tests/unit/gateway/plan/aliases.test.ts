import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { Supergraph } from '@apollo/federation-internals';
import { graphql, parse } from 'graphql';
import { runProgram, type SubRequest } from '../../../../gateway/execute/compiled/execution.ts';
import { createProgram } from '../../../../gateway/execute/compiled/program.ts';
import { readStoreError } from '../../../../gateway/execute/storeSource.ts';
import { createPlanner, type Planner } from '../../../../gateway/plan/createPlanner.ts';
import { silentLog } from '../../../../lib/log.ts';
import { apiSchemaOf } from '../../../../policies/apiSchema.ts';
import { composeSupergraph } from '../../../support/composed.ts';

const sdl = {
  goods: `
    type Query { product: Product, products: [Product] }
    type Product @key(fields: "id") { id: ID!, name: String, maker: Maker, broken: String }
    type Maker @key(fields: "id") { id: ID!, name: String }
  `,
  freight: `
    type Product @key(fields: "id") { id: ID!, name: String @external, price: Int, label: String @requires(fields: "name") }
    type Maker @key(fields: "id") { id: ID!, country: String }
  `,
};
const supergraphSdl = composeSupergraph(sdl);

const maker = { __typename: 'Maker', id: 'm1', name: 'Turner' };
const products = ['1', '2'].map((id) => ({ __typename: 'Product', id, name: `Bolt ${id}`, maker }));
const roots: Readonly<Record<string, object>> = {
  goods: { product: products[0], products },
  freight: {},
};
const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@key", "@requires", "@external"])`;
const subgraphs = {
  goods: buildSubgraphSchema({
    typeDefs: parse(link + sdl.goods),
    resolvers: {
      Product: {
        broken: () => {
          throw new Error('broken');
        },
      },
    },
  }),
  freight: buildSubgraphSchema({
    typeDefs: parse(link + sdl.freight),
    resolvers: {
      Product: {
        // A lookup under another value than the key finds nothing.
        __resolveReference: (given: { id: string; name?: string }) =>
          products.some(({ id }) => id === given.id) ? given : null,
        price: ({ id }: { id: string }) => Number(id) * 10,
        label: ({ name }: { name: string }) => `[${name}]`,
      },
      Maker: { country: ({ id }: { id: string }) => (id === 'm1' ? 'AT' : 'unknown maker') },
    },
  }),
};

async function ask({ subgraph, body }: SubRequest) {
  const { query, variables } = JSON.parse(body);
  const schema = subgraphs[subgraph as keyof typeof subgraphs];
  const result = await graphql({
    schema,
    source: query,
    variableValues: variables,
    rootValue: roots[subgraph],
  });
  return {
    status: 200,
    readAt: undefined,
    plain: false,
    body: JSON.parse(JSON.stringify(result)) as unknown,
  };
}

describe.each<['native' | 'apollo']>([['native'], ['apollo']])('with the %s planner', (kind) => {
  const schemas = {
    apiSchema: apiSchemaOf(supergraphSdl),
    fullSchema: Supergraph.build(supergraphSdl).schema.toGraphQLJSSchema(),
  };
  let planner: Planner;
  beforeAll(() => {
    planner = createPlanner({ supergraphSdl, ...schemas, kind, log: silentLog });
  });
  afterAll(() => planner.close());

  const answer = async (text: string) => {
    const document = parse(text);
    const plan = await planner.plan(document);
    const program = createProgram({ ...schemas, document, plan, objectScalars: false });
    const { data, errors, answered } = await runProgram(program, {
      ...{ variables: {}, ask, readError: readStoreError },
    });
    return {
      data: JSON.parse(data) as unknown,
      errors: errors.map(({ path }) => path?.join('.')),
      answered: [...answered().keys()],
    };
  };

  test.each<[guarantee: string, text: string, data: unknown]>([
    [
      'the name of the key',
      '{ product { id: name price } }',
      { product: { id: 'Bolt 1', price: 10 } },
    ],
    [
      'the name of a required field',
      '{ product { name: id label } }',
      { product: { name: '1', label: '[Bolt 1]' } },
    ],
    [
      'the names of two keys, exchanged',
      '{ product { id: name name: id label price } }',
      { product: { id: 'Bolt 1', name: '1', label: '[Bolt 1]', price: 10 } },
    ],
    [
      'the name of a key, in a list and below an alias that is one too',
      '{ products { id: maker { id: name name: id country } price } }',
      {
        products: [
          { id: { id: 'Turner', name: 'm1', country: 'AT' }, price: 10 },
          { id: { id: 'Turner', name: 'm1', country: 'AT' }, price: 20 },
        ],
      },
    ],
    [
      'the name of a key, of a type name',
      '{ product { id: __typename price } }',
      { product: { id: 'Product', price: 10 } },
    ],
    ['the name of a root field', '{ products: product { id: price } }', { products: { id: 10 } }],
  ])('an alias may be %s', async (_guarantee, text, data) => {
    expect(await answer(text)).toMatchObject({ data, errors: [] });
  });

  test('an error stands where the client asked, and so does what was answered', async () => {
    expect(await answer('{ products: product { id: broken label: id price } }')).toEqual({
      data: { products: { id: null, label: '1', price: 10 } },
      errors: ['products.id'],
      answered: expect.arrayContaining([
        'products',
        'products.id',
        'products.label',
        'products.price',
      ]),
    });
  });
});
