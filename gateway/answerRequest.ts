import type { DocumentNode, GraphQLSchema } from 'graphql';
import type { BearerVerifier, Caller } from '../lib/bearer.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors/appError.ts';
import type { Log } from '../lib/log.ts';
import type { Mode } from '../lib/config.ts';
import type { PolicyLock } from '../policies/lock.ts';
import type { ApolloFront } from './adhoc/apolloFront.ts';
import { answerText, type AnswerText } from './answer/assemble.ts';
import { refusingCodes } from './answer/compiledAnswer.ts';
import { resolveText, type AdHocContext } from './documents/adHoc.ts';
import type { CompiledDocument, DocumentCompiler } from './documents/compileDocument.ts';
import { operationOf } from './documents/parseText.ts';
import type { Registry } from './documents/registry.ts';
import type { ServedDocument } from './documents/servedDocument.ts';
import { coerceVariables } from './documents/variables.ts';
import { runProgram, type SubRequest } from './execute/compiled/execution.ts';
import type { SubAnswer, SubFailure } from './execute/compiled/answers.ts';
import type { RequestScope } from './execute/requestScope.ts';
import { readStoreError } from './execute/storeSource.ts';
import type { Answer, RequestContext } from './http/exchange.ts';
import type { GraphqlRequest } from './http/graphqlRequest.ts';
import { refuseConflicts, rolesFor } from './identity/authorize.ts';
import type { Introspector } from './introspection/introspect.ts';

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
  readonly compiler: DocumentCompiler;
  readonly adHoc: AdHocContext;
  readonly apollo: ApolloFront;
  readonly introspector: Introspector;
  readonly askStore: AskStore;
  readonly requestTimeoutMs: number;
  readonly clock: Clock;
  readonly log: Log;
}

/** The road of one request (docs/architecture.md): each step takes what the one before it made. */
export async function answerRequest(
  answering: Answering,
  request: GraphqlRequest,
  context: RequestContext,
): Promise<Answer> {
  const caller = await answering.bearer.verify(context.authorization);
  refuseConflicts(answering.lock, caller);
  const served = findRegistered(answering, request);
  return served === undefined
    ? answerAdHoc(answering, request, caller, context)
    : answerDocument(answering, served, request, caller, context);
}

function findRegistered(
  { mode, registry }: Answering,
  { documentId, text, operationName }: GraphqlRequest,
): ServedDocument | undefined {
  if (text !== undefined && mode === 'production') throw new AppError('TEXT_NOT_ALLOWED');
  const served = documentId === undefined ? undefined : registry.find(documentId);
  if (served === undefined) return undefined;
  const name = served.operation.name?.value;
  if (operationName === undefined || operationName === name) return served;
  throw new AppError('BAD_REQUEST', { details: { reason: 'operationName' } });
}

/** A text, in development mode: understood and bounded by us, then taken through Apollo Server. */
async function answerAdHoc(
  answering: Answering,
  request: GraphqlRequest,
  caller: Caller,
  context: RequestContext,
): Promise<Answer> {
  const { method, text, operationName, variables } = request;
  if (text === undefined) throw new AppError('DOCUMENT_UNKNOWN');
  const resolved = await resolveText(answering.adHoc, text, operationName, caller);
  const isGraph = resolved.kind === 'introspection';
  return answering.apollo.answer({
    ...{ method, headers: context.headers, variables },
    document: isGraph ? resolved.document : resolved.served.document,
    execute: async () =>
      isGraph
        ? introspect(answering, resolved.document, request, caller, context)
        : answerDocument(answering, resolved.served, request, caller, context),
  });
}

function introspect(
  { schema, introspector }: Answering,
  document: DocumentNode,
  request: GraphqlRequest,
  caller: Caller,
  { requestId }: RequestContext,
): Answer {
  const variables = coerceVariables(schema, operationOf(document), request.variables);
  const data = introspector.introspect(document, variables, caller);
  return { data, extensions: { entryId: requestId } };
}

async function answerDocument(
  answering: Answering,
  served: ServedDocument,
  request: GraphqlRequest,
  caller: Caller,
  context: RequestContext,
): Promise<AnswerText> {
  const roles = rolesFor(served, caller);
  const about = { screen: served.name, document: served.hash, purpose: served.purpose, roles };
  try {
    const answer = await answerServed(answering, { served, roles, caller, context }, request);
    return { ...answer, about };
  } catch (error) {
    answering.log.info('screen', { requestId: context.requestId, ...about });
    throw error;
  }
}

async function answerServed(
  answering: Answering,
  { served, roles, caller, context }: Asking,
  request: GraphqlRequest,
): Promise<AnswerText> {
  checkMethod(served, request);
  const variables = coerceVariables(answering.schema, served.operation, request.variables);
  const ready = compile(answering, served, { roles, region: caller.region }, variables);
  const { template, programs } = ready instanceof Promise ? await ready : ready;
  if (served.onDenied === 'REFUSE' && template.withheld.length > 0) {
    const subject = template.withheld.map(({ coordinate }) => coordinate).join(', ');
    throw new AppError('NOT_PERMITTED', { subject });
  }
  const settled = programs.under(variables);
  const program = settled instanceof Promise ? await settled : settled;
  const scope = scopeOf(answering, { served, roles, caller, context });
  const outcome = await runProgram(program, {
    variables,
    readError: readStoreError,
    ask: (question) => answering.askStore(question, scope),
  });
  for (const code of outcome.failures) {
    if (refusingCodes.has(code)) throw new AppError(code);
  }
  return answerText(outcome, template, context);
}

/** A registered document's mask is known already; a text's is made for its variables. */
const compile = (
  { registry, compiler }: Answering,
  served: ServedDocument,
  rights: { readonly roles: readonly string[]; readonly region: string },
  variables: Readonly<Record<string, unknown>>,
): CompiledDocument | Promise<CompiledDocument> =>
  served.kind === 'ad-hoc'
    ? compiler.compile(served, rights, variables)
    : registry.compiled(served, rights);

/** A URL is kept by browsers, proxies and logs: no command and no personal value goes by it. */
function checkMethod(served: ServedDocument, request: GraphqlRequest): void {
  if (request.method === 'POST') return;
  if (served.isMutation) throw new AppError('METHOD_NOT_ALLOWED');
  const { variables, literal } = served.sensitive;
  if (literal || Object.keys(request.variables).some((name) => variables.has(name))) {
    throw new AppError('USE_POST');
  }
}

interface Asking {
  readonly served: ServedDocument;
  readonly roles: readonly string[];
  readonly caller: Caller;
  readonly context: RequestContext;
}

const scopeOf = (
  { clock, requestTimeoutMs }: Answering,
  { served, roles, caller, context }: Asking,
): RequestScope => ({
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
