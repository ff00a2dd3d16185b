import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { projectFile } from '../../../lib/projectRoot.ts';
import { parseScreen } from '../../../policies/screen.ts';
import { CommandFailure, type CommandContext } from '../command.ts';
import { camelCase, documentNames, localDocument } from '../documents.ts';

const registeredFile = (hash: string): string =>
  projectFile('screens', 'registered', `${hash}.graphql`);
const hashOf = (text: string): string => text.replace(/^sha256:/, '');

/** Keeps the present version of a screen valid: its bytes are what front ends in use refer to. */
export function registerVersion(name: string, asJson: boolean, context: CommandContext): void {
  const isCommand = documentNames('command').includes(camelCase(name));
  const document = localDocument(isCommand ? 'command' : 'screen', name);
  const hash = hashOf(document.id);
  mkdirSync(projectFile('screens', 'registered'), { recursive: true });
  writeFileSync(registeredFile(hash), document.text);
  say(
    asJson,
    context,
    { registered: document.name, id: document.id },
    `${document.name} ${document.id} stays valid. Now run npm run generate.`,
  );
}

/** Ends an earlier version: from the next published policy on its id is unknown. */
export function retireVersion(
  name: string,
  given: string,
  asJson: boolean,
  context: CommandContext,
): void {
  const hash = hashOf(given);
  const file = registeredFile(hash);
  if (!/^[0-9a-f]{64}$/.test(hash) || !existsSync(file)) {
    throw new CommandFailure(`No earlier version of ${name} is registered under this id.`);
  }
  if (parseScreen(readFileSync(file, 'utf8')).name !== name) {
    throw new CommandFailure(`The version under this id is not one of ${name}.`);
  }
  rmSync(file);
  say(
    asJson,
    context,
    { retired: name, id: `sha256:${hash}` },
    `Retired one version of ${name}. Now run npm run generate.`,
  );
}

function say(asJson: boolean, context: CommandContext, answer: object, sentence: string): void {
  context.print(asJson ? JSON.stringify(answer) : sentence);
}
