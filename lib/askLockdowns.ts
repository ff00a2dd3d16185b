import type { Clock } from './clock.ts';
import type { InstallationLock } from './installationLock.ts';
import type { ProcessKeys } from './keys.ts';
import { lockdownHoldMs, lockdownsPath, type LockdownQuestion } from './lockdowns.ts';
import { signServiceToken, verifyServiceToken } from './serviceToken.ts';

export interface AskLockdownsInput {
  /** Undefined where no address of governance is known. */
  readonly url: string | undefined;
  /** Whose key signs the question: `gateway`, or a store's name. */
  readonly from: string;
  readonly keys: ProcessKeys;
  readonly processes: InstallationLock['processes'];
  readonly clock: Clock;
  readonly newId: () => string;
}

const governance = 'governance';
const answerMs = 1_000;
const textMax = 4_194_304;

/** Asks governance over HTTP; takes only what governance signed for this very question. */
export const askLockdowns =
  ({ url, from, keys, processes, clock, newId }: AskLockdownsInput) =>
  async (question: LockdownQuestion): Promise<unknown> => {
    if (url === undefined) throw new Error('no address of governance is known');
    const [id, body] = [newId(), JSON.stringify(question)];
    const authorization = signServiceToken(keys, { from, to: governance, id, body, clock });
    const response = await fetch(`${url.replace(/\/$/, '')}${lockdownsPath}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(lockdownHoldMs + answerMs),
    });
    const text = await response.text();
    if (!response.ok || text.length > textMax) {
      throw new Error(`governance answered with status ${String(response.status)}`);
    }
    const claims = verifyServiceToken({
      authorization: response.headers.get('referent-signature') ?? undefined,
      ...{ audience: from, body: Buffer.from(text), clock, processes },
    });
    if (claims.iss !== governance || claims.jti !== id) {
      throw new Error('an answer to another question');
    }
    return JSON.parse(text);
  };
