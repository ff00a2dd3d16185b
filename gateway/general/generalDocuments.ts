import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import type { DocumentLimits } from '../bounds.ts';
import { withTypeNames } from '../documents/compileDocument.ts';
import {
  operationOf,
  parseBounded,
  selectOperation,
  validateDocument,
} from '../documents/parseText.ts';
import { createProgram, type Program } from '../execute/compiled/program.ts';
import type { QueryPlanner } from '../plan/queryPlanner.ts';
import type { GeneralGraph } from './generalGraph.ts';
import { splitMeta } from './metaFields.ts';

/** A text made ready to be answered. */
export interface GeneralDocument {
  readonly operation: OperationDefinitionNode;
  readonly program: Program;
  /** Its fields of introspection; undefined where there are none. */
  readonly meta: DocumentNode | undefined;
}

export interface GeneralDocuments {
  /** Nothing is waited for where the text was understood before. */
  readonly find: (
    text: string,
    operationName: string | undefined,
  ) => GeneralDocument | Promise<GeneralDocument>;
}

const documentsMax = 2_000;
/** Longer texts are understood each time: the cache's memory is bounded by bytes too. */
const keptLengthMax = 50_000;

/** Parses, validates, plans and compiles texts, each once. */
export function createGeneralDocuments(
  graph: GeneralGraph,
  planner: QueryPlanner,
  limits: DocumentLimits,
): GeneralDocuments {
  const known = new Map<string, GeneralDocument>();
  const understand = async (
    key: string,
    text: string,
    operationName: string | undefined,
  ): Promise<GeneralDocument> => {
    const fresh = await compile(graph, planner, parse(graph, limits, text, operationName));
    if (text.length > keptLengthMax) return fresh;
    if (known.size >= documentsMax) known.delete(known.keys().next().value ?? '');
    known.set(key, fresh);
    return fresh;
  };
  return {
    find: (text, operationName) => {
      const key = operationName === undefined ? text : `${operationName}\n${text}`;
      return known.get(key) ?? understand(key, text, operationName);
    },
  };
}

function parse(
  { apiSchema }: GeneralGraph,
  limits: DocumentLimits,
  text: string,
  operationName: string | undefined,
): DocumentNode {
  const document = selectOperation(parseBounded(text, limits), operationName);
  validateDocument(apiSchema, document);
  return document;
}

async function compile(
  { apiSchema, fullSchema }: GeneralGraph,
  planner: QueryPlanner,
  document: DocumentNode,
): Promise<GeneralDocument> {
  const { fetched, meta } = splitMeta(document);
  const plan =
    fetched === undefined ? undefined : await planner.plan(withTypeNames(apiSchema, fetched));
  const program = createProgram({ apiSchema, fullSchema, document, plan, objectScalars: true });
  return { operation: operationOf(document), program, meta };
}
