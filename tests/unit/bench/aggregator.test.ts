import { ApolloGateway, type GraphQLDataSource } from '@apollo/gateway';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { answerNested, type NestedStores } from '../../../bench/gateway/aggregator/nested.ts';
import { answerScreen, type ScreenStores } from '../../../bench/gateway/aggregator/screen.ts';
import type { Store } from '../../../bench/gateway/aggregator/stores.ts';
import { firstDifference } from '../../../bench/shared/compare.ts';
import { publishBenchPolicy } from '../../../bench/gateway/everythingOn/installation.ts';
import { composeBenchGraph, workloads } from '../../../bench/gateway/graphs/benchGraph.ts';
import { graphOf } from '../../../bench/gateway/graphs/graphs.ts';
import { createMemoisedSubgraph } from '../../../bench/gateway/standIns/subgraph.ts';
import { apiSchemaOf } from '../../../policies/apiSchema.ts';
import { maskDocument } from '../../../policies/mask.ts';
import { parseScreen } from '../../../policies/screen.ts';

type Ask = (query: string, variables: unknown) => Promise<unknown>;

/** The stand-ins of a graph in this process, and how often they were asked. */
function standInsOf(graph: ReturnType<typeof graphOf>) {
  const calls = { count: 0 };
  const asks = Object.entries(graph.subgraphs).map(([name, subgraph]): [string, Ask] => {
    const { answer } = createMemoisedSubgraph(subgraph);
    return [
      name,
      async (query, variables) => {
        calls.count += 1;
        const body = Buffer.from(JSON.stringify({ query, variables })).toString('latin1');
        return JSON.parse((await answer(body)).bytes.toString('utf8')).data;
      },
    ];
  });
  return { calls, asks: Object.fromEntries(asks) };
}

async function byHand(workload: (typeof workloads)[number]) {
  const graph = graphOf(workload);
  const { calls, asks } = standInsOf(graph);
  const stores = Object.fromEntries(
    Object.entries(asks).map(([name, ask]): [string, Store] => [
      name,
      { ask: ask as Store['ask'], close: () => Promise.resolve() },
    ]),
  );
  const data =
    workload === 'nested'
      ? await answerNested(stores as NestedStores, '')
      : await answerScreen(stores as ScreenStores, graph.variables, '');
  return { data: JSON.parse(JSON.stringify(data)), calls: calls.count };
}

async function byApollo(workload: (typeof workloads)[number]) {
  const graph = graphOf(workload);
  const { calls, asks } = standInsOf(graph);
  const urls = Object.fromEntries(
    Object.keys(graph.subgraphs).map((name) => [name, `http://${name}/graphql`]),
  );
  const gateway = new ApolloGateway({
    supergraphSdl: composeBenchGraph(graph, urls),
    buildService: ({ name }): GraphQLDataSource => ({
      process: async ({ request }) => ({
        data: (await asks[name]?.(request.query ?? '', request.variables)) as Record<
          string,
          unknown
        >,
      }),
    }),
  });
  const { executor } = await gateway.load();
  const result = await executor({
    document: parse(graph.query),
    request: { query: graph.query, variables: graph.variables },
    queryHash: workload,
    operationName: null,
    cache: { get: () => Promise.resolve(undefined), set: () => Promise.resolve() },
  } as unknown as Parameters<typeof executor>[0]);
  await gateway.stop();
  return { data: JSON.parse(JSON.stringify(result.data)), calls: calls.count };
}

describe('what gateways are measured against', () => {
  test.each([
    ['nested', 16, [80_000, 90_000]],
    ['screen', 5, [900, 1_400]],
  ] as const)(
    'the %s answer joined by hand is that of a gateway, after the same %d calls',
    async (workload, calls, [min, max]) => {
      const hand = await byHand(workload);
      const apollo = await byApollo(workload);
      expect(firstDifference(apollo.data, hand.data)).toBeUndefined();
      expect([hand.calls, apollo.calls]).toEqual([calls, calls]);
      const bytes = JSON.stringify(hand).length;
      expect(bytes).toBeGreaterThan(min);
      expect(bytes).toBeLessThan(max);
    },
  );

  test.each(workloads)(
    'the %s policy withholds the one field that its screen has more, and nothing else',
    (workload) => {
      const graph = graphOf(workload);
      const supergraph = composeBenchGraph(graph, {}, (_name, { store }) => store);
      const lock = publishBenchPolicy(graph, supergraph);
      const { document, purpose, roles } = parseScreen(graph.policy.screen);
      const schema = apiSchemaOf(supergraph);
      const mask = maskDocument({ lock, schema, document, purpose, roles, region: 'EU' });
      const withheld = mask.withheld.map(({ path }) => path.split('.').at(-1));
      expect(new Set(withheld)).toEqual(new Set([graph.policy.withheldKey]));
      expect(mask.document).not.toBeNull();
    },
  );
});
