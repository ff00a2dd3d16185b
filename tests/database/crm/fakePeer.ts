import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { Clock } from '../../../lib/clock.ts';
import { listen, readBody, sendJson } from '../../../lib/httpServer.ts';
import { signServiceToken, verifyServiceToken } from '../../../lib/serviceToken.ts';
import type { StoreName } from '../../../lib/storeName.ts';
import type { TestInstallation } from '../../support/installation.ts';

const Call = z.object({ call: z.string(), payload: z.record(z.string(), z.unknown()) });
export type Call = z.output<typeof Call>;

/** Another store at the other end of a real connection: verifies what it gets, signs what it says. */
export interface FakePeer {
  readonly url: string;
  /** Every call so far. */
  readonly calls: Call[];
  /** What it says to a call by its name; a call without an answer gets status 500. */
  readonly answers: Record<string, object>;
  /** Signs with the keys of this process instead of its own. */
  signsAs: StoreName;
  readonly close: () => Promise<void>;
}

export async function startFakePeer(
  name: StoreName,
  installation: TestInstallation,
  clock: Clock,
): Promise<FakePeer> {
  const calls: Call[] = [];
  const answers: Record<string, object> = {};
  const peer = { signsAs: name };
  const handler = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readBody(request, 65_536);
    const claims = verifyServiceToken({
      authorization: request.headers.authorization,
      audience: name,
      body,
      clock,
      processes: installation.lock.processes,
    });
    const call = Call.parse(JSON.parse(body.toString('utf8')));
    calls.push(call);
    const answer = answers[call.call];
    if (answer === undefined) {
      sendJson(response, 500, { errors: [] });
      return;
    }
    const text = JSON.stringify({ answer });
    const signature = signServiceToken(installation.stores[peer.signsAs], {
      from: name,
      to: claims.iss,
      id: claims.jti,
      body: text,
      clock,
    });
    sendJson(response, 200, text, { 'referent-signature': signature });
  };
  const running = await listen(handler, '127.0.0.1', 0);
  return Object.assign(peer, {
    url: running.url,
    calls,
    answers,
    close: () => running.close(0),
  });
}
