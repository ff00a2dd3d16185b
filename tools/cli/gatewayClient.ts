import { z } from 'zod';
import { CommandFailure } from './command.ts';

const ErrorEntry = z.object({
  message: z.string(),
  path: z.array(z.union([z.string(), z.number()])).optional(),
  extensions: z.object({ code: z.string().optional() }).loose().optional(),
});
export type ErrorEntry = z.output<typeof ErrorEntry>;

const Withheld = z.object({ path: z.string(), code: z.string() });
const SourceEntry = z
  .object({
    path: z.string(),
    coordinate: z.string(),
    store: z.string(),
    source: z.string(),
    guarantee: z.string(),
    fetched: z.boolean(),
    form: z.string().nullish(),
    readAt: z.string().nullish(),
  })
  .loose();
export type SourceEntry = z.output<typeof SourceEntry>;

/** The answer of wire.md; what it does not name is kept for `--json`. */
const Answer = z
  .object({
    data: z.record(z.string(), z.unknown()).nullish(),
    errors: z.array(ErrorEntry).optional(),
    extensions: z
      .object({
        entryId: z.string().optional(),
        withheld: z.array(Withheld).optional(),
        sources: z.array(SourceEntry).optional(),
      })
      .loose()
      .optional(),
  })
  .loose();
export type Answer = z.output<typeof Answer>;

export interface Question {
  readonly url: string;
  readonly token: string;
  readonly documentId: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly sources: boolean;
}

const requestTimeoutMs = 30_000;

/** Asks the gateway as any client does: a document's id, variables and a bearer token. */
export async function askGateway(question: Question): Promise<Answer> {
  const response = await fetch(`${question.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json, application/json',
      authorization: `Bearer ${question.token}`,
      ...(question.sources ? { 'referent-sources': '1' } : {}),
    },
    body: JSON.stringify({ documentId: question.documentId, variables: question.variables }),
    signal: AbortSignal.timeout(requestTimeoutMs),
  }).catch((cause: unknown) => {
    throw new CommandFailure(`The gateway does not answer at ${question.url}.`, { cause });
  });
  const answer = Answer.safeParse(await response.json().catch(() => undefined));
  if (!answer.success) {
    throw new CommandFailure(
      `What answers at ${question.url} is not the gateway (status ${String(response.status)}).`,
    );
  }
  return answer.data;
}

/** `CODE: sentence`, as the first line of a refusal. */
export const errorSentence = ({ message, extensions }: ErrorEntry): string =>
  extensions?.code === undefined ? message : `${extensions.code}: ${message}`;
