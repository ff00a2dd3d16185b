import { ApolloServer, HeaderMap, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { GraphQLError, GraphQLFormattedError, GraphQLSchema } from 'graphql';
import type { IncomingHttpHeaders } from 'node:http';
import { AppError } from '../../../lib/errors/appError.ts';
import type { ErrorCode } from '../../../lib/errors/catalogue.ts';
import type { Log } from '../../../lib/log.ts';
import type { SubRequest } from '../graph/subRequest.ts';
import type { ExecuteAdmitted } from './graphqlEndpoint.ts';
import { parseJson } from './admitSubRequest.ts';
import { logFieldError, publicError } from './publicErrors.ts';

export interface ApolloFace {
  readonly execute: ExecuteAdmitted;
  readonly stop: () => Promise<void>;
}

/**
 * The standards-conforming face of a store's graph: Apollo Server over the schema that
 * `@apollo/subgraph` built, with GraphQL over HTTP as Apollo Server has it. It executes what has
 * been admitted like any other sub-request, and nothing of it reports anywhere.
 */
export async function createApolloFace(schema: GraphQLSchema, log: Log): Promise<ApolloFace> {
  const errorCounts = new WeakMap<SubRequest, number>();
  const server = new ApolloServer<SubRequest>({
    schema,
    introspection: false,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: true,
    nodeEnv: 'production',
    stopOnTerminationSignals: false,
    logger: quiet,
    formatError,
    plugins: [
      noteErrors(log, errorCounts),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginCacheControlDisabled(),
    ],
  });
  await server.start();
  return {
    // Every field resolves for itself here: nothing is read ahead for it.
    execute: async ({ body }, open, request) => {
      const context = open();
      const answer = await server.executeHTTPGraphQLRequest({
        httpGraphQLRequest: {
          method: request.method ?? '',
          headers: headerMap(request.headers),
          search: '',
          body: parseJson(body),
        },
        context: () => Promise.resolve(context),
      });
      if (answer.body.kind !== 'complete') throw new AppError('NOT_SUPPORTED');
      return {
        status: answer.status ?? 200,
        text: answer.body.string,
        errors: errorCounts.get(context) ?? 0,
        headers: Object.fromEntries(answer.headers),
      };
    },
    stop: () => server.stop(),
  };
}

function headerMap(headers: IncomingHttpHeaders): HeaderMap {
  const map = new HeaderMap();
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) map.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return map;
}

/** Apollo Server's own words would quote what they are about. */
const silence = (): void => undefined;
const quiet = { debug: silence, info: silence, warn: silence, error: silence };

const causeOf = (error: unknown): unknown =>
  (error as { originalError?: unknown } | null)?.originalError ?? undefined;

/** Apollo's codes that have one of ours; anything else is unplanned. */
const codes: Readonly<Record<string, ErrorCode>> = {
  BAD_REQUEST: 'BAD_REQUEST',
  GRAPHQL_PARSE_FAILED: 'DOCUMENT_INVALID',
  GRAPHQL_VALIDATION_FAILED: 'DOCUMENT_INVALID',
  OPERATION_RESOLUTION_FAILURE: 'DOCUMENT_INVALID',
  INTROSPECTION_DISABLED: 'DOCUMENT_INVALID',
  BAD_USER_INPUT: 'VARIABLE_INVALID',
};

function formatError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const cause = causeOf(error);
  const apolloCode = formatted.extensions?.code;
  const translated = typeof apolloCode === 'string' ? codes[apolloCode] : undefined;
  const code = cause instanceof AppError ? cause.code : (translated ?? 'INTERNAL');
  return { ...publicError(code, formatted.path) };
}

const noteErrors = (
  log: Log,
  counts: WeakMap<SubRequest, number>,
): ApolloServerPlugin<SubRequest> => ({
  requestDidStart: () =>
    Promise.resolve({
      didEncounterErrors: ({ errors, contextValue }) => {
        counts.set(contextValue, errors.length);
        for (const error of errors) noteError(log, contextValue.jti, error);
        return Promise.resolve();
      },
    }),
});

const noteError = (log: Log, jti: string, error: GraphQLError): void => {
  logFieldError(log, jti, error.path, causeOf(error) ?? error);
};
