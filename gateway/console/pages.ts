import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HeaderList } from '../http/headers.ts';
import type { Pages } from '../http/handler.ts';
import type { ConsoleBuild, ConsoleFile } from './files.ts';

/** What the browser is told before anybody has signed in; nothing of it is secret. */
export interface ConsoleSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly scope: string;
  readonly mode: 'development' | 'production';
}

/** Own files alone, and no connection but to the gateway and to the issuer that signs people in. */
export const contentSecurityPolicy = (issuer: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    `connect-src 'self' ${new URL(issuer).origin}`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');

/** No `cache-control`: pages and hashed files differ in it. */
const securityOf = (issuer: string): HeaderList => [
  ...['content-security-policy', contentSecurityPolicy(issuer)],
  ...['x-content-type-options', 'nosniff'],
  ...['referrer-policy', 'no-referrer'],
  ...['x-frame-options', 'DENY'],
  ...['strict-transport-security', 'max-age=31536000; includeSubDomains'],
  ...['cross-origin-opener-policy', 'same-origin'],
  ...['cross-origin-resource-policy', 'same-origin'],
  ...['permissions-policy', 'camera=(), geolocation=(), microphone=()'],
  ...['vary', 'accept, accept-encoding'],
];

const immutable = 'public, max-age=31536000, immutable';
const always = 'no-cache';

/** The console below `/`: its files, its settings, and its one page for every address of its own. */
export function consolePages(build: ConsoleBuild, settings: ConsoleSettings): Pages {
  const security = securityOf(settings.issuer);
  const config = jsonFile(settings);
  return (path, request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return Promise.resolve(false);
    const asset = build.assets.get(path);
    if (asset !== undefined) return sendFile(asset, immutable);
    if (path === '/console/config.json') return sendFile(config, always);
    if (isPage(path, request)) return sendFile(build.page, always);
    return Promise.resolve(false);

    function sendFile(file: ConsoleFile, caching: string): Promise<boolean> {
      send(file, [...security, ...['cache-control', caching]], request, response);
      return Promise.resolve(true);
    }
  };
}

/** Paths of programs, which a mistyped address must not answer with a page. */
const notPages = /^\/(assets|console\/|dev|graphql|graphiql|health)/;

/** A deep link: whoever asks for HTML gets the page, which knows its own addresses. */
const isPage = (path: string, { headers }: IncomingMessage): boolean =>
  path === '/' || (!notPages.test(path) && (headers.accept ?? '').includes('text/html'));

function send(
  { type, bytes, gzipped }: ConsoleFile,
  headers: HeaderList,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const coded = acceptsGzip(request) ? gzipped : undefined;
  const body = coded ?? bytes;
  const own = ['content-type', type, 'content-length', String(body.length)];
  const coding = coded === undefined ? [] : ['content-encoding', 'gzip'];
  response.writeHead(200, [...headers, ...own, ...coding]).end(body);
}

const acceptsGzip = ({ headers }: IncomingMessage): boolean =>
  /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/.test(textOf(headers['accept-encoding']));

const textOf = (header: string | string[] | undefined): string => [header ?? []].flat().join(', ');

const jsonFile = (value: unknown): ConsoleFile => ({
  type: 'application/json; charset=utf-8',
  bytes: Buffer.from(JSON.stringify(value)),
  gzipped: undefined,
});
