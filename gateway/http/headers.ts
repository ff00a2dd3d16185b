import type { AppError } from '../../lib/errors/appError.ts';

/** Names and values in turn, as `response.writeHead` takes them with the least work. */
export type HeaderList = readonly string[];

/** Headers of every answer (OWASP, "REST Security Cheat Sheet"). */
export const securityHeaders: HeaderList = [
  ...['cache-control', 'private, no-store'],
  ...['x-content-type-options', 'nosniff'],
  ...['referrer-policy', 'no-referrer'],
  ...['x-frame-options', 'DENY'],
  ...['strict-transport-security', 'max-age=31536000; includeSubDomains'],
];

/** An answer is data: nothing in it may be loaded, run or framed. */
export const dataHeaders: HeaderList = [
  ...securityHeaders,
  ...['content-security-policy', "default-src 'none'; frame-ancestors 'none'"],
];

/** What HTTP itself wants said beside a status (RFC 9110, sections 10.2.1, 11.6.1 and 15.5.14). */
export function refusalHeaders({ status, code }: AppError): HeaderList {
  switch (status) {
    case 401:
      return ['www-authenticate', 'Bearer'];
    case 405:
      return ['allow', code === 'USE_POST' ? 'POST' : 'GET, POST'];
    case 413:
      return ['connection', 'close'];
    default:
      return [];
  }
}
