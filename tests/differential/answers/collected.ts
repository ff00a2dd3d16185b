import {
  getDirectiveValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isAbstractType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { typeOfField } from '../operations/fields.ts';

/** One document with one setting of its variables, read for its answer's shape. */
export interface Reading {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly root: GraphQLObjectType;
  readonly fieldsOf: (
    type: GraphQLObjectType,
    sets: readonly SelectionSetNode[],
  ) => ReadonlyMap<string, CollectedField>;
}

/** One response key of an object: the fields merged under it. */
export interface CollectedField {
  readonly name: string;
  readonly type: GraphQLOutputType;
  readonly sets: readonly SelectionSetNode[];
}

/** `variables` are coerced. */
export function readingOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
): Reading {
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  const root = operation === undefined ? undefined : schema.getRootType(operation.operation);
  if (operation === undefined || root === undefined || root === null) {
    throw new TypeError('the document has no operation');
  }
  const fragments = new Map(
    document.definitions
      .filter((node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION)
      .map((node) => [node.name.value, node]),
  );
  const collecting = { schema, fragments, variables };
  return {
    ...{ schema, operation, root },
    fieldsOf: (type, sets) => {
      const found = new Map<
        string,
        { name: string; type: GraphQLOutputType; nodes: FieldNode[] }
      >();
      const seen = new Set<string>();
      for (const set of sets) collect(collecting, type, set, found, seen);
      return new Map(
        [...found].map(([key, { nodes, ...field }]) => [
          key,
          { ...field, sets: nodes.flatMap(({ selectionSet }) => selectionSet ?? []) },
        ]),
      );
    },
  };
}

interface Collecting {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** GraphQL, section 6.3.2. */
function collect(
  collecting: Collecting,
  type: GraphQLObjectType,
  set: SelectionSetNode,
  found: Map<string, { name: string; type: GraphQLOutputType; nodes: FieldNode[] }>,
  seen: Set<string>,
): void {
  for (const node of set.selections) {
    if (!isIncluded(collecting, node)) continue;
    if (node.kind === Kind.FIELD) {
      const key = node.alias?.value ?? node.name.value;
      const name = node.name.value;
      const before = found.get(key);
      if (before === undefined)
        found.set(key, { name, type: typeOfField(type, name), nodes: [node] });
      else before.nodes.push(node);
      continue;
    }
    const spread = node.kind === Kind.FRAGMENT_SPREAD ? node.name.value : undefined;
    if (spread !== undefined && seen.has(spread)) continue;
    if (spread !== undefined) seen.add(spread);
    const fragment =
      node.kind === Kind.INLINE_FRAGMENT ? node : collecting.fragments.get(spread ?? '');
    if (fragment === undefined) continue;
    if (applies(collecting.schema, type, fragment.typeCondition?.name.value)) {
      collect(collecting, type, fragment.selectionSet, found, seen);
    }
  }
}

function isIncluded({ variables }: Collecting, node: SelectionNode): boolean {
  if (getDirectiveValues(GraphQLSkipDirective, node, variables)?.['if'] === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, node, variables)?.['if'] !== false;
}

function applies(schema: GraphQLSchema, type: GraphQLObjectType, condition: string | undefined) {
  if (condition === undefined || condition === type.name) return true;
  const on = schema.getType(condition);
  return isAbstractType(on) && schema.isSubType(on, type);
}

/** The object types that a composite place can hold. */
export const possibleTypes = (
  schema: GraphQLSchema,
  type: GraphQLCompositeType,
): readonly GraphQLObjectType[] => (isAbstractType(type) ? schema.getPossibleTypes(type) : [type]);
