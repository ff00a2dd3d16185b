import { Kind, visit, type DocumentNode, type GraphQLSchema } from 'graphql';
import { coordinatesOf } from '../../policies/coordinates.ts';
import { decideArgument, decideField } from '../../policies/decide.ts';
import type { Coordinate, FieldClass, Form, PolicyLock } from '../../policies/lock.ts';
import { subjectsMaxOf } from '../../policies/subjectsMax.ts';
import type { DocumentLimits } from '../bounds.ts';
import { parseBounded, selectOperation, validateDocument } from '../documents/parseText.ts';
import { withTypeNames } from '../documents/compileDocument.ts';
import { plannedFetches, type PlannedFetch } from '../plan/plannedFetches.ts';
import type { QueryPlanner } from '../plan/queryPlanner.ts';

export interface ExplainContext {
  readonly lock: PolicyLock;
  readonly schema: GraphQLSchema;
  readonly limits: DocumentLimits;
  readonly planner: QueryPlanner;
}

/** A field of a person, a party or free text that the document asks for. */
export interface PersonalField {
  readonly coordinate: Coordinate;
  readonly class: FieldClass;
  readonly says: string;
  /** Purposes that may have it, and shown as what. */
  readonly purposes: Readonly<Record<string, Form>>;
}

/** What the document could be registered for. */
export interface PossiblePurpose {
  readonly purpose: string;
  readonly roles: readonly string[];
  /** Fields and arguments that this purpose may not have. */
  readonly denied: readonly Coordinate[];
  /** The most natural persons whose values an answer may hold; null without a bound. */
  readonly subjectsMax: number | null;
}

export interface Explanation {
  readonly fetches: readonly PlannedFetch[];
  readonly personal: readonly PersonalField[];
  /** Those that deny least come first. */
  readonly purposes: readonly PossiblePurpose[];
}

const open: ReadonlySet<FieldClass> = new Set<FieldClass>(['business', 'structure']);

/**
 * Plans a developer's text as it stands, and says what of it is personal and which purposes could
 * have it. Nothing is asked of a store. Throws an `AppError` where it is no document of this graph.
 */
export async function explainText(
  { lock, schema, limits, planner }: ExplainContext,
  text: string,
  operationName: string | undefined,
): Promise<Explanation> {
  const document = ownDocument(parseBounded(text, limits), operationName);
  validateDocument(schema, document);
  const { root } = await planner.plan(withTypeNames(schema, document));
  const used = coordinatesOf(schema, document);
  return {
    fetches: plannedFetches(root),
    personal: used.fields.flatMap((coordinate) => {
      const rule = lock.fields[coordinate];
      if (rule === undefined || open.has(rule.class)) return [];
      const { class: kind, says, read: purposes } = rule;
      return [{ coordinate, class: kind, says, purposes }];
    }),
    purposes: Object.keys(lock.purposes)
      .map((purpose) => possible(lock, schema, document, used, purpose))
      .sort((left, right) => left.denied.length - right.denied.length),
  };
}

/** What is stated of a screen is no directive of the graph. */
const ownDocument = (document: DocumentNode, operationName: string | undefined): DocumentNode =>
  visit(selectOperation(document, operationName), {
    [Kind.OPERATION_DEFINITION]: (node) => ({
      ...node,
      directives: node.directives?.filter(({ name }) => name.value !== 'screen') ?? [],
    }),
  });

function possible(
  lock: PolicyLock,
  schema: GraphQLSchema,
  document: DocumentNode,
  used: ReturnType<typeof coordinatesOf>,
  purpose: string,
): PossiblePurpose {
  const roles = lock.purposes[purpose]?.roles ?? [];
  const region = Object.values(lock.stores)[0]?.residency[0] ?? 'EU';
  const ask = (coordinate: Coordinate) => ({ coordinate, purpose, roles, region });
  const denied = [
    ...used.fields.filter((name) => decideField(lock, ask(name)).effect === 'deny'),
    ...used.arguments.filter((name) => decideArgument(lock, ask(name)).effect === 'deny'),
  ];
  const subjects = subjectsMaxOf(lock, schema, document, purpose);
  return { purpose, roles, denied, subjectsMax: Number.isFinite(subjects) ? subjects : null };
}
