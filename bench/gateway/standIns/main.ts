import { createServer, type AddressInfo } from 'node:net';
import { graphOf } from '../graphs/graphs.ts';
import { workloads, type Workload } from '../graphs/benchGraph.ts';
import type { FromStandIns, StandInUrls } from './messages.ts';
import { nothingSeen, serveConnection } from './standIn.ts';
import { createMemoisedSubgraph, type MemoisedSubgraph } from './subgraph.ts';

/** The process of all stand-ins: each subgraph behind a port of its own, as stores have. */
const seen = nothingSeen();

const say = (message: FromStandIns): void => {
  process.send?.(message);
};

const listen = (subgraph: MemoisedSubgraph): Promise<string> =>
  new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      serveConnection(socket, subgraph, seen);
    });
    server.once('error', reject);
    server.listen(0, '127.0.0.1', 1_024, () => {
      resolve(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}/graphql`);
    });
  });

async function listenAll(workload: Workload): Promise<Readonly<Record<string, string>>> {
  const started = Object.entries(graphOf(workload).subgraphs).map(
    async ([name, subgraph]) => [name, await listen(createMemoisedSubgraph(subgraph))] as const,
  );
  return Object.fromEntries(await Promise.all(started));
}

process.on('disconnect', () => process.exit(0));
process.on('message', () => {
  say({
    kind: 'counts',
    requests: seen.requests,
    authorizations: [...seen.authorizations],
  });
  Object.assign(seen, nothingSeen());
});

const urls = await Promise.all(
  workloads.map(async (workload) => [workload, await listenAll(workload)] as const),
);
say({ kind: 'listening', urls: Object.fromEntries(urls) as StandInUrls['urls'] });
