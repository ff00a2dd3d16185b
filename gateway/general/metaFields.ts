import {
  executeSync,
  Kind,
  type DefinitionNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** A document taken apart: what subgraphs answer, and what the schema itself does. */
export interface SplitDocument {
  /** Undefined where nothing is left for subgraphs. */
  readonly fetched: DocumentNode | undefined;
  /** The fields `__schema` and `__type`; undefined where they are not asked for. */
  readonly meta: DocumentNode | undefined;
}

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

const isMeta = (name: string): boolean => name === '__schema' || name === '__type';

/** Splits the root's selections (GraphQL, section 4.2). The document is valid and has one operation. */
export function splitMeta(document: DocumentNode): SplitDocument {
  const fragments = new Map(
    document.definitions
      .filter((node) => node.kind === Kind.FRAGMENT_DEFINITION)
      .map((node) => [node.name.value, node]),
  );
  return {
    fetched: part(document, fragments, (name) => !isMeta(name)),
    meta: part(document, fragments, isMeta),
  };
}

function part(
  document: DocumentNode,
  fragments: Fragments,
  keeps: (name: string) => boolean,
): DocumentNode | undefined {
  const definitions = document.definitions.flatMap((node): readonly DefinitionNode[] => {
    if (node.kind !== Kind.OPERATION_DEFINITION) return [node];
    const selectionSet = select(node.selectionSet, fragments, keeps);
    return hasField(selectionSet) ? [{ ...node, selectionSet }] : [];
  });
  const hasOperation = definitions.some((node) => node.kind === Kind.OPERATION_DEFINITION);
  return hasOperation ? { ...document, definitions } : undefined;
}

/** Fragments on the root are written out: each part keeps its own share of them. */
const select = (
  set: SelectionSetNode,
  fragments: Fragments,
  keeps: (name: string) => boolean,
): SelectionSetNode => ({
  ...set,
  selections: set.selections.flatMap((node): readonly SelectionNode[] => {
    if (node.kind === Kind.FIELD) return keeps(node.name.value) ? [node] : [];
    const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : fragments.get(node.name.value);
    if (fragment === undefined) return [];
    const selectionSet = select(fragment.selectionSet, fragments, keeps);
    const { typeCondition } = fragment;
    const inline = {
      kind: Kind.INLINE_FRAGMENT as const,
      ...(typeCondition === undefined ? {} : { typeCondition }),
      directives: node.directives ?? [],
      selectionSet,
    };
    return selectionSet.selections.length === 0 ? [] : [inline];
  }),
});

/** `__typename` alone needs nobody's answer. */
function hasField(set: SelectionSetNode): boolean {
  return set.selections.some((node) => {
    if (node.kind === Kind.FIELD) return node.name.value !== '__typename';
    return node.kind === Kind.INLINE_FRAGMENT && hasField(node.selectionSet);
  });
}

/** The JSON text of each field of introspection, by its response key. */
export function metaTexts(
  schema: GraphQLSchema,
  meta: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
): Readonly<Record<string, string>> {
  const { data } = executeSync({ schema, document: meta, variableValues: variables });
  return Object.fromEntries(
    Object.entries(data ?? {}).map(([key, value]) => [key, JSON.stringify(value)]),
  );
}
