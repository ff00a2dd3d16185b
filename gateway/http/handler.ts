import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../lib/clock.ts';
import { AppError, toAppError } from '../../lib/errors/appError.ts';
import { sendJson, type Handler, type Headers } from '../../lib/httpServer.ts';
import { errorFields, type Log } from '../../lib/log.ts';
import {
  publicError,
  refusalBody,
  type AnswerBody,
  type AnswerText,
  type PublicError,
} from '../answer/assemble.ts';
import type { RequestContext } from '../answerRequest.ts';
import { InvalidDocument } from '../documents/limits.ts';
import { corsHeaders, preflightHeaders } from './cors.ts';
import { readGraphqlRequest, type GraphqlRequest } from './graphqlRequest.ts';
import { readinessOf, type HealthProbe } from './health.ts';
import { negotiate, plainJson } from './negotiate.ts';

export interface HandlerOptions {
  readonly answer: (
    request: GraphqlRequest,
    context: RequestContext,
  ) => Promise<AnswerBody | AnswerText>;
  /** Development mode's registration of documents; undefined where it is closed. */
  readonly registerDocument: ((request: IncomingMessage) => Promise<RegisterAnswer>) | undefined;
  readonly health: HealthProbe;
  readonly corsOrigins: readonly string[];
  readonly bodyBytesMax: number;
  /** A new ULID. */
  readonly newEntryId: () => string;
  readonly clock: Clock;
  readonly log: Log;
}

export interface RegisterAnswer {
  readonly status: number;
  readonly body: unknown;
}

const securityHeaders: Headers = {
  'cache-control': 'private, no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-frame-options': 'DENY',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
};

/** The front door. It answers everything itself, its own failures included. */
export function createHandler(options: HandlerOptions): Handler {
  return async (request, response) => {
    const path = (request.url ?? '').split('?', 1)[0];
    try {
      switch (path) {
        case '/graphql':
          await serveGraphql(options, request, response);
          return;
        case '/health/live':
          sendJson(response, 200, { status: 'ok' }, securityHeaders);
          return;
        case '/health/ready':
          await serveReadiness(options, response);
          return;
        default:
          await serveOther(options, path, request, response);
      }
    } catch (error) {
      const failure = toAppError(error);
      options.log.error('http.failed', errorFields(error));
      if (!response.headersSent) sendRefusal(options, response, failure, failure.status);
      else response.destroy();
    }
  };
}

async function serveReadiness({ health }: HandlerOptions, response: ServerResponse): Promise<void> {
  const { httpStatus, body } = readinessOf(await health.stores());
  sendJson(response, httpStatus, body, securityHeaders);
}

async function serveOther(
  options: HandlerOptions,
  path: string | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (path === '/dev/documents' && options.registerDocument !== undefined) {
    const { status, body } = await options.registerDocument(request);
    sendJson(response, status, body, securityHeaders);
    return;
  }
  sendRefusal(options, response, new AppError('BAD_REQUEST'), 404);
}

function sendRefusal(
  options: Pick<HandlerOptions, 'newEntryId'>,
  response: ServerResponse,
  error: AppError,
  status: number,
): void {
  const body = refusalBody([publicError(error)], options.newEntryId());
  sendJson(response, status, body, { ...securityHeaders, connection: 'close' });
}

async function serveGraphql(
  options: HandlerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const cors = corsHeaders(request, options.corsOrigins);
  if (request.method === 'OPTIONS') {
    const preflight = preflightHeaders(request, options.corsOrigins);
    if (preflight !== undefined) {
      response.writeHead(204, { ...securityHeaders, ...preflight }).end();
      return;
    }
  }
  const type = negotiate(request.headers.accept);
  const requestId = options.newEntryId();
  const headers: Headers = {
    ...securityHeaders,
    ...cors,
    'content-type': `${type ?? plainJson}; charset=utf-8`,
    'x-request-id': requestId,
  };
  const send = (status: number, body: AnswerBody | AnswerText, more: Headers = {}): void => {
    sendJson(response, status, 'text' in body ? body.text : body, { ...headers, ...more });
  };
  if (type === undefined) {
    send(406, refusalBody([publicError(new AppError('BAD_REQUEST'))], requestId));
    return;
  }
  const abort = abortWhenGone(response);
  const outcome = await answered(options, request, requestId, abort);
  if (abort.aborted) return;
  send(outcome.status, outcome.body, outcome.headers);
}

interface Outcome {
  readonly status: number;
  readonly body: AnswerBody | AnswerText;
  readonly headers: Headers;
}

async function answered(
  options: HandlerOptions,
  request: IncomingMessage,
  requestId: string,
  signal: AbortSignal,
): Promise<Outcome> {
  const { log, clock } = options;
  const startedAt = clock.now().getTime();
  const note = (fields: Readonly<Record<string, unknown>>): void => {
    log.info('request', { requestId, durationMs: clock.now().getTime() - startedAt, ...fields });
  };
  try {
    const parsed = await readGraphqlRequest(request, options.bodyBytesMax);
    const body = await options.answer(parsed, contextOf(request, requestId, signal));
    const errors = 'text' in body ? body.errorCount : (body.errors?.length ?? 0);
    note({ status: 200, errors });
    return { status: 200, body, headers: {} };
  } catch (error) {
    const failure = toAppError(error);
    note({ status: failure.status, code: failure.code, ...failure.details });
    if (failure.code === 'INTERNAL') {
      log.error('request.failed', { requestId, ...errorFields(failure.cause ?? failure) });
    }
    return { status: failure.status, body: refusal(failure, requestId), headers: hints(failure) };
  }
}

const contextOf = (
  request: IncomingMessage,
  requestId: string,
  signal: AbortSignal,
): RequestContext => ({
  requestId,
  authorization: request.headers.authorization,
  wantsSources: request.headers['referent-sources'] === '1',
  signal,
});

function refusal(failure: AppError, requestId: string): AnswerBody {
  const error: PublicError =
    failure instanceof InvalidDocument && failure.locations.length > 0
      ? { ...publicError(failure), locations: failure.locations }
      : publicError(failure);
  return refusalBody([error], requestId);
}

/** What HTTP itself wants said beside a status (RFC 9110, sections 11.6.1 and 10.2.1). */
function hints(failure: AppError): Headers {
  switch (failure.status) {
    case 401:
      return { 'www-authenticate': 'Bearer' };
    case 405:
      return { allow: failure.code === 'USE_POST' ? 'POST' : 'GET, POST' };
    case 413:
      return { connection: 'close' };
    default:
      return {};
  }
}

function abortWhenGone(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
}
