import {
  GraphQLError,
  Kind,
  OperationTypeNode,
  parse,
  validate,
  visit,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { AppError } from '../../lib/errors/appError.ts';
import type { DocumentLimits } from '../bounds.ts';
import { checkShape, checkText, invalid } from './limits.ts';

/** Parses and bounds a text; nothing in it is looked up yet. */
export function parseBounded(text: string, limits: DocumentLimits): DocumentNode {
  checkText(text, limits);
  const document = parseDocument(text, limits);
  checkShape(document, limits);
  refuseUnsupported(document);
  return document;
}

function parseDocument(text: string, limits: DocumentLimits): DocumentNode {
  try {
    return parse(text, { maxTokens: limits.tokensMax });
  } catch (error) {
    throw error instanceof GraphQLError ? invalid(error) : error;
  }
}

/** What is not built is refused, never ignored; names that the graph keeps for itself are too. */
function refuseUnsupported(document: DocumentNode): void {
  visit(document, {
    OperationDefinition: ({ operation }) => {
      if (operation === OperationTypeNode.SUBSCRIPTION) throw new AppError('NOT_SUPPORTED');
    },
    Directive: ({ name }) => {
      if (['defer', 'stream'].includes(name.value)) throw new AppError('NOT_SUPPORTED');
    },
    Field: ({ alias }) => {
      if (alias?.value.startsWith('__') === true) throw invalid();
    },
  });
}

const errorsMax = 5;

/** Validates against the graph; says where, never what. */
export function validateDocument(schema: GraphQLSchema, document: DocumentNode): void {
  const errors = validate(schema, document, undefined, { maxErrors: errorsMax });
  if (errors.length > 0) throw invalid(...errors);
  // The library's rules let an operation pass for which the graph has no type at all.
  const stray = document.definitions.filter(
    (node) => node.kind === Kind.OPERATION_DEFINITION && schema.getRootType(node.operation) == null,
  );
  if (stray.length > 0) throw invalid(new GraphQLError('', { nodes: stray }));
}

/** The operation that is asked for, with the fragments that it uses. */
export function selectOperation(document: DocumentNode, name: string | undefined): DocumentNode {
  const operations = document.definitions.filter(
    (node): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION,
  );
  const [chosen, ...more] = operations.filter(
    (node) => name === undefined || node.name?.value === name,
  );
  if (chosen === undefined || more.length > 0) {
    throw new AppError('BAD_REQUEST', { details: { reason: 'operationName' } });
  }
  return { ...document, definitions: [chosen, ...usedFragments(document, chosen)] };
}

function usedFragments(
  document: DocumentNode,
  operation: OperationDefinitionNode,
): readonly FragmentDefinitionNode[] {
  const used = new Set<string>();
  const collect = (node: OperationDefinitionNode | FragmentDefinitionNode): void => {
    visit(node, {
      FragmentSpread: ({ name }) => {
        if (used.has(name.value)) return;
        used.add(name.value);
        fragments.filter((fragment) => fragment.name.value === name.value).forEach(collect);
      },
    });
  };
  const fragments = document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
  collect(operation);
  return fragments.filter((fragment) => used.has(fragment.name.value));
}

export function operationOf(document: DocumentNode): OperationDefinitionNode {
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  if (operation === undefined) throw new TypeError('the document has no operation');
  return operation;
}
