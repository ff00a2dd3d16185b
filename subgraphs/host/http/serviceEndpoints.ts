import type { Handler } from '../../../lib/httpServer.ts';
import { answerCall, CallRequest } from '../between/calls.ts';
import { EventBatch, receiveEvents, type InboxInput } from '../between/inbox.ts';
import type { SignedEndpoints } from './signedEndpoints.ts';

export interface ServiceEndpointsInput extends InboxInput {
  readonly bodyBytesMax: number;
  readonly signed: SignedEndpoints;
  /** After a handler that may have left something in the outbox. */
  readonly wake: () => void;
}

/** `POST /events` and `POST /call`: what other stores of this installation send, signed both ways. */
export function createServiceEndpoints(input: ServiceEndpointsInput): {
  readonly events: Handler;
  readonly call: Handler;
} {
  const { signed, bodyBytesMax, wake } = input;
  const waking = async (work: Promise<object>): Promise<object> => {
    const answer = await work;
    wake();
    return answer;
  };
  return {
    events: signed(bodyBytesMax, EventBatch, (from, { events }) =>
      waking(receiveEvents(input, from, events).then((results) => ({ results }))),
    ),
    call: signed(bodyBytesMax, CallRequest, (from, message) =>
      waking(answerCall(input, from, message)),
    ),
  };
}
