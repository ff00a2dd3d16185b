import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  Kind,
  parse,
  type DocumentNode,
  type OperationDefinitionNode,
  type TypeNode,
  type VariableDefinitionNode,
} from 'graphql';
import { sha256Hex } from '../../lib/hash.ts';
import { product } from '../../lib/product.ts';
import { projectFile } from '../../lib/projectRoot.ts';
import { CommandFailure } from './command.ts';

export type DocumentKind = 'screen' | 'command';

/** A registered document as it lies in the project: its bytes are its identity. */
export interface LocalDocument {
  readonly kind: DocumentKind;
  readonly name: string;
  readonly file: string;
  readonly text: string;
  /** `sha256:<hex>` */
  readonly id: string;
}

const folderOf = (kind: DocumentKind): string =>
  kind === 'screen' ? projectFile('screens') : projectFile('screens', 'commands');

/** `move-opportunity` and `moveOpportunity` are one command. */
export const camelCase = (name: string): string =>
  name.replace(/-([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());

/** Documents of one kind, by name. */
export const documentNames = (kind: DocumentKind): readonly string[] => {
  const folder = folderOf(kind);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.graphql'))
    .map((file) => basename(file, '.graphql'))
    .sort();
};

/** The texts of all documents that are still valid, older versions included. */
export const documentTexts = (): readonly string[] => {
  const folders = [folderOf('screen'), folderOf('command'), projectFile('screens', 'registered')];
  return folders.filter(existsSync).flatMap((folder) =>
    readdirSync(folder)
      .filter((file) => file.endsWith('.graphql'))
      .map((file) => readFileSync(join(folder, file), 'utf8')),
  );
};

export function localDocument(kind: DocumentKind, given: string): LocalDocument {
  const name = kind === 'screen' ? given : camelCase(given);
  const names = documentNames(kind);
  if (!names.includes(name)) {
    throw new CommandFailure(
      `There is no ${kind} ${JSON.stringify(given)}. There are: ${names.join(', ')}; see npx ${product} screens`,
    );
  }
  const file = join(folderOf(kind), `${name}.graphql`);
  const text = readFileSync(file, 'utf8');
  return { kind, name, file, text, id: `sha256:${sha256Hex(text)}` };
}

export function operationOf(document: LocalDocument): OperationDefinitionNode {
  const operation = parseDocument(document).definitions.find(
    (definition) => definition.kind === Kind.OPERATION_DEFINITION,
  );
  if (operation === undefined) throw new CommandFailure(`${document.file} has no operation.`);
  return operation;
}

function parseDocument(document: LocalDocument): DocumentNode {
  try {
    return parse(document.text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : '';
    throw new CommandFailure(`${document.file} does not parse: ${reason}`, { cause });
  }
}

const textTypes = new Set(['ID', 'String']);
const jsonTypes = new Set(['Int', 'Float', 'Boolean']);

/** Reads `k=v` by the declared type: text stays text, numbers, lists and objects are JSON. */
export function readVariable(
  definition: VariableDefinitionNode,
  text: string,
): { readonly value: unknown } | { readonly problem: string } {
  const name = definition.variable.name.value;
  const type = namedType(definition.type);
  if (type !== undefined && textTypes.has(type)) return { value: text };
  try {
    const value: unknown = JSON.parse(text);
    // A date or an enum value may look like a number, and is none.
    const plain = type !== undefined && !jsonTypes.has(type) && typeof value !== 'object';
    return { value: plain ? text : value };
  } catch {
    if (type === undefined || jsonTypes.has(type)) {
      return { problem: `${name} must be JSON, for example ${type === undefined ? '[…]' : '1'}` };
    }
    return { value: text };
  }
}

/** The name of a type that is not a list. */
function namedType(type: TypeNode): string | undefined {
  if (type.kind === Kind.NON_NULL_TYPE) return namedType(type.type);
  return type.kind === Kind.NAMED_TYPE ? type.name.value : undefined;
}
