import type { IncomingMessage } from 'node:http';
import type { Headers } from '../../lib/httpServer.ts';

const allowedHeaders = 'authorization, content-type, referent-sources';

/** Headers for a page of a configured origin; none for any other, so its browser keeps the answer. */
export function corsHeaders(request: IncomingMessage, origins: readonly string[]): Headers {
  if (origins.length === 0) return {};
  const { origin } = request.headers;
  if (origin === undefined || !origins.includes(origin)) return { vary: 'origin' };
  return { vary: 'origin', 'access-control-allow-origin': origin };
}

/** The answer to a preflight, or undefined where the origin is not configured. */
export function preflightHeaders(
  request: IncomingMessage,
  origins: readonly string[],
): Headers | undefined {
  const headers = corsHeaders(request, origins);
  if (headers['access-control-allow-origin'] === undefined) return undefined;
  return {
    ...headers,
    'access-control-allow-methods': 'GET, POST',
    'access-control-allow-headers': allowedHeaders,
    'access-control-max-age': '600',
  };
}
