import { epochSeconds, type Clock } from '../../lib/clock.ts';
import type { ErrorCode } from '../../lib/errors/catalogue.ts';
import { sha256Hex } from '../../lib/hash.ts';
import type { Log } from '../../lib/log.ts';
import { finishPurposeToken, type PurposeChannel } from '../../lib/purposeToken.ts';
import type { StoreName } from '../../lib/storeName.ts';
import type { BreakerLimits } from './breaker.ts';
import type { ClaimTexts } from './claimTexts.ts';
import type { ErrorReader } from './compiled/answers.ts';
import type { RequestScope } from './requestScope.ts';
import { createSource, type Source } from './source.ts';
import { jsonHeaders, type HeaderList, type StoreClient } from './storeClient.ts';
import { StoreFailure } from './storeFailure.ts';

export interface StoreSourceOptions {
  readonly store: StoreName;
  /** Undefined where no address or key of the store is known. */
  readonly client: StoreClient | undefined;
  readonly channel: PurposeChannel | undefined;
  /** What a request's tokens have in common. */
  readonly claimTexts: ClaimTexts;
  readonly timeoutMs: number;
  readonly breaker: BreakerLimits;
  readonly clock: Clock;
  /** A new random id. */
  readonly newId: () => string;
  readonly log: Log;
}

export type StoreSource = Source<RequestScope>;

const tokenSeconds = 5;

/** Asks one store, with a purpose token of its own for each attempt. */
export function createStoreSource(options: StoreSourceOptions): StoreSource {
  const { store, client, channel, claimTexts, newId } = options;
  const { timeoutMs, breaker, clock, log } = options;
  const common = { store, timeoutMs, breaker, clock, log };
  if (client === undefined || channel === undefined) {
    const send = () => ({
      jti: undefined,
      response: Promise.reject(new StoreFailure('STORE_UNAVAILABLE', 'not configured')),
    });
    return createSource({ ...common, send });
  }
  return createSource({
    ...common,
    send: (body, scope: RequestScope, { number, timeoutMs: attemptMs }) => {
      const jti = newId();
      const iat = epochSeconds(clock);
      const token = finishPurposeToken(channel, claimTexts(scope), {
        aud: store,
        jti,
        iat,
        exp: iat + tokenSeconds,
        intent: scope.intent,
        // Of its UTF-8, which is what is sent.
        bodyHash: sha256Hex(body),
        attempt: number === 1 ? undefined : number,
      });
      const headers = headersOf(store, scope, token);
      const request = { body, headers, jti, timeoutMs: attemptMs, client: scope.client };
      return { jti, response: client.post(request) };
    },
  });
}

function headersOf(store: StoreName, scope: RequestScope, authorization: string): HeaderList {
  const headers = jsonHeaders.concat('authorization', authorization);
  // The fortified store checks for itself who asks; no other store sees a person's token.
  if (store === 'customer-pii') headers.push('referent-caller', scope.authorization);
  return headers;
}

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
