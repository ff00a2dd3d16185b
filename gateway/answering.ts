import type { GraphQLSchema } from 'graphql';
import type { BearerVerifier, Caller } from '../lib/bearer.ts';
import type { Clock } from '../lib/clock.ts';
import type { Mode } from '../lib/config.ts';
import type { ErrorCode } from '../lib/errors/catalogue.ts';
import type { Log } from '../lib/log.ts';
import type { PolicyLock } from '../policies/lock.ts';
import type { ApolloFront } from './adhoc/apolloFront.ts';
import { refusingCodes, type AnswerTemplate } from './answer/compiledAnswer.ts';
import type { AdHocContext } from './documents/adHoc.ts';
import type { CallerRights } from './documents/compileDocument.ts';
import type { Registry } from './documents/registry.ts';
import type { ServedDocument } from './documents/servedDocument.ts';
import type { SubAnswer, SubFailure } from './execute/compiled/answers.ts';
import type { SubRequest } from './execute/compiled/execution.ts';
import type { Program } from './execute/compiled/program.ts';
import type { RequestScope } from './execute/requestScope.ts';
import type { RequestContext } from './http/exchange.ts';
import type { Introspector } from './introspection/introspect.ts';
import type { Laws, Ruling } from './lockdowns/laws.ts';
import type { Gate } from './release/gate.ts';
import type { DocumentRecords } from './release/gated.ts';

/** Sends a sub-request to the store that it names. Never rejects. */
export type AskStore = (
  question: SubRequest,
  scope: RequestScope,
) => Promise<SubAnswer | SubFailure>;

export interface Answering {
  readonly mode: Mode;
  readonly lock: PolicyLock;
  readonly schema: GraphQLSchema;
  readonly bearer: BearerVerifier;
  readonly registry: Registry;
  readonly laws: Laws;
  readonly adHoc: AdHocContext;
  readonly apollo: ApolloFront;
  readonly introspector: Introspector;
  readonly askStore: AskStore;
  readonly gate: Gate;
  readonly records: DocumentRecords;
  /** A new random id (UUID). */
  readonly newId: () => string;
  /** A new ULID. */
  readonly newEntryId: () => string;
  readonly requestTimeoutMs: number;
  readonly clock: Clock;
  readonly log: Log;
}

/** Who asks for which document. */
export interface Asking {
  readonly served: ServedDocument;
  readonly roles: readonly string[];
  readonly caller: Caller;
  readonly context: RequestContext;
}

/** All that is needed to run a request. */
export interface Ask extends Asking {
  readonly ruling: Ruling;
  readonly rights: CallerRights;
  readonly template: AnswerTemplate;
  readonly program: Program;
  /** Coerced. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The code of a store that ends the whole request, if there is one. */
export const refusalAmong = (failures: ReadonlySet<ErrorCode>): ErrorCode | undefined => {
  for (const code of failures) if (refusingCodes.has(code)) return code;
  return undefined;
};

export const scopeOf = (
  { clock, requestTimeoutMs }: Answering,
  { served, roles, caller, context }: Asking,
  intent: string,
): RequestScope => ({
  intent,
  requestId: context.requestId,
  caller,
  authorization: context.authorization ?? '',
  screen: served.name,
  documentHash: served.hash,
  purpose: served.purpose,
  roles,
  subjectsMax: served.subjectsMax,
  client: context.client,
  deadlineAt: clock.now().getTime() + requestTimeoutMs,
});
