import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { GraphQLError, GraphQLFormattedError, GraphQLSchema } from 'graphql';
import { AppError } from '../../../lib/errors/appError.ts';
import { catalogue, type ErrorCode } from '../../../lib/errors/catalogue.ts';
import { errorFields, type Log } from '../../../lib/log.ts';
import type { SubRequest } from '../graph/subRequest.ts';

export interface Execution {
  readonly status: number;
  readonly body: object;
  readonly errors: number;
}

export interface Executor {
  readonly execute: (
    query: string,
    variables: Readonly<Record<string, unknown>>,
    context: SubRequest,
  ) => Promise<Execution>;
  readonly stop: () => Promise<void>;
}

/** The standards-conforming face of a store's graph; nothing of it reports anywhere. */
export async function createExecutor(schema: GraphQLSchema, log: Log): Promise<Executor> {
  const server = new ApolloServer<SubRequest>({
    schema,
    introspection: false,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: true,
    nodeEnv: 'production',
    stopOnTerminationSignals: false,
    logger: quiet,
    formatError: publicError,
    plugins: [
      logErrors(log),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginCacheControlDisabled(),
    ],
  });
  await server.start();
  return {
    execute: async (query, variables, contextValue) => {
      const { body, http } = await server.executeOperation(
        { query, variables: { ...variables } },
        { contextValue },
      );
      if (body.kind === 'incremental') throw new AppError('NOT_SUPPORTED');
      const { data, errors } = body.singleResult;
      return {
        status: http.status ?? 200,
        body: {
          ...(data === undefined ? {} : { data }),
          ...(errors === undefined ? {} : { errors }),
        },
        errors: errors?.length ?? 0,
      };
    },
    stop: () => server.stop(),
  };
}

/** Apollo Server's own words would quote what they are about. */
const silence = (): void => undefined;
const quiet = { debug: silence, info: silence, warn: silence, error: silence };

const causeOf = (error: unknown): unknown =>
  (error as { originalError?: unknown } | null)?.originalError ?? undefined;

/** Apollo's codes that have one of ours; anything else is unplanned. */
const codes: Readonly<Record<string, ErrorCode>> = {
  GRAPHQL_PARSE_FAILED: 'DOCUMENT_INVALID',
  GRAPHQL_VALIDATION_FAILED: 'DOCUMENT_INVALID',
  OPERATION_RESOLUTION_FAILURE: 'DOCUMENT_INVALID',
  INTROSPECTION_DISABLED: 'DOCUMENT_INVALID',
  BAD_USER_INPUT: 'VARIABLE_INVALID',
};

function codeOf(error: unknown, apolloCode: unknown): ErrorCode {
  const cause = causeOf(error);
  if (cause instanceof AppError) return cause.code;
  return (typeof apolloCode === 'string' ? codes[apolloCode] : undefined) ?? 'INTERNAL';
}

/** Only a path and a catalogued code leave: no location, no value, no suggestion, no stack. */
function publicError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const code = codeOf(error, formatted.extensions?.code);
  return {
    message: catalogue[code].en,
    ...(formatted.path === undefined ? {} : { path: formatted.path }),
    extensions: { code },
  };
}

/** Paths hold names of fields and positions in lists, so a log may have them. */
const logErrors = (log: Log): ApolloServerPlugin<SubRequest> => ({
  requestDidStart: () =>
    Promise.resolve({
      didEncounterErrors: ({ errors, contextValue }) => {
        for (const error of errors) logError(log, contextValue.jti, error);
        return Promise.resolve();
      },
    }),
});

function logError(log: Log, jti: string, error: GraphQLError): void {
  const cause = causeOf(error) ?? error;
  const path = error.path?.join('.');
  if (cause instanceof AppError) {
    log.warn('subrequest.error', { jti, path, code: cause.code, ...cause.details });
  } else {
    log.error('subrequest.failed', { jti, path, ...errorFields(cause) });
  }
}
