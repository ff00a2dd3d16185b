import type { DocumentNode } from 'graphql';
import type { Caller } from '../lib/bearer.ts';
import { AppError } from '../lib/errors/appError.ts';
import type { ErrorCode } from '../lib/errors/catalogue.ts';
import type { AnswerText } from './answer/assemble.ts';
import { answerOpenly } from './answer/answerOpenly.ts';
import type { Answering, Ask, Asking } from './answering.ts';
import { resolveText } from './documents/adHoc.ts';
import type { CompiledDocument } from './documents/compileDocument.ts';
import { operationOf } from './documents/parseText.ts';
import type { ServedDocument } from './documents/servedDocument.ts';
import { coerceVariables } from './documents/variables.ts';
import type { Answer, RequestContext } from './http/exchange.ts';
import type { GraphqlRequest } from './http/graphqlRequest.ts';
import type { Law, Ruling } from './lockdowns/laws.ts';
import { refuseConflicts, rolesFor } from './identity/authorize.ts';
import { answerGated, RecordedRefusal } from './release/answerGated.ts';
import { aboutNobody } from './release/gated.ts';
import type { About } from './release/texts.ts';

/** The road of one request (docs/architecture.md): each step takes what the one before it made. */
export async function answerRequest(
  answering: Answering,
  request: GraphqlRequest,
  context: RequestContext,
): Promise<Answer> {
  const caller = await answering.bearer.verify(context.authorization);
  try {
    refuseConflicts(answering.lock, caller);
  } catch (error) {
    noteDenial(answering, caller, aboutNobody(caller), error);
    throw error;
  }
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
  const { name: screen, hash: document, purpose } = served;
  let roles: readonly string[] = [];
  try {
    roles = rolesFor(served, caller);
    const asking = { served, roles, caller, context };
    const answer = await answerServed(answering, asking, request);
    return { ...answer, about: { screen, document, purpose, roles } };
  } catch (error) {
    const about = answering.records.aboutOf(served, { roles, region: caller.region });
    noteDenial(answering, caller, about, error);
    answering.log.info('screen', {
      requestId: context.requestId,
      ...{ screen, document, purpose, roles },
    });
    throw error;
  }
}

/**
 * Who looks at policy and log is itself in the log: what names nobody is counted, and an answer that names
 * somebody has its release, whoever it names and however many entries it shows.
 */
function noteReading({ gate, records }: Answering, { served, roles, caller }: Asking): void {
  if (!records.isAdministrative(served)) return;
  const about = records.aboutOf(served, { roles, region: caller.region });
  gate.read({ actor: caller, about, code: 'governance.read' });
}

async function answerServed(
  answering: Answering,
  asking: Asking,
  request: GraphqlRequest,
): Promise<AnswerText> {
  const { served } = asking;
  checkMethod(served, request);
  const variables = coerceVariables(answering.schema, served.operation, request.variables);
  let tried = asking;
  for (let attempt = 1; attempt <= attemptsMax; attempt += 1) {
    const found = answering.laws.of(tried);
    const ruling = found instanceof Promise ? await found : found;
    try {
      const answer = await answerUnder(answering, tried, ruling, variables);
      if (answering.laws.holds(ruling, asking)) return answer;
    } catch (error) {
      // What came into force meanwhile is looked at below; any other failure is the answer.
      if (answering.laws.holds(ruling, asking)) throw error;
    }
    // A command was done and is not done again; what it answers is held back.
    if (served.isMutation) break;
    tried = { ...asking, context: again(asking.context, answering.newEntryId()) };
  }
  throw new AppError('RESTRICTED');
}

/** How often a read is made anew because an order came into force while it was answered. */
const attemptsMax = 3;

/** The same request with an entry of its own. */
const again = (context: RequestContext, requestId: string): RequestContext => ({
  requestId,
  authorization: context.authorization,
  wantsSources: context.wantsSources,
  headers: context.headers,
  header: (name) => context.header(name),
  client: context.client,
});

async function answerUnder(
  answering: Answering,
  asking: Asking,
  ruling: Ruling,
  variables: Ask['variables'],
): Promise<AnswerText> {
  const { served, roles, caller } = asking;
  const rights = { roles, region: caller.region };
  const ready = compile(ruling.law, served, rights, variables);
  const { template, programs } = ready instanceof Promise ? await ready : ready;
  if (served.onDenied === 'REFUSE' && template.withheld.length > 0) {
    const subject = template.withheld.map(({ coordinate }) => coordinate).join(', ');
    const isRestricted = template.withheld.some(({ code }) => code === 'RESTRICTED');
    throw new AppError(isRestricted ? 'RESTRICTED' : 'NOT_PERMITTED', { subject });
  }
  const settled = programs.under(variables);
  const program = settled instanceof Promise ? await settled : settled;
  const ask: Ask = { ...asking, ruling, rights, template, program, variables };
  const asked = answering.records.askedBy(program, served, rights, ruling.law.lock);
  if (!template.businessOnly || asked.owesReceipts) return answerGated(answering, ask, asked);
  noteReading(answering, asking);
  return answerOpenly(answering, ask);
}

/** A registered document's mask is known already; a text's is made for its variables. */
const compile = (
  { compiled, compiler }: Law,
  served: ServedDocument,
  rights: { readonly roles: readonly string[]; readonly region: string },
  variables: Readonly<Record<string, unknown>>,
): CompiledDocument | Promise<CompiledDocument> =>
  served.kind === 'ad-hoc' ? compiler.compile(served, rights, variables) : compiled(served, rights);

/** A URL is kept by browsers, proxies and logs: no command and no personal value goes by it. */
function checkMethod(served: ServedDocument, request: GraphqlRequest): void {
  if (request.method === 'POST') return;
  if (served.isMutation) throw new AppError('METHOD_NOT_ALLOWED');
  const { variables, literal } = served.sensitive;
  if (literal || Object.keys(request.variables).some((name) => variables.has(name))) {
    throw new AppError('USE_POST');
  }
}

/** Refusals that are entries of the log, counted. */
const counted: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'ROLE_NOT_ALLOWED',
  'ROLE_CONFLICT',
  'NOT_PERMITTED',
  'RESTRICTED',
  'EVIDENCE_MISSING',
  'BUDGET_EXCEEDED',
  'AUDIT_UNAVAILABLE',
]);

function noteDenial({ gate }: Answering, actor: Caller, about: About, error: unknown): void {
  if (!(error instanceof AppError) || error instanceof RecordedRefusal) return;
  if (counted.has(error.code)) gate.deny({ actor, about, code: error.code });
}
