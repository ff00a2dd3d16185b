import { OperationTypeNode, type OperationDefinitionNode } from 'graphql';
import type { Clock } from '../../lib/clock.ts';
import { AppError } from '../../lib/errors/appError.ts';
import { isWithinDepth } from '../../lib/jsonDepth.ts';
import type { AnswerText } from '../answer/assemble.ts';
import { coerceVariables } from '../documents/variables.ts';
import type { ErrorReader } from '../execute/compiled/answers.ts';
import { runProgram } from '../execute/compiled/execution.ts';
import { isRecord } from '../execute/compiled/faults.ts';
import type { AnswerError } from '../execute/compiled/gaps.ts';
import type { Source, SourceScope } from '../execute/source.ts';
import { jsonHeaders, type HeaderList } from '../execute/storeClient.ts';
import type { RequestContext } from '../http/exchange.ts';
import type { GraphqlRequest } from '../http/graphqlRequest.ts';
import type { GeneralDocuments } from './generalDocuments.ts';
import type { GeneralGraph } from './generalGraph.ts';
import { metaTexts } from './metaFields.ts';

export interface GeneralScope extends SourceScope {
  /** What subgraphs are sent: those of the client's headers that they are shown, and our own. */
  readonly headers: HeaderList;
}

export interface GeneralAnswering {
  readonly graph: GeneralGraph;
  readonly documents: GeneralDocuments;
  /** One for each subgraph. */
  readonly sources: ReadonlyMap<string, Source<GeneralScope>>;
  /** Names of the client's headers that are passed on, in lower case. */
  readonly forwarded: readonly string[];
  readonly requestTimeoutMs: number;
  readonly clock: Clock;
}

/** Answers any operation on a supergraph of anybody's: no policy, nothing withheld. */
export async function answerGeneral(
  answering: GeneralAnswering,
  request: GraphqlRequest,
  context: RequestContext,
): Promise<AnswerText> {
  const { graph, documents, sources } = answering;
  if (request.text === undefined) throw new AppError('DOCUMENT_UNKNOWN');
  const { operation, programs, meta } = documents.find(request.text, request.operationName);
  if (request.method === 'GET' && operation.operation === OperationTypeNode.MUTATION) {
    throw new AppError('METHOD_NOT_ALLOWED');
  }
  const variables = coerceVariables(graph.apiSchema, operation, declared(operation, request));
  const ready = programs.under(variables);
  const program = ready instanceof Promise ? await ready : ready;
  const scope = scopeOf(answering, context);
  const outcome = await runProgram(program, {
    variables,
    readError,
    ...(meta === undefined ? {} : { meta: metaTexts(graph.apiSchema, meta, variables) }),
    ask: ({ subgraph, body, isMutation }) => {
      const source = sources.get(subgraph);
      if (source === undefined) throw new TypeError('the plan names an unknown subgraph');
      return source.ask({ body, isMutation }, scope);
    },
  });
  const { data, errors } = outcome;
  const said = errors.length === 0 ? '' : `,"errors":${JSON.stringify(errors.map(errorBody))}`;
  return { text: `{"data":${data}${said}}`, errorCount: errors.length, businessOnly: true };
}

/** Other gateways pass over variables that a document does not declare, and clients rely on it. */
function declared(
  { variableDefinitions = [] }: OperationDefinitionNode,
  { variables }: GraphqlRequest,
): GraphqlRequest['variables'] {
  const names = variableDefinitions.map(({ variable }) => variable.name.value);
  const given = names.filter((name) => Object.hasOwn(variables, name));
  return Object.fromEntries(given.map((name) => [name, variables[name]]));
}

function scopeOf(
  { forwarded, clock, requestTimeoutMs }: GeneralAnswering,
  context: RequestContext,
): GeneralScope {
  const headers = [...jsonHeaders];
  for (const name of forwarded) {
    const value = context.header(name);
    if (value !== undefined) headers.push(name, value);
  }
  return {
    requestId: context.requestId,
    client: context.client,
    deadlineAt: clock.now().getTime() + requestTimeoutMs,
    headers,
  };
}

/** A subgraph's own words go to the client: they are its operator's, not ours to keep. */
const readError: ErrorReader = (error) => {
  const { message, extensions } = isRecord(error) ? error : {};
  const isWritable = isRecord(extensions) && isWithinDepth(extensions);
  return {
    code: 'STORE_ANSWER_INVALID',
    words: {
      message: typeof message === 'string' ? message : '',
      extensions: isWritable ? extensions : undefined,
    },
  };
};

const errorBody = ({ path, code, words }: AnswerError) => ({
  message: words === undefined || words.message === '' ? new AppError(code).message : words.message,
  ...(path === undefined ? {} : { path }),
  extensions: { code, ...words?.extensions },
});
