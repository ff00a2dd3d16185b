import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFile } from '../../../lib/projectRoot.ts';
import { usageOf } from '../../shared/processes/usage.ts';
import { screenStores, type StoreUrls } from '../databases/databases.ts';
import { valueKeysVariable, type ValueKeys } from '../databases/values.ts';
import { documentOf } from '../screens/benchScreen.ts';
import type { Contender } from './contender.ts';
import { startServer, type Server } from './startServer.ts';

export interface AlternativeInput {
  readonly urls: StoreUrls;
  /** Undefined: persons' values are in clear. */
  readonly valueKeys: ValueKeys | undefined;
  /** For files of its own. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** The same subgraph schemas, a stock Apollo Server each, behind a stock Apollo Gateway; no policy. */
export async function startApollo(input: AlternativeInput): Promise<Contender> {
  const started: Server[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(started.map(({ child }) => child.stop()));
  };
  try {
    const ports = new Map<string, number>();
    for (const store of screenStores) {
      const server = await startServer({
        program: 'apollo/subgraph/main.js',
        args: [store],
        environment: {
          ...{ ...input.environment, DATABASE_URL: input.urls[store] },
          ...(store === 'customer-pii' ? valueKeysVariable(input.valueKeys) : {}),
        },
      });
      started.push(server);
      ports.set(store, server.port);
    }
    const gateway = await startServer({
      program: 'apollo/gateway/main.js',
      args: [supergraphOf(ports, input.folder)],
      environment: input.environment,
    });
    const subgraphs = [...started];
    started.push(gateway);
    return contenderOf(gateway, subgraphs, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The committed supergraph, with the addresses of these subgraphs. */
function supergraphOf(ports: ReadonlyMap<string, number>, folder: string): string {
  const committed = readFileSync(projectFile('schema', 'supergraph.graphql'), 'utf8');
  const text = [...ports].reduce(
    (supergraph, [store, port]) =>
      supergraph.replace(`http://${store}.invalid/graphql`, `http://127.0.0.1:${String(port)}/`),
    committed,
  );
  const file = join(folder, 'supergraph.graphql');
  writeFileSync(file, text);
  return file;
}

const contenderOf = (
  gateway: Server,
  subgraphs: readonly Server[],
  stop: () => Promise<void>,
): Contender => ({
  name: 'apollo',
  title: 'Apollo Server and Gateway, no policy',
  asking: (screen, variables) => {
    const { query } = documentOf(screen.name);
    return Promise.resolve({
      ...{ port: gateway.port, path: '/' },
      bodies: variables.map((values) => JSON.stringify({ query, variables: values })),
      authorization: () => 'Bearer none',
    });
  },
  allowedData: (screen, data) => screen.asAllowed(data),
  used: () => ({
    gateway: usageOf(gateway.child.pid).cpuMs,
    stores: subgraphs.reduce((sum, { child }) => sum + usageOf(child.pid).cpuMs, 0),
    other: 0,
  }),
  peakBytes: () =>
    [gateway, ...subgraphs].reduce((sum, { child }) => sum + usageOf(child.pid).peakBytes, 0),
  lastWords: () => [gateway, ...subgraphs].map(({ child }) => child.lastWords()).join('\n'),
  stop,
});
