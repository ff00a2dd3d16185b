import { epochSeconds, type Clock } from '../../lib/clock.ts';
import type { ErrorCode } from '../../lib/errors/catalogue.ts';
import { sha256Hex } from '../../lib/hash.ts';
import type { Log } from '../../lib/log.ts';
import {
  signPurposeToken,
  type PurposeChannel,
  type PurposeClaims,
} from '../../lib/purposeToken.ts';
import type { StoreName } from '../../lib/storeName.ts';
import { createBreaker, type BreakerLimits } from './breaker.ts';
import type { ErrorReader, SubAnswer, SubFailure } from './compiled/answers.ts';
import type { RequestScope } from './requestScope.ts';
import { StoreFailure, type StoreClient, type StoreResponse } from './storeClient.ts';

export interface StoreSourceOptions {
  readonly store: StoreName;
  /** Undefined where no address or key of the store is known. */
  readonly client: StoreClient | undefined;
  readonly channel: PurposeChannel | undefined;
  readonly epoch: number;
  readonly timeoutMs: number;
  readonly breaker: BreakerLimits;
  readonly clock: Clock;
  /** A new random id. */
  readonly newId: () => string;
  readonly log: Log;
}

export interface StoreQuestion {
  /** JSON text of `query` and `variables`. */
  readonly body: string;
  readonly isMutation: boolean;
}

/** Asks one store, with a purpose token of its own for each attempt. */
export interface StoreSource {
  readonly store: StoreName;
  readonly ask: (question: StoreQuestion, scope: RequestScope) => Promise<SubAnswer | SubFailure>;
}

const tokenSeconds = 5;

export function createStoreSource(options: StoreSourceOptions): StoreSource {
  const { store, log, clock } = options;
  const attempt = async (body: string, scope: RequestScope): Promise<StoreResponse> => {
    const { client, channel } = options;
    if (client === undefined || channel === undefined) {
      throw new StoreFailure('STORE_UNAVAILABLE', 'not configured');
    }
    const timeoutMs = Math.min(options.timeoutMs, scope.deadlineAt - clock.now().getTime());
    if (timeoutMs <= 0) throw new StoreFailure('STORE_TIMEOUT', 'deadline');
    const claims = claimsOf(options, scope, body);
    const headers = headersOf(store, scope, signPurposeToken(channel, claims));
    return client.post({ body, headers, jti: claims.jti, timeoutMs, signal: scope.signal });
  };
  const logged = async (body: string, scope: RequestScope): Promise<SubAnswer> => {
    const startedAt = clock.now().getTime();
    const note = (fields: Readonly<Record<string, unknown>>): void => {
      const durationMs = clock.now().getTime() - startedAt;
      log.info('subrequest', { requestId: scope.requestId, store, durationMs, ...fields });
    };
    try {
      const answer = parsed(await attempt(body, scope));
      note({ status: answer.status });
      breaker.succeeded();
      return answer;
    } catch (error) {
      const failure = asFailure(error);
      note({ code: failure.code, reason: failure.message });
      // A client that went away says nothing of the store.
      if (!scope.signal.aborted) breaker.failed();
      throw failure;
    }
  };
  const breaker = createBreaker(options.breaker, clock, (state) => {
    log.warn('store.breaker', { store, state });
  });
  return {
    store,
    ask: async ({ body, isMutation }, scope) => {
      if (!breaker.admits()) return { failure: 'STORE_UNAVAILABLE' };
      try {
        return await logged(body, scope);
      } catch (error) {
        const { code, retriable } = asFailure(error);
        if (!retriable || isMutation) return { failure: code };
      }
      try {
        return await logged(body, scope);
      } catch (error) {
        return { failure: asFailure(error).code };
      }
    },
  };
}

function parsed({ status, readAt, text }: StoreResponse): SubAnswer {
  try {
    return { status, readAt, body: JSON.parse(text) as unknown };
  } catch {
    // The parser's own error quotes the text, so it is not kept as the cause.
    throw new StoreFailure('STORE_ANSWER_INVALID', 'not JSON');
  }
}

const asFailure = (error: unknown): StoreFailure =>
  error instanceof StoreFailure ? error : new StoreFailure('STORE_UNAVAILABLE', 'unexpected');

function claimsOf(options: StoreSourceOptions, scope: RequestScope, body: string): PurposeClaims {
  const { caller } = scope;
  const iat = epochSeconds(options.clock);
  return {
    iss: 'gateway',
    aud: options.store,
    jti: options.newId(),
    iat,
    exp: iat + tokenSeconds,
    screen: scope.screen,
    doc: scope.documentHash,
    purpose: scope.purpose,
    actor: caller.actor,
    roles: [...scope.roles],
    region: caller.region,
    ...(caller.team === undefined ? {} : { team: caller.team }),
    ...(caller.demo ? { demo: true as const } : {}),
    epoch: options.epoch,
    subjectsMax: scope.subjectsMax,
    intent: options.newId(),
    bodyHash: sha256Hex(body),
  };
}

const headersOf = (
  store: StoreName,
  scope: RequestScope,
  authorization: string,
): Readonly<Record<string, string>> => ({
  'content-type': 'application/json',
  accept: 'application/json',
  authorization,
  // The fortified store checks for itself who asks; no other store sees a person's token.
  ...(store === 'customer-pii' ? { 'referent-caller': scope.authorization } : {}),
});

/** Codes of a store that a client may see; any other says that the answer could not be used. */
const passed: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'DEMO_REFUSED',
  'EVIDENCE_MISSING',
  'BUDGET_EXCEEDED',
  'NOT_PERMITTED',
  'REGION_NOT_ALLOWED',
  'RESTRICTED',
  'AUDIT_UNAVAILABLE',
  'WITNESS_UNAVAILABLE',
  'INVALID_INPUT',
  'NOT_FOUND',
  'CONFLICT',
  'PEER_UNAVAILABLE',
  'STORE_UNAVAILABLE',
  'STORE_TIMEOUT',
]);

/** Of a store's error only a catalogued code passes, never its words. */
export function publicCode(error: unknown): ErrorCode {
  const extensions = memberOf(error, 'extensions');
  const code = memberOf(extensions, 'code');
  const known = [...passed].find((name) => name === code);
  return known ?? (code === 'NOT_READY' ? 'STORE_UNAVAILABLE' : 'STORE_ANSWER_INVALID');
}

export const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;

/** Of a store's error only the path and a catalogued code pass. */
export const readStoreError: ErrorReader = (error) => ({
  code: publicCode(error),
  words: undefined,
});
