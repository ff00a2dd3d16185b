import {
  Kind,
  OperationTypeNode,
  print,
  visit,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

const introspection: ReadonlySet<string> = new Set(['__schema', '__type']);

const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/**
 * The texts that a planner is given for one document; they are executed in this order, each to its
 * end before the next. None: nothing has to be fetched. A mutation becomes one text for each of its
 * root fields, since its second field must not begin before all that the first one selects is there
 * (GraphQL, section 6.2.2), and planners don't wait for entity lookups.
 */
export function plannableTexts(document: DocumentNode): readonly string[] {
  const { operation, fragments } = partsOf(tidied(document));
  const selections = operation.selectionSet.selections.filter((node) => !isRootTypename(node));
  if (selections.length === 0) return [];
  const sets =
    operation.operation === OperationTypeNode.MUTATION
      ? serialSets(selections, fragments)
      : [selections];
  return sets.map((set) =>
    print({
      kind: Kind.DOCUMENT,
      definitions: [
        { ...operation, selectionSet: { kind: Kind.SELECTION_SET, selections: set } },
        ...usedFragments(set, fragments),
      ],
    }),
  );
}

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

function partsOf({ definitions }: DocumentNode): {
  readonly operation: OperationDefinitionNode;
  readonly fragments: Fragments;
} {
  const operation = definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  if (operation === undefined) throw new TypeError('the document has no operation');
  const fragments = definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
  return { operation, fragments: new Map(fragments.map((node) => [node.name.value, node])) };
}

/**
 * The schema is answered here, not by a store; a set that holds nothing else keeps a `__typename`. An
 * alias that says the field's own name goes: the native planner forgets what is selected below it.
 */
const tidied = (document: DocumentNode): DocumentNode =>
  visit(document, {
    [Kind.FIELD]: (node) => {
      if (introspection.has(node.name.value)) return null;
      const { alias, ...plain } = node;
      return alias?.value === node.name.value ? plain : undefined;
    },
    [Kind.SELECTION_SET]: {
      leave: (set) =>
        set.selections.length === 0 ? { ...set, selections: [typename] } : undefined,
    },
  });

/** The root's type is known without a store. */
const isRootTypename = (node: SelectionNode): boolean =>
  node.kind === Kind.FIELD && node.name.value === '__typename';

/** One set for each root field of a mutation, in the order of the answer, with its conditions. */
function serialSets(
  selections: readonly SelectionNode[],
  fragments: Fragments,
): readonly (readonly SelectionNode[])[] {
  const sets = new Map<string, SelectionNode[]>();
  for (const { key, node } of rootFields(selections, fragments)) {
    sets.set(key, [...(sets.get(key) ?? []), node]);
  }
  return [...sets.values()];
}

interface RootField {
  readonly key: string;
  /** The field, inside the fragments around it. */
  readonly node: SelectionNode;
}

function rootFields(
  selections: readonly SelectionNode[],
  fragments: Fragments,
): readonly RootField[] {
  return selections.flatMap<RootField>((node) => {
    if (node.kind === Kind.FIELD) {
      if (isRootTypename(node)) return [];
      return [{ key: (node.alias ?? node.name).value, node }];
    }
    const around = node.kind === Kind.INLINE_FRAGMENT ? node : fragments.get(node.name.value);
    if (around === undefined) return [];
    return rootFields(around.selectionSet.selections, fragments).map((field) => ({
      key: field.key,
      node: {
        kind: Kind.INLINE_FRAGMENT,
        ...(around.typeCondition === undefined ? {} : { typeCondition: around.typeCondition }),
        directives: node.directives ?? [],
        selectionSet: { kind: Kind.SELECTION_SET, selections: [field.node] },
      },
    }));
  });
}

function usedFragments(
  selections: readonly SelectionNode[],
  fragments: Fragments,
): readonly FragmentDefinitionNode[] {
  const used = new Set<FragmentDefinitionNode>();
  const follow = (set: SelectionSetNode): void => {
    visit(set, {
      [Kind.FRAGMENT_SPREAD]: ({ name }) => {
        const fragment = fragments.get(name.value);
        if (fragment === undefined || used.has(fragment)) return;
        used.add(fragment);
        follow(fragment.selectionSet);
      },
    });
  };
  follow({ kind: Kind.SELECTION_SET, selections });
  return [...used];
}
