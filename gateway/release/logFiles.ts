import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { request as ask, type Dispatcher } from 'undici';
import type { BearerVerifier, Caller } from '../../lib/bearer.ts';
import type { Clock } from '../../lib/clock.ts';
import { AppError, toAppError } from '../../lib/errors/appError.ts';
import { sendJson } from '../../lib/httpServer.ts';
import type { ProcessKeys } from '../../lib/keys.ts';
import { errorFields, type Log } from '../../lib/log.ts';
import { signServiceToken } from '../../lib/serviceToken.ts';
import { publicError, refusalBody } from '../answer/assemble.ts';
import type { Pages } from '../http/handler.ts';
import type { Gate } from './gate.ts';
import { aboutNobody } from './gated.ts';

export interface LogFilesOptions {
  /** Undefined where no address of governance is known. */
  readonly governanceUrl: string | undefined;
  readonly keys: ProcessKeys;
  readonly bearer: BearerVerifier;
  readonly gate: Gate;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly newEntryId: () => string;
  readonly log: Log;
}

const prefix = '/log/';
/** Anybody may see that there is a log and how it grows. */
const publicPath = '/log/checkpoint';
const readers = ['auditor', 'dpo'] as const;
const pathShape = /^\/log\/[a-z0-9][a-z0-9./-]{0,199}$/;
const timeoutMs = 10_000;
const fileBytesMax = 64 * 1_048_576;
const passedHeaders = ['content-type', 'content-length', 'etag', 'cache-control'];

/**
 * `GET /log/<path>`: the files of the audit log, for those who check it. Governance keeps them, and
 * gives them to a gateway by a token that opens the one file.
 */
export function createLogFiles(options: LogFilesOptions): Pages {
  return async (path, request, response) => {
    if (!path.startsWith(prefix)) return false;
    try {
      if (request.method !== 'GET') throw new AppError('METHOD_NOT_ALLOWED');
      if (path !== publicPath) {
        const caller = await options.bearer.verify(request.headers.authorization);
        admit(options.gate, caller);
      }
      await pass(options, path, request.headers['if-none-match'], response);
    } catch (error) {
      const failure = toAppError(error);
      if (failure.code === 'INTERNAL') options.log.error('log.failed', errorFields(failure.cause));
      if (response.headersSent) response.destroy();
      else {
        const body = refusalBody([publicError(failure)], options.newEntryId());
        sendJson(response, failure.status, body);
      }
    }
    return true;
  };
}

/** Throws `ROLE_NOT_ALLOWED`; either way it is counted. */
function admit(gate: Gate, actor: Caller): void {
  const roles = readers.filter((role) => actor.roles.includes(role));
  const about = { ...aboutNobody(actor), roles };
  if (roles.length === 0) {
    gate.deny({ actor, about, code: 'ROLE_NOT_ALLOWED' });
    throw new AppError('ROLE_NOT_ALLOWED');
  }
  gate.read({ actor, about, code: 'log.read' });
}

async function pass(
  options: LogFilesOptions,
  path: string,
  known: string | undefined,
  response: ServerResponse,
): Promise<void> {
  const answer = pathShape.test(path) ? await fetchFile(options, path, known) : undefined;
  if (answer === undefined || answer.statusCode === 404) {
    await answer?.body.dump();
    response.writeHead(404, { 'content-length': 0 }).end();
    return;
  }
  const headers = passedHeaders.flatMap((name) => {
    const value = answer.headers[name];
    return typeof value === 'string' ? [name, value] : [];
  });
  response.writeHead(answer.statusCode, ['x-content-type-options', 'nosniff', ...headers]);
  await pipeline(Readable.from(bounded(answer.body)), response);
}

async function fetchFile(
  { governanceUrl, keys, clock, newId }: LogFilesOptions,
  path: string,
  known: string | undefined,
): Promise<Dispatcher.ResponseData> {
  if (governanceUrl === undefined) throw new AppError('NOT_READY');
  const token = { from: 'gateway', to: 'governance', id: newId(), body: path, clock };
  const answer = await ask(`${governanceUrl}${path}`, {
    signal: AbortSignal.timeout(timeoutMs),
    headers: {
      authorization: signServiceToken(keys, token),
      ...(known === undefined ? {} : { 'if-none-match': known }),
    },
  }).catch((cause: unknown) => {
    throw new AppError('NOT_READY', { cause });
  });
  if ([200, 304, 404].includes(answer.statusCode)) return answer;
  await answer.body.dump();
  throw new AppError('NOT_READY', { details: { status: answer.statusCode } });
}

async function* bounded(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > fileBytesMax) throw new AppError('NOT_READY');
    yield chunk;
  }
}
