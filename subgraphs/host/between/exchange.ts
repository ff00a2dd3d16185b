import type { Clock } from '../../../lib/clock.ts';
import { AppError } from '../../../lib/errors/appError.ts';
import { isErrorCode, type ErrorCode } from '../../../lib/errors/catalogue.ts';
import type { InstallationLock } from '../../../lib/installationLock.ts';
import type { ProcessKeys } from '../../../lib/keys.ts';
import { signServiceToken, verifyServiceToken } from '../../../lib/serviceToken.ts';
import type { StoreName } from '../../../lib/storeName.ts';
import type { StoreTransport } from './transport.ts';

/** Who this store is among the others. */
export interface Identity {
  readonly name: StoreName;
  readonly keys: ProcessKeys;
  readonly processes: InstallationLock['processes'];
  readonly clock: Clock;
  readonly newId: () => string;
}

export interface ExchangeInput {
  readonly identity: Identity;
  readonly transport: StoreTransport;
  readonly to: StoreName;
  readonly path: '/events' | '/call' | '/audit/inbox';
  readonly body: string;
  readonly timeoutMs: number;
}

/** The answer's exact text and the signature over it. */
export interface SignedText {
  readonly body: string;
  readonly signature: string;
}

/** What a receiver said in place of an answer. Nobody signed it. */
class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly code: ErrorCode;

  constructor(status: number, body: string) {
    super(`status ${String(status)}`);
    this.status = status;
    const code = /"code":"([A-Z_]{2,64})"/.exec(body)?.[1] ?? '';
    this.code = isErrorCode(code) ? code : 'BAD_REQUEST';
  }
}

/** The code of a receiver that was there and does not take this body, however often it is sent. */
export function refusedFor(error: unknown): ErrorCode | undefined {
  const refusal = error instanceof AppError ? error.cause : undefined;
  const isForGood = refusal instanceof Refusal && [400, 413].includes(refusal.status);
  return isForGood ? refusal.code : undefined;
}

/** Sends a signed body and takes only an answer that the receiver signed for this very request. */
export async function exchange(input: ExchangeInput): Promise<SignedText> {
  const { identity, to, body } = input;
  const id = identity.newId();
  const authorization = signServiceToken(identity.keys, {
    from: identity.name,
    to,
    id,
    body,
    clock: identity.clock,
  });
  const unavailable = (reason: string, cause?: unknown): AppError =>
    new AppError('PEER_UNAVAILABLE', { details: { to, reason }, cause });
  const reply = await input.transport
    .post({ to, path: input.path, body, authorization, timeoutMs: input.timeoutMs })
    .catch((cause: unknown) => {
      throw unavailable('no answer', cause);
    });
  if (reply.status !== 200) {
    throw unavailable(`status ${String(reply.status)}`, new Refusal(reply.status, reply.body));
  }
  try {
    const claims = verifyServiceToken({
      authorization: reply.signature,
      audience: identity.name,
      body: Buffer.from(reply.body),
      clock: identity.clock,
      processes: identity.processes,
    });
    if (claims.iss !== to || claims.jti !== id) throw unavailable('answer to another request');
  } catch (cause) {
    throw unavailable('answer not signed', cause);
  }
  return { body: reply.body, signature: reply.signature ?? '' };
}

/** Signs the answer to a request, under the request's id. */
export const signAnswer = (
  identity: Identity,
  to: string,
  requestId: string,
  body: string,
): string =>
  signServiceToken(identity.keys, {
    from: identity.name,
    to,
    id: requestId,
    body,
    clock: identity.clock,
  });
