import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import type { DocumentLimits } from '../bounds.ts';
import { withTypeNames } from '../documents/compileDocument.ts';
import {
  operationOf,
  parseBounded,
  selectOperation,
  validateDocument,
} from '../documents/parseText.ts';
import { createSettledPrograms, type SettledPrograms } from '../documents/settledPrograms.ts';
import { createProgram } from '../execute/compiled/program.ts';
import type { QueryPlanner } from '../plan/queryPlanner.ts';
import type { GeneralGraph } from './generalGraph.ts';
import { splitMeta } from './metaFields.ts';

/** A text made ready to be answered. */
export interface GeneralDocument {
  readonly operation: OperationDefinitionNode;
  readonly programs: SettledPrograms;
  /** Its fields of introspection; undefined where there are none. */
  readonly meta: DocumentNode | undefined;
}

export interface GeneralDocuments {
  readonly find: (text: string, operationName: string | undefined) => GeneralDocument;
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
  const understand = (
    key: string,
    text: string,
    operationName: string | undefined,
  ): GeneralDocument => {
    const fresh = compile(graph, planner, parse(graph, limits, text, operationName));
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

function compile(
  { apiSchema, fullSchema }: GeneralGraph,
  planner: QueryPlanner,
  document: DocumentNode,
): GeneralDocument {
  const { fetched, meta } = splitMeta(document);
  const programs = createSettledPrograms(fetched ?? null, async (settled) => {
    const plan =
      settled === null ? undefined : await planner.plan(withTypeNames(apiSchema, settled));
    return createProgram({ apiSchema, fullSchema, document, plan, objectScalars: true });
  });
  return { operation: operationOf(document), programs, meta };
}
