import { Kind } from 'graphql';
import { z } from 'zod';
import { readJsonFile } from '../../start/files.ts';
import { dataFolder } from '../../start/dataFolder.ts';
import { answerTable } from '../answerTable.ts';
import { askAs } from '../askAs.ts';
import { CommandFailure, defineCommand, UsageError, type CommandContext } from '../command.ts';
import { localDocument, operationOf, readVariable, type LocalDocument } from '../documents.ts';
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

const input = z
  .object({
    words: oneWord("the screen's name"),
    json,
    as: persona,
    var: z.array(z.string().regex(/^\w+=/, { message: 'must be name=value' })).default([]),
    example: z.boolean().default(false),
    sources: z.boolean().default(false),
    url,
    data: dataFolderText,
  })
  .refine((given) => !(given.example && given.var.length > 0), {
    message: 'give --var or --example, not both',
  });
type Input = z.output<typeof input>;

export const command = defineCommand({
  name: 'screen',
  positionals: 'NAME',
  summary: 'Asks for a screen and shows each value with the store that it came from.',
  options: {
    as: personaOption,
    var: { type: 'string', multiple: true, value: 'NAME=VALUE', says: 'A variable of the screen.' },
    example: { type: 'boolean', says: 'Take the variables of a synthetic example.' },
    sources: { type: 'boolean', says: 'Show where and how each value was read.' },
    url: urlOption,
    data: dataOption,
  },
  input,
  run,
});

async function run(given: Input, context: CommandContext): Promise<void> {
  const document = localDocument('screen', given.words[0]);
  const variables = given.example
    ? exampleOf(document, given.data)
    : variablesOf(document, given.var);
  const answer = await askAs(
    { ...given, document, variables, sources: given.sources || !given.json },
    context,
  );
  refuseWithoutData(answer);
  if (given.json) {
    context.print(JSON.stringify(answer, null, 2));
    return;
  }
  context.print(`${document.name} as ${given.as}, entry ${answer.extensions?.entryId ?? '—'}`);
  context.print('');
  for (const line of answerTable(answer, given.sources)) context.print(line);
  for (const error of answer.errors ?? []) context.remark(errorSentence(error));
}

/** An answer without data is a refusal: its first error is the reason. */
function refuseWithoutData(answer: Answer): void {
  if (answer.data !== null && answer.data !== undefined) return;
  const [first] = answer.errors ?? [];
  throw new CommandFailure(first === undefined ? 'Refused.' : errorSentence(first), { answer });
}

const Examples = z.record(z.string(), z.record(z.string(), z.unknown()));

/** A screen that needs no variable is an example of its own. */
function exampleOf(document: LocalDocument, data: string): Readonly<Record<string, unknown>> {
  const folder = dataFolder(data);
  const example = readJsonFile(folder.examples, Examples)?.[document.name];
  if (example !== undefined) return example;
  const definitions = operationOf(document).variableDefinitions ?? [];
  if (definitions.some(({ type }) => type.kind === Kind.NON_NULL_TYPE)) {
    throw new CommandFailure(
      `There is no example for ${document.name} in ${folder.examples}; give its variables with --var.`,
    );
  }
  return {};
}

function variablesOf(
  document: LocalDocument,
  pairs: readonly string[],
): Readonly<Record<string, unknown>> {
  const definitions = operationOf(document).variableDefinitions ?? [];
  return Object.fromEntries(
    pairs.map((pair) => {
      const name = pair.slice(0, pair.indexOf('='));
      const definition = definitions.find(({ variable }) => variable.name.value === name);
      if (definition === undefined) {
        const names = definitions.map(({ variable }) => variable.name.value).join(', ');
        throw new UsageError(`--var: ${document.name} has no variable ${name}; it has ${names}`);
      }
      const read = readVariable(definition, pair.slice(name.length + 1));
      if ('problem' in read) throw new UsageError(`--var: ${read.problem}`);
      return [name, read.value];
    }),
  );
}
