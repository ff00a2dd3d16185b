import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse, type ExecutionResult } from 'graphql';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readBody, sendJson } from '../../../../lib/httpServer.ts';
import type { SubgraphSource } from './shop.ts';

export interface Heard {
  readonly headers: IncomingHttpHeaders;
  readonly query: string;
  readonly variables: unknown;
}

/** A subgraph of graphql-js behind a real socket. */
export interface SubgraphServer {
  readonly url: string;
  readonly heard: Heard[];
  /** Answers in place of the subgraph, where a test needs an answer of its own. */
  reply: ((response: ServerResponse, result: ExecutionResult) => void) | undefined;
  readonly close: () => Promise<void>;
}

export async function startSubgraph({ sdl, resolvers }: SubgraphSource): Promise<SubgraphServer> {
  const schema = buildSubgraphSchema({ typeDefs: parse(sdl), resolvers: resolvers as never });
  const server = createServer((request, response) => {
    void (async () => {
      const body = (await readBody(request, 1_000_000)).toString('utf8');
      const { query, variables } = JSON.parse(body) as {
        readonly query: string;
        readonly variables?: Readonly<Record<string, unknown>>;
      };
      subgraph.heard.push({ headers: request.headers, query, variables });
      const result = await graphql({ schema, source: query, variableValues: variables ?? {} });
      if (subgraph.reply === undefined) sendJson(response, 200, result);
      else subgraph.reply(response, result);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const subgraph: SubgraphServer = {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/graphql`,
    heard: [],
    reply: undefined,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
  return subgraph;
}
