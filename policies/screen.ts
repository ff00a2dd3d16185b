import {
  GraphQLError,
  Kind,
  OperationTypeNode,
  parse,
  valueFromASTUntyped,
  type DirectiveNode,
  type DocumentNode,
  type OperationDefinitionNode,
} from 'graphql';
import { z } from 'zod';
import { sha256Hex } from '../lib/hash.ts';
import type { Coordinate, PurposeName } from './lock.ts';

/** A registered document: what is asked, for which purpose, by whom. */
export interface Screen {
  /** `customer-360` for a screen, `moveOpportunity` for a command. */
  readonly name: string;
  readonly kind: 'screen' | 'command';
  /** Without `@screen`: what is validated, masked and planned. */
  readonly document: DocumentNode;
  /** The file's text, `@screen` included. */
  readonly text: string;
  /** SHA-256 (hex) of the file's bytes. */
  readonly hash: string;
  readonly purpose: PurposeName;
  readonly roles: readonly string[];
  readonly subjectsMax: number;
  readonly showWithheld: readonly Coordinate[];
  readonly onDenied: 'WITHHOLD' | 'REFUSE';
}

/** Thrown where a text is no screen or command; the message is for its author. */
export class ScreenError extends Error {
  override readonly name = 'ScreenError';
  readonly line: number;

  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}

const Arguments = z.strictObject({
  purpose: z.string().min(1),
  roles: z.array(z.string().min(1)).min(1),
  subjectsMax: z.number().int().min(0),
  showWithheld: z.array(z.string()).default([]),
  onDenied: z.enum(['WITHHOLD', 'REFUSE']).default('WITHHOLD'),
});

/** Parses the text of a screen or command: one named operation with `@screen`. */
export function parseScreen(text: string): Screen {
  const document = parseText(text);
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  const [operation] = operations;
  if (operation === undefined || operations.length > 1) {
    throw new ScreenError('A screen is one operation, with its fragments.', 1);
  }
  if (operation.operation === OperationTypeNode.SUBSCRIPTION) {
    throw new ScreenError('Subscriptions are not supported.', lineOf(operation));
  }
  if (operation.name === undefined) {
    throw new ScreenError('The operation needs a name.', lineOf(operation));
  }
  const kind = operation.operation === OperationTypeNode.MUTATION ? 'command' : 'screen';
  const definitions = document.definitions.map((node) =>
    node === operation ? withoutDirective(operation) : node,
  );
  return {
    name: kind === 'command' ? camelCase(operation.name.value) : kebabCase(operation.name.value),
    kind,
    document: { ...document, definitions },
    text,
    hash: sha256Hex(text),
    ...argumentsOf(operation),
  };
}

function parseText(text: string): DocumentNode {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    throw new ScreenError(error.message, error.locations?.[0]?.line ?? 1);
  }
}

function argumentsOf(operation: OperationDefinitionNode): z.output<typeof Arguments> {
  const directive = screenDirective(operation);
  if (directive === undefined) {
    throw new ScreenError(
      'The operation needs @screen(purpose:, roles:, subjectsMax:).',
      lineOf(operation),
    );
  }
  const values = Object.fromEntries(
    (directive.arguments ?? []).map(({ name, value }) => [name.value, valueFromASTUntyped(value)]),
  );
  const result = Arguments.safeParse(values);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new ScreenError(`@screen: ${problems.join('; ')}`, lineOf(directive));
}

const screenDirective = (operation: OperationDefinitionNode): DirectiveNode | undefined =>
  operation.directives?.find(({ name }) => name.value === 'screen');

const withoutDirective = (operation: OperationDefinitionNode): OperationDefinitionNode => ({
  ...operation,
  directives: (operation.directives ?? []).filter(({ name }) => name.value !== 'screen'),
});

const lineOf = (node: { readonly loc?: { readonly startToken: { readonly line: number } } }) =>
  node.loc?.startToken.line ?? 1;

/** `Customer360` → `customer-360`, `PipelineBoard` → `pipeline-board`. */
const kebabCase = (name: string): string =>
  name
    .replaceAll(/([a-z])([A-Z0-9])/g, '$1-$2')
    .replaceAll(/([0-9])([A-Z])/g, '$1-$2')
    .toLowerCase();

const camelCase = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);
