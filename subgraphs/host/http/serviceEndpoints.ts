import type { IncomingMessage, ServerResponse } from 'node:http';
import type { z } from 'zod';
import { AppError, toAppError } from '../../../lib/errors/appError.ts';
import { readBody, sendJson } from '../../../lib/httpServer.ts';
import { errorFields } from '../../../lib/log.ts';
import { createReplayGuard } from '../../../lib/purposeToken.ts';
import {
  serviceTokenValidSeconds,
  verifyServiceToken,
  type ServiceClaims,
} from '../../../lib/serviceToken.ts';
import { isStoreName, type StoreName } from '../../../lib/storeName.ts';
import { answerCall, CallRequest } from '../between/calls.ts';
import { signAnswer } from '../between/exchange.ts';
import { EventBatch, receiveEvents, type InboxInput } from '../between/inbox.ts';
import { parseJson } from './admitSubRequest.ts';
import { sendError } from './publicErrors.ts';

export interface ServiceEndpointsInput extends InboxInput {
  readonly bodyBytesMax: number;
  /** After a handler that may have left something in the outbox. */
  readonly wake: () => void;
}

type Endpoint = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** `POST /events` and `POST /call`: what other stores of this installation send, signed both ways. */
export function createServiceEndpoints(input: ServiceEndpointsInput): {
  readonly events: Endpoint;
  readonly call: Endpoint;
} {
  const used = createReplayGuard(input.identity.clock, serviceTokenValidSeconds);
  const signed =
    <Schema extends z.ZodType>(
      schema: Schema,
      work: (from: StoreName, message: z.output<Schema>) => Promise<object>,
    ): Endpoint =>
    async (request, response) => {
      try {
        const bytes = await readBody(request, input.bodyBytesMax);
        const { claims, from } = admit(input, request, bytes);
        if (!used.claim(claims.jti)) throw new AppError('TOKEN_REPLAYED');
        const message = schema.safeParse(parseJson(bytes));
        if (!message.success) throw new AppError('BAD_REQUEST');
        const body = JSON.stringify(await work(from, message.data));
        input.wake();
        sendJson(response, 200, body, {
          'referent-signature': signAnswer(input.identity, from, claims.jti, body),
        });
      } catch (error) {
        refuse(input, error, response);
      }
    };
  return {
    events: signed(EventBatch, async (from, { events }) => ({
      results: await receiveEvents(input, from, events),
    })),
    call: signed(CallRequest, (from, message) => answerCall(input, from, message)),
  };
}

function admit(
  { identity }: ServiceEndpointsInput,
  request: IncomingMessage,
  body: Uint8Array,
): { claims: ServiceClaims; from: StoreName } {
  const claims = verifyServiceToken({
    authorization: request.headers.authorization,
    audience: identity.name,
    body,
    clock: identity.clock,
    processes: identity.processes,
  });
  if (request.method !== 'POST') throw new AppError('METHOD_NOT_ALLOWED');
  if (!isStoreName(claims.iss)) {
    throw new AppError('TOKEN_INVALID', { details: { reason: 'sender' } });
  }
  return { claims, from: claims.iss };
}

function refuse({ log }: ServiceEndpointsInput, error: unknown, response: ServerResponse): void {
  const expected = toAppError(error);
  if (expected.code === 'INTERNAL') log.error('service.failed', errorFields(expected.cause));
  else log.warn('service.refused', { code: expected.code, ...expected.details });
  sendError(response, expected);
}
