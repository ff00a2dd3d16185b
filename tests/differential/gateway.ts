import {
  isScalarType,
  isSpecifiedScalarType,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { withTypeNames } from '../../gateway/documents/compileDocument.ts';
import { createSettledPrograms } from '../../gateway/documents/settledPrograms.ts';
import { coerceVariables } from '../../gateway/documents/variables.ts';
import { runProgram } from '../../gateway/execute/compiled/execution.ts';
import { createProgram, type Program } from '../../gateway/execute/compiled/program.ts';
import { createSource, type Source, type SourceScope } from '../../gateway/execute/source.ts';
import { StoreFailure, type FailureCode } from '../../gateway/execute/storeFailure.ts';
import { createPlanner } from '../../gateway/plan/createPlanner.ts';
import { systemClock } from '../../lib/clock.ts';
import { AppError } from '../../lib/errors/appError.ts';
import type { ErrorCode } from '../../lib/errors/catalogue.ts';
import { silentLog } from '../../lib/log.ts';
import type { GivenAnswer } from './answers/differences.ts';
import type { Federation } from './world/federation.ts';

/** The only file of these tests that touches the gateway: its planners and its executor. */
export interface Planner {
  readonly name: 'auto' | 'apollo';
  /** Plans and compiles a document for these values of its variables. */
  readonly compile: (document: DocumentNode, variables: Values) => Promise<Program>;
  readonly close: () => Promise<void>;
}

export type Values = Readonly<Record<string, unknown>>;

/** What comes back over the wire for one sub-request, or why nothing does. */
export type TextAnswer =
  | { readonly status: number; readonly text: string }
  | { readonly failure: FailureCode; readonly retriable: boolean };

export type Ask = (request: {
  readonly subgraph: string;
  readonly body: string;
}) => Promise<TextAnswer>;

/** The planners that serve a graph: Apollo's refuses those that it would answer wrongly. */
export function plannersFor(federation: Federation): readonly Planner[] {
  return (['auto', 'apollo'] as const).flatMap((name) => {
    try {
      return [plannerFor(federation, name)];
    } catch (error) {
      if (error instanceof AppError && error.code === 'NOT_SUPPORTED') return [];
      throw error;
    }
  });
}

function plannerFor(federation: Federation, name: Planner['name']): Planner {
  const { supergraphSdl, apiSchema, fullSchema } = federation;
  const planner = createPlanner({
    ...{ supergraphSdl, apiSchema, fullSchema, kind: name, log: silentLog },
  });
  const objectScalars = takesAnyJson(apiSchema);
  return {
    name,
    close: planner.close,
    compile: async (document, variables) => {
      const programs = createSettledPrograms(document, async (settled) => {
        const plan =
          settled === null ? undefined : await planner.plan(withTypeNames(apiSchema, settled));
        return createProgram({ apiSchema, fullSchema, document, plan, objectScalars });
      });
      return programs.under(variables);
    },
  };
}

/** The code instead where the planner has no plan and says so: a refusal, but no wrong answer. */
export async function planned(
  planner: Planner,
  document: DocumentNode,
  variables: Values,
): Promise<Program | ErrorCode> {
  try {
    return await planner.compile(document, variables);
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}

/** Whether a scalar of the graph may be an object or a list. */
export const takesAnyJson = (schema: GraphQLSchema): boolean =>
  Object.values(schema.getTypeMap()).some(
    (type) => isScalarType(type) && !isSpecifiedScalarType(type) && type.name === 'JSON',
  );

/** Coerces a request's variables as the gateway does. */
export const coerced = (schema: GraphQLSchema, document: DocumentNode, variables: Values): Values =>
  coerceVariables(schema, document.definitions[0] as OperationDefinitionNode, variables);

/** Answers a compiled document once. Each attempt at a sub-request gets its text from `ask`. */
export async function answerThrough(
  program: Program,
  variables: Values,
  ask: Ask,
): Promise<GivenAnswer> {
  const sources = new Map<string, Source<SourceScope>>();
  const sourceOf = (subgraph: string): Source<SourceScope> => {
    const known = sources.get(subgraph) ?? sourceFor(subgraph, ask);
    sources.set(subgraph, known);
    return known;
  };
  const outcome = await runProgram(program, {
    ...{ variables, readError },
    ask: (request) => sourceOf(request.subgraph).ask(request, scope),
  });
  return {
    data: outcome.data,
    errors: outcome.errors.map(({ path, code, words }) => ({
      path,
      code: typeof words?.extensions?.['code'] === 'string' ? words.extensions['code'] : code,
    })),
  };
}

const scope: SourceScope = {
  requestId: 'generated',
  client: { isGone: false, onGone: () => undefined, offGone: () => undefined },
  deadlineAt: Number.MAX_SAFE_INTEGER,
};

const sourceFor = (subgraph: string, ask: Ask): Source<SourceScope> =>
  createSource({
    store: subgraph,
    send: (body) => ({
      jti: undefined,
      response: ask({ subgraph, body }).then((answer) => {
        if ('failure' in answer)
          throw new StoreFailure(answer.failure, 'made up', answer.retriable);
        return { ...answer, readAt: undefined };
      }),
    }),
    timeoutMs: 1_000,
    breaker: { failures: Number.MAX_SAFE_INTEGER, cooldownMs: 1, cooldownMaxMs: 1 },
    clock: systemClock,
    log: silentLog,
  });

const readError = (error: unknown) => {
  const { extensions } = Object(error) as { extensions?: unknown };
  return {
    code: 'STORE_ANSWER_INVALID' as const,
    words: { message: '', extensions: Object(extensions) as Values },
  };
};
