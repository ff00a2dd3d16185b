import type { ServerResponse } from 'node:http';
import { AppError } from '../../../lib/errors/appError.ts';
import { catalogue, type ErrorCode } from '../../../lib/errors/catalogue.ts';
import { sendJson } from '../../../lib/httpServer.ts';
import { errorFields, type Log } from '../../../lib/log.ts';
import type { ResponsePath } from '../execute/run.ts';

/** An error as it leaves a store: only a path and a catalogued code, no location, value or stack. */
export interface PublicError {
  readonly message: string;
  readonly path?: ResponsePath;
  readonly extensions: { readonly code: ErrorCode };
}

export const publicError = (code: ErrorCode, path: ResponsePath | undefined): PublicError => ({
  message: catalogue[code].en,
  ...(path === undefined ? {} : { path }),
  extensions: { code },
});

/** Our own failures carry their code; anything else is unplanned. */
export const codeOf = (cause: unknown): ErrorCode =>
  cause instanceof AppError ? cause.code : 'INTERNAL';

/** Paths hold names of fields and positions in lists, so a log may have them. */
export function logFieldError(
  log: Log,
  jti: string,
  path: ResponsePath | undefined,
  cause: unknown,
): void {
  const place = path?.join('.');
  if (cause instanceof AppError) {
    log.warn('subrequest.error', { jti, path: place, code: cause.code, ...cause.details });
  } else {
    log.error('subrequest.failed', { jti, path: place, ...errorFields(cause) });
  }
}

/** The public face of a failure that ends a request. */
export function sendError(
  response: ServerResponse,
  error: AppError,
  headers: Readonly<Record<string, string>> = {},
): void {
  const status = error.status === 200 ? 503 : error.status;
  const body = { errors: [{ message: error.message, extensions: { code: error.code } }] };
  sendJson(response, status, body, headers);
}
