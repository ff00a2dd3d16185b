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
import type { RequestScope } from './executor.ts';
import { StoreFailure, type StoreClient, type StoreResponse } from './storeClient.ts';

export interface StoreSourceOptions {
  readonly store: StoreName;
  /** Undefined where no address or key of the store is known. */
  readonly client: StoreClient | undefined;
  readonly channel: PurposeChannel | undefined;
  readonly epoch: number;
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** A new random id. */
  readonly newId: () => string;
  readonly log: Log;
}

export interface SubRequest {
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly isMutation: boolean;
}

/** Asks one store, with a purpose token of its own for each attempt. */
export interface StoreSource {
  readonly store: StoreName;
  /** Rejects with a `StoreFailure`. */
  readonly ask: (request: SubRequest, scope: RequestScope) => Promise<StoreResponse>;
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
  const logged = async (body: string, scope: RequestScope): Promise<StoreResponse> => {
    const startedAt = clock.now().getTime();
    const note = (fields: Readonly<Record<string, unknown>>): void => {
      const durationMs = clock.now().getTime() - startedAt;
      log.info('subrequest', { requestId: scope.requestId, store, durationMs, ...fields });
    };
    try {
      const response = await attempt(body, scope);
      note({ status: response.status, bytes: response.text.length });
      return response;
    } catch (error) {
      const failure = asFailure(error);
      note({ code: failure.code, reason: failure.message });
      throw failure;
    }
  };
  return {
    store,
    ask: async ({ text, variables, isMutation }, scope) => {
      const body = JSON.stringify({ query: text, variables });
      try {
        return await logged(body, scope);
      } catch (error) {
        const again = error instanceof StoreFailure && error.retriable && !isMutation;
        if (!again) throw error;
        return await logged(body, scope);
      }
    },
  };
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
