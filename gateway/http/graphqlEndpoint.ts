import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../lib/clock.ts';
import { AppError, toAppError } from '../../lib/errors/appError.ts';
import type { Handler } from '../../lib/httpServer.ts';
import { errorFields, type Log } from '../../lib/log.ts';
import { publicError, refusalBody, type AnswerBody, type PublicError } from '../answer/assemble.ts';
import { InvalidDocument } from '../documents/limits.ts';
import { compressed, type Compression } from './compress.ts';
import { corsHeaders, preflightHeaders } from './cors.ts';
import { Exchange, isAnswerText, type Answer, type RequestContext } from './exchange.ts';
import { readGraphqlRequest, type GraphqlRequest } from './graphqlRequest.ts';
import { dataHeaders, refusalHeaders, type HeaderList } from './headers.ts';
import {
  graphqlResponse,
  negotiate,
  negotiateCoding,
  plainJson,
  remembering,
  type AnswerType,
} from './negotiate.ts';

export interface GraphqlOptions {
  readonly answer: (request: GraphqlRequest, context: RequestContext) => Promise<Answer>;
  readonly corsOrigins: readonly string[];
  readonly bodyBytesMax: number;
  readonly compression: Compression;
  /** A new ULID. */
  readonly newEntryId: () => string;
  readonly clock: Clock;
  readonly log: Log;
}

interface Outcome {
  readonly status: number;
  readonly answer: Answer;
  readonly headers: HeaderList;
}

const noHeaders: HeaderList = [];

/** `/graphql`: reads a request, asks for its answer and writes it (GraphQL over HTTP). */
export function createGraphqlEndpoint(options: GraphqlOptions): Handler {
  const { corsOrigins, newEntryId } = options;
  const fixed = fixedHeaders(options);
  const typeOf = remembering(negotiate);
  const write = writer(options.compression);
  return async (request, response) => {
    const requestId = newEntryId();
    if (request.method === 'OPTIONS') {
      const preflight = preflightHeaders(request, corsOrigins);
      if (preflight !== undefined) {
        response.writeHead(204, [...dataHeaders, 'vary', 'origin', ...preflight]).end();
        return;
      }
    }
    const type = typeOf(request.headers.accept);
    const exchange = new Exchange(requestId, request, response);
    const outcome =
      type === undefined ? notAcceptable(requestId) : await answered(options, request, exchange);
    if (exchange.isGone) return;
    const headers = fixed[type ?? plainJson].concat(
      'x-request-id',
      requestId,
      corsHeaders(request, corsOrigins),
      outcome.headers,
    );
    await write(request, response, headers, outcome);
  };
}

/** All that is alike in every answer of a type. */
function fixedHeaders(options: GraphqlOptions): Readonly<Record<AnswerType, HeaderList>> {
  const { corsOrigins, compression } = options;
  const varying = [
    'accept',
    ...(corsOrigins.length === 0 ? [] : ['origin']),
    ...(compression.mode === 'off' ? [] : ['accept-encoding']),
  ];
  const headers = (type: AnswerType): HeaderList => [
    ...['content-type', `${type}; charset=utf-8`],
    ...dataHeaders,
    ...['vary', varying.join(', ')],
  ];
  return { [graphqlResponse]: headers(graphqlResponse), [plainJson]: headers(plainJson) };
}

const notAcceptable = (requestId: string): Outcome => ({
  status: 406,
  answer: refusalBody([publicError(new AppError('BAD_REQUEST'))], requestId),
  headers: noHeaders,
});

async function answered(
  { answer, bodyBytesMax, clock, log }: GraphqlOptions,
  request: IncomingMessage,
  exchange: Exchange,
): Promise<Outcome> {
  const { requestId } = exchange;
  const begun = clock.now().getTime();
  const elapsed = (): number => clock.now().getTime() - begun;
  try {
    const found = await answer(await readGraphqlRequest(request, bodyBytesMax), exchange);
    const errors = isAnswerText(found) ? found.errorCount : (found.errors?.length ?? 0);
    const about = isAnswerText(found) ? found.about : undefined;
    log.info('request', { requestId, durationMs: elapsed(), status: 200, errors, ...about });
    return { status: 200, answer: found, headers: noHeaders };
  } catch (error) {
    const failure = toAppError(error);
    const { status, code, details } = failure;
    const outcome = exchange.isGone ? { gone: true } : { status, code };
    log.info('request', { requestId, durationMs: elapsed(), ...outcome, ...details });
    if (code === 'INTERNAL' && !exchange.isGone) {
      log.error('request.failed', { requestId, ...errorFields(failure.cause ?? failure) });
    }
    return { status, answer: refusal(failure, requestId), headers: refusalHeaders(failure) };
  }
}

function refusal(failure: AppError, requestId: string): AnswerBody {
  const error: PublicError =
    failure instanceof InvalidDocument && failure.locations.length > 0
      ? { ...publicError(failure), locations: failure.locations }
      : publicError(failure);
  return refusalBody([error], requestId);
}

type Write = (
  request: IncomingMessage,
  response: ServerResponse,
  headers: string[],
  outcome: Outcome,
) => Promise<void> | void;

const encodedLengthMin = 16_384;

/** Writes head and body in one piece; a text is not stringified again. */
function writer({ mode, bytesMin }: Compression): Write {
  const codingOf = remembering(negotiateCoding);
  const mayCompress = (answer: Answer): boolean =>
    mode === 'all' || (mode === 'business' && isAnswerText(answer) && answer.businessOnly);
  return (request, response, headers, { status, answer }) => {
    const text = isAnswerText(answer) ? answer.text : JSON.stringify(answer);
    const coding =
      mode !== 'off' && text.length >= bytesMin && mayCompress(answer)
        ? codingOf(request.headers['accept-encoding'])
        : undefined;
    if (coding !== undefined) return writeCompressed(response, status, headers, text, coding);
    // A short text goes out in one piece with the head; a long one would be measured and then encoded.
    const body = text.length < encodedLengthMin ? text : Buffer.from(text, 'utf8');
    headers.push('content-length', String(Buffer.byteLength(body)));
    response.writeHead(status, headers).end(body);
  };
}

async function writeCompressed(
  response: ServerResponse,
  status: number,
  headers: string[],
  text: string,
  coding: 'br' | 'gzip',
): Promise<void> {
  const bytes = await compressed(text, coding);
  headers.push('content-encoding', coding, 'content-length', String(bytes.length));
  response.writeHead(status, headers).end(bytes);
}
