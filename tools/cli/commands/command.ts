import { z } from 'zod';
import { askAs } from '../askAs.ts';
import { CommandFailure, defineCommand, type CommandContext } from '../command.ts';
import { localDocument, operationOf, type LocalDocument } from '../documents.ts';
import { errorSentence, type Answer } from '../gatewayClient.ts';
import {
  dataFolderText,
  dataOption,
  json,
  oneWord,
  persona,
  personaOption,
  url,
  urlOption,
} from '../options.ts';

const JsonObject = z.record(z.string(), z.unknown());

const input = z.object({
  words: oneWord("the command's name"),
  json,
  as: persona,
  input: z.string({ error: 'say what to send, as JSON' }).transform((text, context) => {
    try {
      return JsonObject.parse(JSON.parse(text));
    } catch {
      context.addIssue({ code: 'custom', message: 'must be a JSON object' });
      return z.NEVER;
    }
  }),
  url,
  data: dataFolderText,
});
type Input = z.output<typeof input>;

export const command = defineCommand({
  name: 'command',
  positionals: 'NAME',
  summary: 'Sends a command as a persona. NAME may be written moveOpportunity or move-opportunity.',
  options: {
    as: personaOption,
    input: { type: 'string', value: 'JSON', says: "The command's arguments, or its input object." },
    url: urlOption,
    data: dataOption,
  },
  input,
  run,
});

async function run(given: Input, context: CommandContext): Promise<void> {
  const document = localDocument('command', given.words[0]);
  const variables = variablesOf(document, given.input);
  const answer = await askAs({ ...given, document, variables, sources: false }, context);
  const refused = refusalOf(answer);
  if (refused !== undefined) throw new CommandFailure(refused, { answer });
  for (const notice of payloadErrorsOf(answer)) context.remark(payloadSentence(notice));
  if (given.json) {
    context.print(JSON.stringify(answer, null, 2));
    return;
  }
  context.print(`${document.name}: done, entry ${answer.extensions?.entryId ?? '—'}`);
  context.print(JSON.stringify(answer.data, null, 2));
}

/** A document whose one variable is `$input` takes the object itself. */
function variablesOf(
  document: LocalDocument,
  given: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const names = (operationOf(document).variableDefinitions ?? []).map(
    ({ variable }) => variable.name.value,
  );
  const wrap = names.length === 1 && names[0] === 'input' && !('input' in given);
  return wrap ? { input: given } : given;
}

const Payload = z.object({
  errors: z.array(
    z.object({
      code: z.string(),
      message: z.string(),
      path: z.array(z.string()).nullish(),
    }),
  ),
});

type PayloadError = z.output<typeof Payload>['errors'][number];

/** What was taken out of a text is a notice: the command was done all the same. */
const isNotice = ({ code }: PayloadError): boolean => code === 'TEXT_REDACTED';

const payloadErrorsOf = (answer: Answer): readonly PayloadError[] =>
  Object.values(answer.data ?? {}).flatMap(
    (payload) => Payload.safeParse(payload).data?.errors ?? [],
  );

function payloadSentence({ code, message, path }: PayloadError): string {
  const at = (path ?? []).join('.');
  return `${code}${at === '' ? '' : ` at ${at}`}: ${message}`;
}

/** Refused by the gateway, or by the command itself in its payload. */
function refusalOf(answer: Answer): string | undefined {
  const [first] = answer.errors ?? [];
  if (first !== undefined) return errorSentence(first);
  const refusal = payloadErrorsOf(answer).find((error) => !isNotice(error));
  return refusal === undefined ? undefined : payloadSentence(refusal);
}
