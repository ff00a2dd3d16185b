import {
  astFromValue,
  Kind,
  typeFromAST,
  validate,
  visit,
  isInputType,
  type ASTNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { fieldNode, selectionSet } from './nodes.ts';
import type { Operation } from './operation.ts';

/** Valid operations that are a little smaller than this one, the smallest steps last. */
export function* simplerThan(
  schema: GraphQLSchema,
  operation: Operation,
): IterableIterator<Operation> {
  for (const document of smallerDocuments(schema, operation)) {
    const simpler = { ...operation, ...tidied(document, operation.variables) };
    if (validate(schema, simpler.document).length === 0) yield simpler;
  }
}

function* smallerDocuments(
  schema: GraphQLSchema,
  { document, variables }: Operation,
): IterableIterator<DocumentNode> {
  const sets = nodesOf(document, Kind.SELECTION_SET);
  for (const set of sets) {
    if (set.selections.length < 3) continue;
    const half = Math.floor(set.selections.length / 2);
    yield replaced(document, set, selectionSet(set.selections.slice(0, half)));
    yield replaced(document, set, selectionSet(set.selections.slice(half)));
  }
  for (const set of sets) {
    for (const [index] of set.selections.entries()) {
      const others = set.selections.filter((_, at) => at !== index);
      if (others.length > 0) yield replaced(document, set, selectionSet(others));
    }
  }
  yield* withoutNesting(document, sets);
  yield* withoutTrimmings(document);
  yield* withoutVariables(schema, document, variables);
}

/** Fragments give way to what they hold, fields of objects to `__typename`. */
function* withoutNesting(
  document: DocumentNode,
  sets: readonly SelectionSetNode[],
): IterableIterator<DocumentNode> {
  for (const set of sets) {
    for (const [index, node] of set.selections.entries()) {
      const insides = insidesOf(document, node);
      if (insides !== undefined) {
        yield replaced(document, set, selectionSet(set.selections.toSpliced(index, 1, ...insides)));
      }
    }
  }
  for (const field of nodesOf(document, Kind.FIELD)) {
    const inner = field.selectionSet;
    if (inner === undefined || isTypename(inner)) continue;
    yield replaced(document, inner, selectionSet([fieldNode('__typename')]));
  }
}

const isTypename = ({ selections }: SelectionSetNode): boolean =>
  selections.length === 1 &&
  selections[0]?.kind === Kind.FIELD &&
  selections[0].name.value === '__typename';

function insidesOf(
  document: DocumentNode,
  node: SelectionNode,
): readonly SelectionNode[] | undefined {
  if (node.kind === Kind.INLINE_FRAGMENT) return node.selectionSet.selections;
  if (node.kind !== Kind.FRAGMENT_SPREAD) return undefined;
  const fragment = document.definitions.find(
    (each): each is FragmentDefinitionNode =>
      each.kind === Kind.FRAGMENT_DEFINITION && each.name.value === node.name.value,
  );
  if (fragment === undefined) return undefined;
  const { typeCondition, selectionSet: inner } = fragment;
  return [{ kind: Kind.INLINE_FRAGMENT, typeCondition, selectionSet: inner }];
}

/** One directive, argument, member, item or alias less. */
function* withoutTrimmings(document: DocumentNode): IterableIterator<DocumentNode> {
  const kinds = [Kind.DIRECTIVE, Kind.ARGUMENT, Kind.OBJECT_FIELD] as const;
  for (const kind of kinds) {
    for (const node of nodesOf(document, kind)) yield replaced(document, node, null);
  }
  for (const list of nodesOf(document, Kind.LIST)) {
    for (const [index] of list.values.entries()) {
      yield replaced(document, list, { ...list, values: list.values.toSpliced(index, 1) });
    }
  }
  for (const field of nodesOf(document, Kind.FIELD)) {
    const { alias, ...plain } = field;
    if (alias !== undefined) yield replaced(document, field, plain);
  }
}

/** A variable gives way to its value. */
function* withoutVariables(
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Operation['variables'],
): IterableIterator<DocumentNode> {
  for (const definition of nodesOf(document, Kind.VARIABLE_DEFINITION)) {
    const name = definition.variable.name.value;
    const type = typeFromAST(schema, definition.type);
    const given =
      name in variables && isInputType(type) ? astFromValue(variables[name], type) : null;
    const value = given ?? definition.defaultValue;
    if (value === undefined) continue;
    yield visit(document, {
      VariableDefinition: (node) => (node === definition ? null : false),
      Variable: (node) => (node.name.value === name ? value : undefined),
    });
  }
  for (const definition of nodesOf(document, Kind.VARIABLE_DEFINITION)) {
    const { defaultValue, ...plain } = definition;
    if (defaultValue !== undefined) yield replaced(document, definition, plain);
  }
}

/** Without fragments and variables that nothing uses any more. */
function tidied(
  document: DocumentNode,
  variables: Operation['variables'],
): Pick<Operation, 'document' | 'variables'> {
  let current = document;
  for (;;) {
    const spread = new Set(nodesOf(current, Kind.FRAGMENT_SPREAD).map(({ name }) => name.value));
    const definitions = current.definitions.filter(
      (node) => node.kind !== Kind.FRAGMENT_DEFINITION || spread.has(node.name.value),
    );
    if (definitions.length === current.definitions.length) break;
    current = { ...current, definitions };
  }
  const used = new Set<string>();
  visit(current, {
    VariableDefinition: () => false,
    Variable: ({ name }) => {
      used.add(name.value);
    },
  });
  const kept = visit(current, {
    VariableDefinition: ({ variable }) => (used.has(variable.name.value) ? false : null),
  });
  const values = Object.entries(variables).filter(([name]) => used.has(name));
  return { document: kept, variables: Object.fromEntries(values) };
}

function replaced(document: DocumentNode, target: ASTNode, by: ASTNode | null): DocumentNode {
  return visit(document, { enter: (node) => (node === target ? by : undefined) });
}

function nodesOf<K extends ASTNode['kind']>(
  document: DocumentNode,
  kind: K,
): readonly Extract<ASTNode, { readonly kind: K }>[] {
  const found: Extract<ASTNode, { readonly kind: K }>[] = [];
  visit(document, {
    enter: (node) => {
      if (node.kind === kind) found.push(node as Extract<ASTNode, { readonly kind: K }>);
    },
  });
  return found;
}
