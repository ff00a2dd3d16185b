import { executeQueryPlan, type GraphQLDataSource, type ServiceMap } from '@apollo/gateway';
import { Kind, type FragmentDefinitionNode } from 'graphql';
import { AppError } from '../../lib/errors/appError.ts';
import { isErrorCode, type ErrorCode } from '../../lib/errors/catalogue.ts';
import { errorFields, type Log } from '../../lib/log.ts';
import type { StoreName } from '../../lib/storeName.ts';
import type { LoadedSupergraph } from '../plan/supergraph.ts';
import type { AnswerObject } from './checkAnswer.ts';
import type { ExecutionRequest, Executor, RequestScope, StoreError } from './executor.ts';
import { readAnswer } from './readAnswer.ts';
import { createRecorder, type Place, type Recorder } from './recorder.ts';
import { StoreFailure } from './storeClient.ts';
import { memberOf, type StoreSource } from './storeSource.ts';
import { compileSubOperation, withoutPlannerAlias, type SubOperation } from './subOperation.ts';

type InterpreterRequest = Parameters<typeof executeQueryPlan>[2];

export interface ApolloExecutorOptions {
  readonly graph: LoadedSupergraph;
  /** One for each store of the supergraph. */
  readonly sources: Readonly<Partial<Record<StoreName, StoreSource>>>;
  readonly log: Log;
}

/** What travels with one request through the plan's execution. */
interface Context {
  readonly scope: RequestScope;
  readonly recorder: Recorder;
}

const operationsMax = 5_000;

/** Runs a plan with Apollo's own interpreter; stores are asked by us, answers are checked by us. */
export function createApolloExecutor({ graph, sources, log }: ApolloExecutorOptions): Executor {
  const compiled = new Map<string, SubOperation>();
  const compile = (text: string): SubOperation => {
    const known = compiled.get(text);
    if (known !== undefined) return known;
    if (compiled.size >= operationsMax) compiled.delete(compiled.keys().next().value ?? '');
    const operation = compileSubOperation(graph.fullSchema, text);
    compiled.set(text, operation);
    return operation;
  };
  const services: ServiceMap = Object.fromEntries(
    graph.stores.map((store) => {
      const source = sources[store];
      if (source === undefined) throw new TypeError(`no source for the store ${store}`);
      return [store, dataSource({ graph, source, compile, log })];
    }),
  );
  return {
    execute: async (request) => {
      const context: Context = { scope: request.scope, recorder: createRecorder() };
      const result = await executeQueryPlan(
        request.plan.steps,
        services,
        requestContext(request, context, log),
        operationContext(graph, request),
        graph.fullSchema,
        graph.executionSchema,
      );
      const errors = (result.errors ?? []).flatMap((error) => storeErrorOf(error));
      if (result.data === undefined) throw unplanned(result.errors?.[0]);
      const { answered, failed } = context.recorder;
      return { data: result.data ?? {}, answered, failed, errors };
    },
  };
}

const unplanned = (cause: unknown): AppError => new AppError('INTERNAL', { cause });

interface DataSourceOptions {
  readonly graph: LoadedSupergraph;
  readonly source: StoreSource;
  readonly compile: (text: string) => SubOperation;
  readonly log: Log;
}

/** One store as the interpreter sees it. Its failures are noted, never thrown: the others go on. */
function dataSource(options: DataSourceOptions): GraphQLDataSource {
  return {
    process: async (given) => {
      const { scope, recorder } = given.context as Context;
      const path = 'pathInIncomingRequest' in given ? (given.pathInIncomingRequest ?? []) : [];
      const place: Place = { path, operation: options.compile(given.request.query ?? '') };
      const text = given.request.query ?? '';
      const variables = (given.request.variables ?? {}) as AnswerObject;
      try {
        return await askStore(options, { scope, recorder, place, text, variables });
      } catch (error) {
        recorder.noteFailure(place, codeOf(options, scope, error));
        return {};
      }
    },
  };
}

interface Asking extends Context {
  readonly place: Place;
  readonly text: string;
  readonly variables: AnswerObject;
}

async function askStore({ graph, source }: DataSourceOptions, asking: Asking) {
  const { scope, recorder, place, text, variables } = asking;
  const { operation } = place;
  const { isMutation } = operation;
  const response = await source.ask({ text, variables, isMutation }, scope);
  const representations = (variables.representations ?? []) as readonly AnswerObject[];
  const answer = readAnswer(graph.fullSchema, operation, response, representations);
  if (answer.failure !== undefined) recorder.noteFailure(place, answer.failure);
  if (answer.data === undefined) return {};
  recorder.noteAnswer(place, { store: source.store, readAt: response.readAt });
  return { data: answer.data, errors: answer.errors.map(asGraphqlError) };
}

function codeOf(
  { source, log }: DataSourceOptions,
  scope: RequestScope,
  error: unknown,
): ErrorCode {
  if (error instanceof StoreFailure) return error.code;
  const { requestId } = scope;
  log.error('subrequest.failed', { requestId, store: source.store, ...errorFields(error) });
  return 'INTERNAL';
}

const asGraphqlError = ({ path, code }: StoreError) => ({
  message: code,
  path: [...path],
  extensions: { code },
});

/** Apollo puts the store's error at its path of the whole answer. */
function storeErrorOf(error: unknown): readonly StoreError[] {
  const code = memberOf(memberOf(error, 'extensions'), 'code');
  const path = memberOf(error, 'path') ?? (error as { readonly path?: unknown }).path;
  if (!Array.isArray(path) || !isErrorCode(code)) return [];
  const parts = path as readonly (string | number)[];
  return [
    {
      code,
      path: parts.map((part) => (typeof part === 'string' ? withoutPlannerAlias(part) : part)),
    },
  ];
}

/** Only the members that the interpreter reads. */
function requestContext(
  { variables }: ExecutionRequest,
  context: Context,
  log: Log,
): InterpreterRequest {
  const say = (): void => {
    log.warn('execute.interpreter');
  };
  return {
    request: { variables },
    context,
    metrics: {},
    logger: { debug: say, info: say, warn: say, error: say },
  } as unknown as InterpreterRequest;
}

function operationContext(graph: LoadedSupergraph, { document }: ExecutionRequest) {
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  if (operation === undefined) throw new TypeError('the document has no operation');
  const fragments = document.definitions.filter(
    (node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION,
  );
  return {
    schema: graph.apiSchema,
    operation,
    fragments: Object.fromEntries(fragments.map((node) => [node.name.value, node])),
  };
}
