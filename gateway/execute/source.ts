import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import { createBreaker, type BreakerLimits } from './breaker.ts';
import type { SubAnswer, SubFailure } from './compiled/answers.ts';
import { isRecord } from './compiled/faults.ts';
import type { Presence } from './presence.ts';
import type { StoreResponse } from './storeClient.ts';
import { StoreFailure } from './storeFailure.ts';

/** What every kind of request has in common for those that are asked on its way. */
export interface SourceScope {
  readonly requestId: string;
  /** Whether the client still waits. */
  readonly client: Presence;
  /** Milliseconds since 1970. */
  readonly deadlineAt: number;
}

export interface Question {
  /** JSON text of `query` and `variables`. */
  readonly body: string;
  readonly isMutation: boolean;
}

/** Which attempt at one sub-request this is, from 1, and how long it may take. */
export interface Attempt {
  readonly number: number;
  readonly timeoutMs: number;
}

/** An attempt that is on its way. */
export interface Sent {
  /** Id of its token; undefined where none was sent. */
  readonly jti: string | undefined;
  /** Rejects with a `StoreFailure`. */
  readonly response: Promise<StoreResponse>;
}

export interface SourceOptions<Scope extends SourceScope> {
  readonly store: string;
  readonly send: (body: string, scope: Scope, attempt: Attempt) => Sent;
  readonly timeoutMs: number;
  readonly breaker: BreakerLimits;
  readonly clock: Clock;
  readonly log: Log;
}

/** Asks one store or subgraph. */
export interface Source<Scope extends SourceScope> {
  /** Never rejects. */
  readonly ask: (question: Question, scope: Scope) => Promise<SubAnswer | SubFailure>;
}

/**
 * A deadline for each attempt, one more attempt where the connection of a read broke before an answer
 * began, and nothing at all while a store that failed in a row is left alone.
 */
export function createSource<Scope extends SourceScope>(
  options: SourceOptions<Scope>,
): Source<Scope> {
  const { store, clock, log } = options;
  const breaker = createBreaker(options.breaker, clock, (state) => {
    log.warn('store.breaker', { store, state });
  });
  const attempt = (
    body: string,
    scope: Scope,
    { number, noteId }: Trying,
  ): Promise<SubAnswer | StoreFailure> => {
    const { requestId } = scope;
    const startedAt = clock.now().getTime();
    const timeoutMs = Math.min(options.timeoutMs, scope.deadlineAt - startedAt);
    if (timeoutMs <= 0) return Promise.resolve(new StoreFailure('STORE_TIMEOUT', 'deadline'));
    const note = (outcome: SubAnswer | StoreFailure): SubAnswer | StoreFailure => {
      if (isWell(outcome)) breaker.succeeded();
      else if (!scope.client.isGone && !wasHurried(outcome, timeoutMs, options.timeoutMs)) {
        breaker.failed(requestId);
      }
      // What goes well stands in the store's own log.
      if (outcome instanceof StoreFailure) {
        const durationMs = clock.now().getTime() - startedAt;
        const { code, message: reason } = outcome;
        log.info('subrequest', { requestId, store, durationMs, code, reason });
      }
      return outcome;
    };
    const { jti, response } = options.send(body, scope, { number, timeoutMs });
    if (jti !== undefined) noteId(jti);
    return response.then(
      (answer) => note(parsed(answer)),
      (error: unknown) => note(asFailure(error)),
    );
  };
  const again = async (
    body: string,
    scope: Scope,
    first: readonly string[],
  ): Promise<SubAnswer | SubFailure> => {
    const ids = [...first];
    const second = await attempt(body, scope, { number: 2, noteId: (jti) => ids.push(jti) });
    return second instanceof StoreFailure
      ? { failure: second.code, unanswered: ids }
      : { ...second, unanswered: first };
  };
  return {
    ask: ({ body, isMutation }, scope) => {
      if (!breaker.admits(scope.requestId)) {
        return Promise.resolve({ failure: 'STORE_UNAVAILABLE' });
      }
      const ids: string[] = [];
      return attempt(body, scope, { number: 1, noteId: (jti) => ids.push(jti) }).then((first) => {
        if (!(first instanceof StoreFailure)) return first;
        const isRepeatable = first.retriable && !isMutation && breaker.isCalm();
        return isRepeatable ? again(body, scope, ids) : { failure: first.code, unanswered: ids };
      });
    },
  };
}

interface Trying {
  readonly number: number;
  readonly noteId: (jti: string) => void;
}

/** Statuses that speak of the store, or of what stands before it, and not of the request (RFC 9110). */
const unwell: ReadonlySet<number> = new Set([502, 503, 504]);

const isWell = (outcome: SubAnswer | StoreFailure): boolean =>
  !(outcome instanceof StoreFailure) && !unwell.has(outcome.status);

/** True where other stores had used up the request's time: the store can't be blamed for its end. */
const wasHurried = (
  outcome: SubAnswer | StoreFailure,
  givenMs: number,
  timeoutMs: number,
): boolean =>
  outcome instanceof StoreFailure && outcome.code === 'STORE_TIMEOUT' && givenMs * 2 < timeoutMs;

function parsed({ status, jti, readAt, text }: StoreResponse): SubAnswer | StoreFailure {
  try {
    const body = JSON.parse(text) as unknown;
    if (!isRecord(body)) return new StoreFailure('STORE_ANSWER_INVALID', 'not an object');
    return { status, jti, readAt, body, plain: !text.includes('\\') };
  } catch {
    // The parser's own error quotes the text, so it is not kept as the cause.
    return new StoreFailure('STORE_ANSWER_INVALID', 'not JSON');
  }
}

const asFailure = (error: unknown): StoreFailure =>
  error instanceof StoreFailure ? error : new StoreFailure('STORE_UNAVAILABLE', 'unexpected');
