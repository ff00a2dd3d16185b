import {
  isInputObjectType,
  Kind,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  typeFromAST,
  validate,
  visit,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { AppError } from '../../../lib/errors/appError.ts';
import { sha256Hex } from '../../../lib/hash.ts';
import { compileOperation, type CompiledOperation } from '../execute/compileOperation.ts';
import { needsOf, type Needs } from '../graph/needs.ts';
import type { StoreGraph } from '../graph/storeGraph.ts';

/** A sub-query's text, and all that follows from it alone. */
export interface StoreDocument {
  readonly text: string;
  /** Hex SHA-256 of the text. */
  readonly hash: string;
  readonly document: DocumentNode;
  readonly compiled: CompiledOperation;
  /** What the rows that it reads have to carry, by its coerced variables. */
  readonly needs: (variables: Readonly<Record<string, unknown>>) => Needs;
  /** True where what is used depends on the variables: they bring fields of input types. */
  readonly takesInputs: boolean;
}

const documentsMax = 1_000;
const tokensMax = 20_000;
/** A store's schema is for the gateway, which has it; nobody asks a running store for it. */
const rules = [...specifiedRules, NoSchemaIntrospectionCustomRule];

/**
 * Parses, validates and compiles sub-queries, each text once; the least recently used text is
 * forgotten first. Throws `DOCUMENT_INVALID`.
 */
export function createDocuments(graph: StoreGraph): (text: string) => StoreDocument {
  const known = new Map<string, StoreDocument>();
  return (text) => {
    const key = sha256Hex(text);
    const found = known.get(key) ?? read(graph, text, key);
    known.delete(key);
    known.set(key, found);
    if (known.size > documentsMax) known.delete(known.keys().next().value ?? '');
    return found;
  };
}

function read(graph: StoreGraph, text: string, hash: string): StoreDocument {
  const { schema } = graph;
  const document = parsed(text);
  const operations = document.definitions.filter(
    (definition) => definition.kind === Kind.OPERATION_DEFINITION,
  );
  const [operation, ...more] = operations;
  // Decisions are made for the one operation of a document, so there is no other to choose.
  if (operation === undefined || more.length > 0) throw new AppError('DOCUMENT_INVALID');
  const [problem] = validate(schema, document, rules, { maxErrors: 1 });
  if (problem !== undefined) throw new AppError('DOCUMENT_INVALID', { cause: problem });
  return {
    text,
    hash,
    document,
    compiled: compileOperation(graph, document),
    needs: needsOf(graph, document),
    takesInputs: takesInputs(schema, operation),
  };
}

function parsed(text: string): DocumentNode {
  try {
    return parse(text, { maxTokens: tokensMax, noLocation: true });
  } catch (cause) {
    throw new AppError('DOCUMENT_INVALID', { cause });
  }
}

function takesInputs(schema: GraphQLSchema, operation: OperationDefinitionNode): boolean {
  let found = false;
  for (const { type } of operation.variableDefinitions ?? []) {
    visit(type, {
      NamedType: (node) => {
        if (isInputObjectType(typeFromAST(schema, node))) found = true;
      },
    });
  }
  return found;
}
