import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { AppError } from '../../lib/errors/appError.ts';
import { readBody } from '../../lib/httpServer.ts';
import { sha256Hex } from '../../lib/hash.ts';
import { graphqlResponse, plainJson } from './negotiate.ts';

/** One GraphQL over HTTP request, well-formed but not yet understood. */
export interface GraphqlRequest {
  readonly method: 'GET' | 'POST';
  /** Hash of the document's bytes in lower-case hex, or whatever stood in its place. */
  readonly documentId: string | undefined;
  readonly text: string | undefined;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

type Members = Readonly<Record<string, unknown>>;

const badRequest = (reason: string): AppError =>
  new AppError('BAD_REQUEST', { details: { reason } });

/** Reads and checks the request's shape. Throws before anything of it is interpreted further. */
export async function readGraphqlRequest(
  request: IncomingMessage,
  bytesMax: number,
): Promise<GraphqlRequest> {
  if (request.method === 'GET') return fromMembers('GET', readQuery(request, bytesMax));
  if (request.method !== 'POST') throw new AppError('METHOD_NOT_ALLOWED');
  checkContentType(request);
  return fromMembers('POST', asObject(parseJson(decode(await readBody(request, bytesMax)))));
}

/** A form or a plain-text body could be sent across sites without a preflight: only JSON is taken. */
function checkContentType({ headers }: IncomingMessage): void {
  const contentType = headers['content-type'] ?? '';
  if (contentType !== plainJson) checkMediaType(contentType);
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') throw badRequest('content encoding');
}

function checkMediaType(contentType: string): void {
  const [type, ...parameters] = contentType.split(';').map((part) => part.trim().toLowerCase());
  if (type !== plainJson && type !== graphqlResponse) throw badRequest('content type');
  const charset = parameters.find((parameter) => parameter.startsWith('charset='));
  if (charset !== undefined && !/^charset="?utf-?8"?$/.test(charset)) throw badRequest('charset');
}

const byteOrderMark = '\uFEFF';

/** RFC 8259, section 8.1: UTF-8, and a byte order mark may be passed over. */
function decode(body: Buffer): string {
  if (!isUtf8(body)) throw new AppError('BAD_JSON');
  const text = body.toString('utf8');
  return text.startsWith(byteOrderMark) ? text.slice(1) : text;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own error quotes the text, so it is not kept as the cause.
    throw new AppError('BAD_JSON');
  }
}

function asObject(value: unknown): Members {
  if (Array.isArray(value)) throw new AppError('BATCH_NOT_ALLOWED');
  if (typeof value !== 'object' || value === null) throw badRequest('body');
  return value as Members;
}

/** Headers that no form or image can set; a proxy adds none of them on its own. */
export const preflightedBy: readonly string[] = [
  'authorization',
  'referent-sources',
  'apollo-require-preflight',
  'x-apollo-operation-name',
  'x-requested-with',
];

const simpleType = /^(text\/plain|multipart\/form-data|application\/x-www-form-urlencoded)\b/i;

/** A GET is answered only where a browser would have asked first (CSRF). */
function refuseCrossSite({ headers }: IncomingMessage): void {
  const forced =
    preflightedBy.some((name) => headers[name] !== undefined) ||
    !simpleType.test(headers['content-type'] ?? 'text/plain');
  if (!forced) throw badRequest('cross-site');
}

function readQuery(request: IncomingMessage, bytesMax: number): Members {
  refuseCrossSite(request);
  const url = request.url ?? '';
  if (url.length > bytesMax) throw new AppError('BODY_TOO_LARGE');
  const query = new URLSearchParams(url.includes('?') ? url.slice(url.indexOf('?') + 1) : '');
  const names = [...query.keys()];
  if (new Set(names).size !== names.length) throw badRequest('repeated parameter');
  const json = (name: string): unknown => {
    const text = query.get(name);
    return text === null || text === '' ? undefined : parseJson(text);
  };
  return {
    documentId: query.get('documentId'),
    query: query.get('query'),
    operationName: query.get('operationName'),
    variables: json('variables'),
    extensions: json('extensions'),
  };
}

function fromMembers(method: 'GET' | 'POST', members: Members): GraphqlRequest {
  const text = optionalText(members, 'query');
  const documentId = documentIdOf(members, text);
  if (text === undefined && documentId === undefined) throw badRequest('no document');
  return {
    method,
    documentId,
    text,
    operationName: optionalText(members, 'operationName'),
    variables: optionalObject(members, 'variables') ?? {},
  };
}

const prefix = 'sha256:';

/** An id may stand in two places, and beside its text: all must say the same. */
function documentIdOf(members: Members, text: string | undefined): string | undefined {
  const given = optionalText(members, 'documentId');
  const named = given?.startsWith(prefix) === true ? given.slice(prefix.length) : given;
  const hash = persistedHash(members);
  const id = named ?? hash;
  if (id === undefined) return undefined;
  const contradicted =
    (hash !== undefined && hash !== id) || (text !== undefined && sha256Hex(text) !== id);
  if (contradicted) throw badRequest('contradictory document ids');
  return id;
}

/** Apollo clients' form: `{"persistedQuery": {"version": 1, "sha256Hash": "…"}}`. Nothing is ever registered by it. */
function persistedHash(members: Members): string | undefined {
  const extensions = optionalObject(members, 'extensions');
  const persisted =
    extensions === undefined ? undefined : optionalObject(extensions, 'persistedQuery');
  if (persisted === undefined) return undefined;
  const hash = optionalText(persisted, 'sha256Hash');
  if (persisted.version !== 1 || hash === undefined) throw badRequest('persistedQuery');
  return hash.startsWith(prefix) ? hash.slice(prefix.length) : hash;
}

function optionalText(members: Members, name: string): string | undefined {
  const value = Object.hasOwn(members, name) ? members[name] : undefined;
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') throw badRequest(name);
  return value;
}

function optionalObject(members: Members, name: string): Members | undefined {
  const value = Object.hasOwn(members, name) ? members[name] : undefined;
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'object' || Array.isArray(value)) throw badRequest(name);
  return value as Members;
}
