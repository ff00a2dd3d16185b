import {
  Kind,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLSchema,
  type OperationTypeNode,
} from 'graphql';
import { AppError } from '../../../lib/errors/appError.ts';
import { sha256Hex } from '../../../lib/hash.ts';

export interface StoreDocument {
  readonly document: DocumentNode;
  readonly operation: OperationTypeNode;
}

const documentsMax = 1_000;
const tokensMax = 20_000;

/** Parses and validates sub-queries, each text once. Throws `DOCUMENT_INVALID`. */
export function createDocuments(schema: GraphQLSchema): (text: string) => StoreDocument {
  const known = new Map<string, StoreDocument>();
  return (text) => {
    const key = sha256Hex(text);
    const found = known.get(key) ?? read(schema, text);
    known.delete(key);
    known.set(key, found);
    if (known.size > documentsMax) known.delete(known.keys().next().value ?? '');
    return found;
  };
}

function read(schema: GraphQLSchema, text: string): StoreDocument {
  const document = parsed(text);
  const operations = document.definitions.filter(
    (definition) => definition.kind === Kind.OPERATION_DEFINITION,
  );
  const [operation, ...more] = operations;
  // Decisions are made for the one operation of a document, so there is no other to choose.
  if (operation === undefined || more.length > 0) throw new AppError('DOCUMENT_INVALID');
  const [problem] = validate(schema, document, specifiedRules, { maxErrors: 1 });
  if (problem !== undefined) throw new AppError('DOCUMENT_INVALID', { cause: problem });
  return { document, operation: operation.operation };
}

function parsed(text: string): DocumentNode {
  try {
    return parse(text, { maxTokens: tokensMax, noLocation: true });
  } catch (cause) {
    throw new AppError('DOCUMENT_INVALID', { cause });
  }
}
