import { answerNested, type NestedStores } from './aggregator/nested.ts';
import { answerScreen, type ScreenStores } from './aggregator/screen.ts';
import { connectStore } from './aggregator/stores.ts';
import type { BenchGraph, SubgraphUrls } from './graphs/benchGraph.ts';

/** The right answer, joined by hand from the stand-ins: what every gateway is held to before it is timed. */
export async function expectedAnswer(graph: BenchGraph, urls: SubgraphUrls): Promise<unknown> {
  const stores = Object.entries(urls).map(([name, url]) => [name, connectStore(url)] as const);
  const byName = Object.fromEntries(stores);
  try {
    const data = await (graph.workload === 'nested'
      ? answerNested(byName as NestedStores, '')
      : answerScreen(byName as ScreenStores, graph.variables, ''));
    // As it comes out of JSON: members that are undefined are not there.
    return JSON.parse(JSON.stringify(data)) as unknown;
  } finally {
    await Promise.all(stores.map(([, store]) => store.close()));
  }
}
