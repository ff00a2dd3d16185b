import { open, type FileHandle } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { AppError, toAppError } from '../../../lib/errors/appError.ts';
import type { Handler } from '../../../lib/httpServer.ts';
import { errorFields, type Log } from '../../../lib/log.ts';
import { createReplayGuard } from '../../../lib/purposeToken.ts';
import { serviceTokenValidSeconds, verifyServiceToken } from '../../../lib/serviceToken.ts';
import type { Identity } from '../../host/between/exchange.ts';
import type { Database } from '../../host/definition.ts';
import { sendError } from '../../host/http/publicErrors.ts';
import { indexPage, indexText } from './logIndex.ts';
import { servedPath, type ServedPath } from './servedPath.ts';

export const logPrefix = '/log/';

export interface ServeLogInput {
  readonly folder: string;
  readonly database: Database;
  readonly identity: Identity;
  readonly log: Log;
}

/**
 * `GET /log/<path>`. The checkpoint is public; the rest is for gateways, whose service token is made
 * over the path (`/log/…`) as its body, so that it opens that one file.
 */
export function createServeLog(input: ServeLogInput): Handler {
  const used = createReplayGuard(input.identity.clock, serviceTokenValidSeconds);
  const admit = (target: string, authorization: string | undefined): void => {
    const { clock, processes, name } = input.identity;
    const body = Buffer.from(target);
    const claims = verifyServiceToken({ authorization, audience: name, body, clock, processes });
    if (claims.iss !== 'gateway') {
      throw new AppError('TOKEN_INVALID', { details: { reason: 'sender' } });
    }
    if (!used.claim(claims.jti)) throw new AppError('TOKEN_REPLAYED');
  };
  return async (request, response) => {
    try {
      if (request.method !== 'GET') throw new AppError('METHOD_NOT_ALLOWED');
      const target = request.url ?? '';
      const served = servedPath(target.slice(logPrefix.length));
      if (served?.path !== 'checkpoint') admit(target, request.headers.authorization);
      const page = indexPage(target.slice(logPrefix.length));
      if (page !== undefined) list(response, await indexText(input.database, page));
      else if (served === undefined) nothing(response);
      else await serve(join(input.folder, served.path), served, request.headers, response);
    } catch (error) {
      refuse(input.log, error, response);
    }
  };
}

function refuse(log: Log, error: unknown, response: ServerResponse): void {
  const expected = toAppError(error);
  if (expected.code === 'INTERNAL') log.error('log.serve.failed', errorFields(expected.cause));
  else log.warn('log.serve.refused', { code: expected.code, ...expected.details });
  if (response.headersSent) response.destroy();
  else sendError(response, expected);
}

function nothing(response: ServerResponse): void {
  response.writeHead(404, { 'content-length': 0 }).end();
}

function list(response: ServerResponse, text: string): void {
  const headers = {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'private, no-cache',
  };
  response.writeHead(200, { ...headers, 'content-length': Buffer.byteLength(text) }).end(text);
}

async function serve(
  path: string,
  { isFinal, type }: ServedPath,
  headers: Readonly<Record<string, unknown>>,
  response: ServerResponse,
): Promise<void> {
  const file = await openIfThere(path);
  if (file === undefined) {
    nothing(response);
    return;
  }
  try {
    const { size, mtimeMs, ino } = await file.stat();
    // A file is replaced as a whole, so another content has another inode or another time.
    const etag = `"${[size, Math.trunc(mtimeMs * 1_000), ino].map((each) => each.toString(36)).join('-')}"`;
    const caching = {
      etag,
      'cache-control': isFinal ? 'private, max-age=31536000, immutable' : 'private, no-cache',
    };
    if (headers['if-none-match'] === etag) {
      response.writeHead(304, caching).end();
      return;
    }
    response.writeHead(200, { 'content-type': type, 'content-length': size, ...caching });
    if (size === 0) response.end();
    else await pipeline(file.createReadStream({ end: size - 1, autoClose: false }), response);
  } finally {
    await file.close();
  }
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}
