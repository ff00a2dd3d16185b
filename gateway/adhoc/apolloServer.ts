import {
  ApolloServer,
  HeaderMap,
  type ApolloServerOptionsWithGateway,
  type HTTPGraphQLResponse,
} from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { ExecutionResult, GraphQLFormattedError, GraphQLSchema } from 'graphql';
import { preflightedBy } from '../http/graphqlRequest.ts';

/** Answers one operation; Apollo Server hands it on without looking at it. */
export interface Run {
  readonly execute: () => Promise<ExecutionResult>;
}

export interface ServerInput {
  /** The graph as clients may ask it. */
  readonly schema: GraphQLSchema;
  readonly supergraphSdl: string;
}

/** A request as HTTP brought it, its operation as text. */
export interface ServerRequest {
  readonly method: string;
  readonly headers: Iterable<readonly [name: string, value: string]>;
  readonly search: string;
  readonly body: unknown;
}

export interface RunningApolloServer {
  readonly handle: (request: ServerRequest, run: Run) => Promise<HTTPGraphQLResponse>;
  readonly stop: () => Promise<void>;
}

/** Apollo Server over an executor of ours: it reports nowhere, shows no page and registers nothing. */
export async function startApolloServer(input: ServerInput): Promise<RunningApolloServer> {
  const server = new ApolloServer<Run>({
    gateway: gatewayOf(input),
    introspection: true,
    csrfPrevention: { requestHeaders: [...preflightedBy] },
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    documentStore: null,
    hideSchemaDetailsFromClientErrors: true,
    includeStacktraceInErrorResponses: false,
    formatError: publicMembers,
    stringifyResult: (result) => JSON.stringify(result),
    nodeEnv: 'production',
    stopOnTerminationSignals: false,
    logger: quiet,
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginCacheControlDisabled(),
    ],
  });
  await server.start();
  return {
    handle: ({ method, headers, search, body }, run) =>
      server.executeHTTPGraphQLRequest({
        httpGraphQLRequest: { method, headers: headerMap(headers), search, body },
        // It copies the members of what it is given, and no more.
        context: () => Promise.resolve({ execute: () => run.execute() }),
      }),
    stop: () => server.stop(),
  };
}

/** The graph never changes while the process runs; every operation is the run's own to execute. */
const gatewayOf = ({
  schema,
  supergraphSdl,
}: ServerInput): ApolloServerOptionsWithGateway<Run>['gateway'] => {
  const listeners = new Set<
    (graph: { apiSchema: GraphQLSchema; coreSupergraphSdl: string }) => void
  >();
  return {
    onSchemaLoadOrUpdate: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    load: () => {
      for (const listener of listeners) {
        listener({ apiSchema: schema, coreSupergraphSdl: supergraphSdl });
      }
      return Promise.resolve({ executor: ({ context }) => (context as Run).execute() });
    },
    stop: () => Promise.resolve(),
  };
};

function headerMap(headers: ServerRequest['headers']): HeaderMap {
  const map = new HeaderMap();
  for (const [name, value] of headers) map.set(name, value);
  return map;
}

/** Of an error only what an answer of ours has. */
const publicMembers = ({
  message,
  locations,
  path,
  extensions,
}: GraphQLFormattedError): GraphQLFormattedError => ({
  message,
  ...(locations === undefined ? {} : { locations }),
  ...(path === undefined ? {} : { path }),
  extensions: { code: extensions?.code },
});

/** Apollo Server's own words would quote what they are about. */
const silence = (): void => undefined;
const quiet = { debug: silence, info: silence, warn: silence, error: silence };
