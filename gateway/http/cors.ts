import type { IncomingMessage } from 'node:http';
import type { HeaderList } from './headers.ts';

const allowedHeaders = 'authorization, content-type, referent-sources';
const nothing: HeaderList = [];

/** Headers for a page of a configured origin; none for any other, so its browser keeps the answer. */
export function corsHeaders({ headers }: IncomingMessage, origins: readonly string[]): HeaderList {
  const { origin } = headers;
  if (origin === undefined || !origins.includes(origin)) return nothing;
  return ['access-control-allow-origin', origin];
}

/** The answer to a preflight, or undefined where the origin is not configured. */
export function preflightHeaders(
  request: IncomingMessage,
  origins: readonly string[],
): HeaderList | undefined {
  const headers = corsHeaders(request, origins);
  if (headers.length === 0) return undefined;
  return [
    ...headers,
    ...['access-control-allow-methods', 'GET, POST'],
    ...['access-control-allow-headers', allowedHeaders],
    ...['access-control-max-age', '600'],
  ];
}
