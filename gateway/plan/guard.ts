import {
  Kind,
  NoUnusedFragmentsRule,
  NoUnusedVariablesRule,
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { AppError } from '../../lib/errors/appError.ts';

/** A mask may leave variables and fragments that nothing uses any more; they do no harm. */
const rules = specifiedRules.filter(
  (rule) => rule !== NoUnusedFragmentsRule && rule !== NoUnusedVariablesRule,
);

/**
 * Throws `DOCUMENT_INVALID` or `LIMIT_EXCEEDED` on what no planner may see. Callers have validated
 * and bounded the document before; native code is not left to rest on that.
 */
export function assertPlannable(
  schema: GraphQLSchema,
  document: DocumentNode,
  selectionsMax: number,
): void {
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  const [error] = validate(schema, document, rules, { maxErrors: 1 });
  if (error !== undefined || operations.length !== 1) throw new AppError('DOCUMENT_INVALID');
  const count = selectionCounter(document);
  if (operations.some(({ selectionSet }) => count(selectionSet) > selectionsMax)) {
    throw new AppError('LIMIT_EXCEEDED', { subject: 'selections' });
  }
}

/** Counts selections as if fragments were written out; each fragment is counted once. Knows no cycle. */
function selectionCounter(document: DocumentNode): (set: SelectionSetNode | undefined) => number {
  const fragments = new Map(
    document.definitions
      .filter((node) => node.kind === Kind.FRAGMENT_DEFINITION)
      .map((node) => [node.name.value, node.selectionSet]),
  );
  const counted = new Map<string, number>();
  const ofFragment = (name: string): number => {
    const known = counted.get(name) ?? count(fragments.get(name));
    counted.set(name, known);
    return known;
  };
  const count = (set: SelectionSetNode | undefined): number =>
    (set?.selections ?? []).reduce(
      (sum, node) =>
        sum +
        1 +
        (node.kind === Kind.FRAGMENT_SPREAD
          ? ofFragment(node.name.value)
          : count(node.selectionSet)),
      0,
    );
  return count;
}
