import type { IncomingMessage } from 'node:http';
import type { z } from 'zod';
import { AppError, toAppError } from '../../../lib/errors/appError.ts';
import { readBody, sendJson, type Handler } from '../../../lib/httpServer.ts';
import { errorFields, type Log } from '../../../lib/log.ts';
import { createReplayGuard } from '../../../lib/purposeToken.ts';
import {
  serviceTokenValidSeconds,
  verifyServiceToken,
  type ServiceClaims,
} from '../../../lib/serviceToken.ts';
import { isStoreName, type StoreName } from '../../../lib/storeName.ts';
import { signAnswer, type Identity } from '../between/exchange.ts';
import { parseJson } from './admitSubRequest.ts';
import { sendError } from './publicErrors.ts';

export interface SignedEndpointsInput {
  readonly identity: Identity;
  readonly log: Log;
}

/** Makes endpoints that other processes of this installation ask, signed both ways, each token once. */
export type EndpointsFor<Sender extends string> = <Schema extends z.ZodType>(
  bodyBytesMax: number,
  schema: Schema,
  work: (from: Sender, message: z.output<Schema>) => Promise<object>,
) => Handler;
export type SignedEndpoints = EndpointsFor<StoreName>;

export const createSignedEndpoints = (input: SignedEndpointsInput): SignedEndpoints =>
  createEndpointsFor(input, isStoreName);

export function createEndpointsFor<Sender extends string>(
  { identity, log }: SignedEndpointsInput,
  isSender: (name: string) => name is Sender,
): EndpointsFor<Sender> {
  const used = createReplayGuard(identity.clock, serviceTokenValidSeconds);
  return (bodyBytesMax, schema, work) => async (request, response) => {
    try {
      const bytes = await readBody(request, bodyBytesMax);
      const claims = admit(identity, request, bytes);
      const from = claims.iss;
      if (!isSender(from)) throw new AppError('TOKEN_INVALID', { details: { reason: 'sender' } });
      if (!used.claim(claims.jti)) throw new AppError('TOKEN_REPLAYED');
      const message = schema.safeParse(parseJson(bytes));
      if (!message.success) throw new AppError('BAD_REQUEST');
      const body = JSON.stringify(await work(from, message.data));
      sendJson(response, 200, body, {
        'referent-signature': signAnswer(identity, from, claims.jti, body),
      });
    } catch (error) {
      const expected = toAppError(error);
      if (expected.code === 'INTERNAL') log.error('service.failed', errorFields(expected.cause));
      else log.warn('service.refused', { code: expected.code, ...expected.details });
      sendError(response, expected);
    }
  };
}

function admit(identity: Identity, request: IncomingMessage, body: Uint8Array): ServiceClaims {
  const claims = verifyServiceToken({
    authorization: request.headers.authorization,
    audience: identity.name,
    body,
    clock: identity.clock,
    processes: identity.processes,
  });
  if (request.method !== 'POST') throw new AppError('METHOD_NOT_ALLOWED');
  return claims;
}
