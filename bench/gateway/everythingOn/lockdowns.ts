import { setTimeout } from 'node:timers/promises';
import type { Clock } from '../../../lib/clock.ts';
import { readBody, sendJson, type Handler } from '../../../lib/httpServer.ts';
import type { ProcessKeys, PublicKeys } from '../../../lib/keys.ts';
import { lockdownHoldMs, LockdownQuestion } from '../../../lib/lockdowns.ts';
import { signServiceToken, verifyServiceToken } from '../../../lib/serviceToken.ts';

/** Who says to whom what is restricted. */
export interface LockdownSigners {
  readonly governance: ProcessKeys;
  readonly gateway: PublicKeys;
}

const bodyBytesMax = 4_096;

/** Answers, as governance does, that nothing is restricted. */
export const answerLockdowns =
  ({ governance, gateway }: LockdownSigners, clock: Clock): Handler =>
  async (request, response) => {
    const bytes = await readBody(request, bodyBytesMax);
    const { jti: id } = verifyServiceToken({
      ...{ authorization: request.headers.authorization, audience: 'governance', body: bytes },
      ...{ clock, processes: { gateway: [gateway] } },
    });
    const { mayWait } = LockdownQuestion.parse(JSON.parse(bytes.toString('utf8')));
    if (mayWait) await setTimeout(lockdownHoldMs);
    const body = JSON.stringify({ version: 0, orders: [] });
    const signed = { from: 'governance', to: 'gateway', id, body, clock };
    sendJson(response, 200, body, { 'referent-signature': signServiceToken(governance, signed) });
  };
