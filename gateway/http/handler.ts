import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError, toAppError } from '../../lib/errors/appError.ts';
import type { Handler } from '../../lib/httpServer.ts';
import { errorFields } from '../../lib/log.ts';
import { publicError, refusalBody } from '../answer/assemble.ts';
import { createGraphqlEndpoint, type GraphqlOptions } from './graphqlEndpoint.ts';
import { dataHeaders } from './headers.ts';

/** What a door beside `/graphql` answers: an object becomes JSON. */
export interface RouteAnswer {
  readonly status: number;
  readonly body: unknown;
}

export type Route = (request: IncomingMessage) => Promise<RouteAnswer>;

/** Answers a page or a part of one; false where there is none at the path. */
export type Pages = (
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
) => Promise<boolean>;

export interface HandlerOptions extends GraphqlOptions {
  /** What else answers, by path; nothing of it is on the road of a request. */
  readonly routes: Readonly<Record<string, Route>>;
  /** What answers below paths of its own: development mode's pages, the audit log's files. */
  readonly pages?: readonly Pages[];
}

/** The front door. It answers everything itself, its own failures included. */
export function createHandler(options: HandlerOptions): Handler {
  const graphql = createGraphqlEndpoint(options);
  return async (request, response) => {
    const path = pathOf(request.url ?? '');
    try {
      if (path === '/graphql') await graphql(request, response);
      else await serveOther(options, path, request, response);
    } catch (error) {
      options.log.error('http.failed', errorFields(error));
      if (response.headersSent) response.destroy();
      else sendRefusal(options, response, toAppError(error));
    }
  };
}

const pathOf = (url: string): string => {
  const end = url.indexOf('?');
  return end === -1 ? url : url.slice(0, end);
};

async function serveOther(
  options: HandlerOptions,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const route = Object.hasOwn(options.routes, path) ? options.routes[path] : undefined;
  if (route !== undefined) {
    const { status, body } = await route(request);
    send(response, status, JSON.stringify(body));
    return;
  }
  for (const pages of options.pages ?? []) if (await pages(path, request, response)) return;
  sendRefusal(options, response, new AppError('BAD_REQUEST'), 404);
}

function sendRefusal(
  { newEntryId }: HandlerOptions,
  response: ServerResponse,
  error: AppError,
  status = error.status,
): void {
  const body = refusalBody([publicError(error)], newEntryId());
  send(response, status, JSON.stringify(body), ['connection', 'close']);
}

function send(
  response: ServerResponse,
  status: number,
  text: string,
  more: readonly string[] = [],
): void {
  const type = ['content-type', 'application/json; charset=utf-8'];
  const length = ['content-length', String(Buffer.byteLength(text))];
  response.writeHead(status, [...type, ...length, ...dataHeaders, ...more]).end(text);
}
