import { z } from 'zod';
import type { Clock } from '../../lib/clock.ts';
import { CommandFailure } from '../cli/command.ts';
import { localDocument } from '../cli/documents.ts';
import { personaToken } from '../cli/personaToken.ts';
import type { TemporaryInstallation } from './temporaryInstallation.ts';

/** What a client knows after it sent a command. */
export type Outcome =
  | { readonly kind: 'done'; readonly payload: unknown }
  | { readonly kind: 'refused'; readonly codes: readonly string[] }
  /** The command may have happened, or not. */
  | { readonly kind: 'unanswered' };

type Variables = Readonly<Record<string, unknown>>;

/** A client of the gateway, as any front end is one: documents, variables and bearer tokens. */
export interface Client {
  /** Sends a registered command once. */
  readonly command: (persona: string, name: string, variables: Variables) => Promise<Outcome>;
  /** Reads with a text, as development mode allows; throws where the answer has errors. */
  readonly read: <Shape extends z.ZodType>(
    persona: string,
    shape: Shape,
    text: string,
    variables?: Variables,
  ) => Promise<z.output<Shape>>;
}

const Answer = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(z.object({ extensions: z.object({ code: z.string() }) })).default([]),
});
const CommandAnswer = z.object({ errors: z.array(z.object({ code: z.string() })) }).loose();

const requestTimeoutMs = 20_000;

export async function createClient(
  installation: TemporaryInstallation,
  personas: readonly string[],
  clock: Clock,
): Promise<Client> {
  const tokens = new Map<string, string>();
  for (const persona of personas) {
    const { token } = await personaToken(installation.folder, persona, clock.now());
    tokens.set(persona, token);
  }
  const { url } = installation.run();
  const post = async (persona: string, body: object): Promise<z.output<typeof Answer>> => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${tokens.get(persona) ?? ''}`,
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(requestTimeoutMs),
    });
    return Answer.parse(await response.json());
  };
  return {
    command: async (persona, name, variables) => {
      const documentId = localDocument('command', name).id;
      return outcomeOf(await post(persona, { documentId, variables }));
    },
    read: async (persona, shape, query, variables = {}) => {
      const { data, errors } = await post(persona, { query, variables });
      if (errors.length > 0) throw new CommandFailure(`A question was refused: ${codesOf(errors)}`);
      return shape.parse(data);
    },
  };
}

type Errors = z.output<typeof Answer>['errors'];

const codesOf = (errors: Errors): string =>
  errors.map(({ extensions }) => extensions.code).join(', ');

/** A store that broke off says nothing of the command; the payload of one that answered says all. */
function outcomeOf({ data, errors }: z.output<typeof Answer>): Outcome {
  if (errors.some(({ extensions }) => !extensions.code.startsWith('STORE_'))) {
    throw new CommandFailure(`A command was refused: ${codesOf(errors)}`);
  }
  const payload = CommandAnswer.safeParse(Object.values(data ?? {})[0]);
  if (errors.length > 0 || !payload.success) return { kind: 'unanswered' };
  const codes = payload.data.errors.map(({ code }) => code);
  return codes.length === 0 ? { kind: 'done', payload: payload.data } : { kind: 'refused', codes };
}

/** The payload of a command that was done; throws with the codes of a refusal. */
export function payloadOf<Shape extends z.ZodType>(
  outcome: Outcome,
  shape: Shape,
  name: string,
): z.output<Shape> {
  if (outcome.kind === 'done') return shape.parse(outcome.payload);
  const reason = outcome.kind === 'refused' ? outcome.codes.join(', ') : 'no answer';
  throw new CommandFailure(`${name} was not done: ${reason}`);
}
