import { GraphQLError, print, type DocumentNode, type ExecutionResult } from 'graphql';
import type { IncomingHttpHeaders } from 'node:http';
import { AppError, toAppError } from '../../lib/errors/appError.ts';
import type { AnswerBody, AnswerText } from '../answer/assemble.ts';
import { isAnswerText, type Answer } from '../http/exchange.ts';
import type { RunningApolloServer, ServerInput, ServerRequest } from './apolloServer.ts';

/** A text that is understood already: what it asks for, and how it is answered. */
export interface AdHocQuestion {
  readonly method: 'GET' | 'POST';
  readonly headers: IncomingHttpHeaders;
  /** One operation with its fragments, valid against the graph. */
  readonly document: DocumentNode;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Called at most once; may throw an `AppError`. */
  readonly execute: () => Promise<Answer>;
}

export interface ApolloFront {
  /** Throws the `AppError` that `execute` threw, or one for what Apollo Server itself refuses. */
  readonly answer: (question: AdHocQuestion) => Promise<AnswerText>;
  readonly stop: () => Promise<void>;
}

/**
 * Ad-hoc operations and introspection by way of Apollo Server, which brings its pipeline and its own
 * checks; the operation itself runs where registered ones do. It is loaded for the first question:
 * production refuses texts, and never has one.
 */
export function createApolloFront(input: ServerInput): ApolloFront {
  let server: Promise<RunningApolloServer> | undefined;
  const running = async (): Promise<RunningApolloServer> => {
    const { startApolloServer } = await import('./apolloServer.ts');
    return startApolloServer(input);
  };
  return {
    answer: async (question) => {
      server ??= running();
      const run = new AdHocRun(question.execute);
      const { body } = await (await server).handle(requestOf(question), run);
      if (body.kind !== 'complete') throw new AppError('NOT_SUPPORTED');
      return run.answerOr(body.string);
    },
    stop: async () => {
      await (await server)?.stop();
    },
  };
}

function requestOf({ method, headers, document, variables }: AdHocQuestion): ServerRequest {
  const query = print(document);
  const search = new URLSearchParams({ query, variables: JSON.stringify(variables) });
  // The media type of the answer is settled before: `accept` would choose among others.
  const known = Object.entries(headers).flatMap(([name, value]) =>
    typeof value === 'string' && name !== 'accept' ? [[name, value] as const] : [],
  );
  return method === 'GET'
    ? { method, headers: known, search: `?${search.toString()}`, body: undefined }
    : { method, headers: known, search: '', body: { query, variables } };
}

/** One question on its way through Apollo Server, and what became of it. */
class AdHocRun {
  readonly #execute: () => Promise<Answer>;
  #answer: Answer | undefined;
  #failure: AppError | undefined;

  constructor(execute: () => Promise<Answer>) {
    this.#execute = execute;
  }

  async execute(): Promise<ExecutionResult> {
    try {
      this.#answer = await this.#execute();
      return resultOf(this.#answer);
    } catch (error) {
      this.#failure = toAppError(error);
      throw this.#failure;
    }
  }

  /** The answer with the text that Apollo Server made of it; throws where there is none. */
  answerOr(text: string): AnswerText {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#answer === undefined) throw refusalOf(text);
    const answer = this.#answer;
    return isAnswerText(answer)
      ? { ...answer, text }
      : { text, errorCount: answer.errors?.length ?? 0, businessOnly: false };
  }
}

function resultOf(answer: Answer): ExecutionResult {
  const { data, errors, extensions } = isAnswerText(answer)
    ? (JSON.parse(answer.text) as AnswerBody)
    : answer;
  const result = { data: data as Record<string, unknown>, extensions: { ...extensions } };
  if (errors === undefined) return result;
  return {
    ...result,
    errors: errors.map(
      ({ message, path, extensions: { code } }) =>
        new GraphQLError(message, { path, extensions: { code } }),
    ),
  };
}

/** Codes of Apollo Server in ours. Its sentences quote what they refuse, so none of them goes out. */
const refusals = new Map([
  ['BAD_REQUEST', 'BAD_REQUEST'],
  ['OPERATION_RESOLUTION_FAILURE', 'BAD_REQUEST'],
  ['GRAPHQL_PARSE_FAILED', 'DOCUMENT_INVALID'],
  ['GRAPHQL_VALIDATION_FAILED', 'DOCUMENT_INVALID'],
] as const);

function refusalOf(text: string): AppError {
  const { errors = [] } = JSON.parse(text) as Pick<AnswerBody, 'errors'>;
  const apollo = String(errors[0]?.extensions.code);
  const code = [...refusals].find(([name]) => name === apollo)?.[1];
  return new AppError(code ?? 'INTERNAL', { details: { apollo } });
}
