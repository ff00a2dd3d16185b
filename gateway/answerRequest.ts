import type { GraphQLSchema } from 'graphql';
import type { BearerVerifier, Caller } from '../lib/bearer.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors/appError.ts';
import type { Log } from '../lib/log.ts';
import type { Mode } from '../lib/config.ts';
import type { PolicyLock } from '../policies/lock.ts';
import { answerBody, sourceEntries, type AnswerBody } from './answer/assemble.ts';
import { refusingCodes } from './answer/compiledAnswer.ts';
import { project } from './answer/project.ts';
import { resolveText, type AdHocContext } from './documents/adHoc.ts';
import type { CompiledDocument, DocumentCompiler } from './documents/compileDocument.ts';
import { operationOf } from './documents/parseText.ts';
import type { Registry } from './documents/registry.ts';
import type { ServedDocument } from './documents/servedDocument.ts';
import { coerceVariables } from './documents/variables.ts';
import type { Execution, Executor } from './execute/executor.ts';
import type { GraphqlRequest } from './http/graphqlRequest.ts';
import { refuseConflicts, rolesFor } from './identity/authorize.ts';
import type { Introspector } from './introspection/introspect.ts';

/** What came with one request besides its body. */
export interface RequestContext {
  /** Also the id of the answer's entry. */
  readonly requestId: string;
  readonly authorization: string | undefined;
  readonly wantsSources: boolean;
  readonly signal: AbortSignal;
}

export interface Answering {
  readonly mode: Mode;
  readonly lock: PolicyLock;
  readonly schema: GraphQLSchema;
  readonly bearer: BearerVerifier;
  readonly registry: Registry;
  readonly compiler: DocumentCompiler;
  readonly adHoc: AdHocContext;
  readonly introspector: Introspector;
  readonly executor: Executor;
  readonly requestTimeoutMs: number;
  readonly clock: Clock;
  readonly log: Log;
}

/** The road of one request (docs/architecture.md): each step takes what the one before it made. */
export async function answerRequest(
  answering: Answering,
  request: GraphqlRequest,
  context: RequestContext,
): Promise<AnswerBody> {
  const caller = await answering.bearer.verify(context.authorization);
  refuseConflicts(answering.lock, caller);
  const resolved = await resolve(answering, request, caller);
  if (resolved.kind === 'introspection') {
    const operation = operationOf(resolved.document);
    const variables = coerceVariables(answering.schema, operation, request.variables);
    const data = answering.introspector.introspect(resolved.document, variables, caller);
    return { data, extensions: { entryId: context.requestId } };
  }
  return answerDocument(answering, resolved.served, request, caller, context);
}

async function resolve(answering: Answering, request: GraphqlRequest, caller: Caller) {
  const { documentId, text, operationName } = request;
  if (text !== undefined && answering.mode === 'production') throw new AppError('TEXT_NOT_ALLOWED');
  const served = documentId === undefined ? undefined : answering.registry.find(documentId);
  if (served !== undefined) {
    const name = served.operation.name?.value;
    if (operationName === undefined || operationName === name) return found(served);
    throw new AppError('BAD_REQUEST', { details: { reason: 'operationName' } });
  }
  if (text === undefined) throw new AppError('DOCUMENT_UNKNOWN');
  return resolveText(answering.adHoc, text, operationName, caller);
}

const found = (served: ServedDocument) => ({ kind: 'document', served }) as const;

async function answerDocument(
  answering: Answering,
  served: ServedDocument,
  request: GraphqlRequest,
  caller: Caller,
  context: RequestContext,
): Promise<AnswerBody> {
  const roles = rolesFor(served, caller);
  answering.log.info('screen', {
    ...{ requestId: context.requestId, screen: served.name, document: served.hash },
    ...{ purpose: served.purpose, roles },
  });
  checkMethod(served, request);
  const { schema } = answering;
  const variables = coerceVariables(schema, served.operation, request.variables);
  const compiled = compile(answering, served, { roles, region: caller.region }, variables);
  if (served.onDenied === 'REFUSE' && compiled.template.withheld.length > 0) {
    const subject = compiled.template.withheld.map(({ coordinate }) => coordinate).join(', ');
    throw new AppError('NOT_PERMITTED', { subject });
  }
  const execution = await run(answering, { served, compiled, variables, roles, caller, context });
  for (const code of execution.failed.values()) {
    if (refusingCodes.has(code)) throw new AppError(code);
  }
  const { document } = served;
  const { template } = compiled;
  const projection = project({ schema, document, variables, template, execution });
  const sources = context.wantsSources
    ? sourceEntries(template.sources, execution.answered)
    : undefined;
  return answerBody(projection, context.requestId, sources);
}

/** A registered document's mask is known already; a text's is made for its variables. */
const compile = (
  { registry, compiler }: Answering,
  served: ServedDocument,
  rights: { readonly roles: readonly string[]; readonly region: string },
  variables: Readonly<Record<string, unknown>>,
): CompiledDocument =>
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

interface Run {
  readonly served: ServedDocument;
  readonly compiled: CompiledDocument;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly roles: readonly string[];
  readonly caller: Caller;
  readonly context: RequestContext;
}

const nothing: Execution = { data: {}, answered: new Map(), failed: new Map(), errors: [] };

async function run(answering: Answering, run: Run): Promise<Execution> {
  const { served, compiled, context, caller } = run;
  if (compiled.execution === undefined) return nothing;
  return answering.executor.execute({
    ...compiled.execution,
    variables: run.variables,
    scope: {
      requestId: context.requestId,
      caller,
      authorization: context.authorization ?? '',
      screen: served.name,
      documentHash: served.hash,
      purpose: served.purpose,
      roles: run.roles,
      subjectsMax: served.subjectsMax,
      signal: context.signal,
      deadlineAt: answering.clock.now().getTime() + answering.requestTimeoutMs,
    },
  });
}
