import {
  getDirectiveValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  Kind,
  visit,
  type DocumentNode,
  type FieldNode,
  type SelectionNode,
} from 'graphql';

/** Values of boolean variables. */
export type Booleans = Readonly<Record<string, unknown>>;

const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

const isCondition = (name: string): boolean => name === 'skip' || name === 'include';

/** The variables that `@skip` and `@include` look at, without `$`, each once. */
export function conditionVariables(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    [Kind.DIRECTIVE]: (node) => {
      if (!isCondition(node.name.value)) return;
      for (const { value } of node.arguments ?? []) {
        if (value.kind === Kind.VARIABLE) names.add(value.name.value);
      }
    },
  });
  return [...names];
}

/**
 * The document as it reads once its conditions are decided (GraphQL, sections 3.13.1 and 3.13.2),
 * for planners alone. Both lose themselves where conditions meet keys, required fields and abstract
 * types; without any they plan what is left correctly. A selection of which nothing is left becomes
 * `__typename`, since the object has to be fetched all the same. An alias that is the field's own
 * name goes too: the native planner writes it as a field without its selections.
 */
export function settle(document: DocumentNode, booleans: Booleans): DocumentNode {
  return visit(document, {
    [Kind.SELECTION_SET]: {
      enter: (set) => {
        const selections = set.selections.filter((node) => isIncluded(node, booleans));
        return { ...set, selections: selections.length > 0 ? selections : [typename] };
      },
    },
    [Kind.DIRECTIVE]: (node) => (isCondition(node.name.value) ? null : undefined),
    [Kind.FIELD]: (node) => {
      const { alias, ...plain } = node;
      return alias?.value === node.name.value ? plain : undefined;
    },
  });
}

function isIncluded(node: SelectionNode, booleans: Booleans): boolean {
  if (getDirectiveValues(GraphQLSkipDirective, node, booleans)?.['if'] === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, node, booleans)?.['if'] !== false;
}
