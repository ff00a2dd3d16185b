import {
  getDirectiveValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isAbstractType,
  Kind,
  typeFromAST,
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type InlineFragmentNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** What is fixed about the selections of one operation, once its conditions are known. */
export interface SelectionScope {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Values of the variables that `@skip` and `@include` ask for. */
  readonly conditions: Readonly<Record<string, unknown>>;
}

export type SelectedFields = ReadonlyMap<string, readonly FieldNode[]>;

/** The fields selected on an object, by response key, in order (CollectFields of the specification). */
export function fieldsOf(
  scope: SelectionScope,
  type: GraphQLObjectType,
  sets: readonly SelectionSetNode[],
): SelectedFields {
  const fields = new Map<string, FieldNode[]>();
  const entered = new Set<string>();
  for (const set of sets) collect(scope, type, set, { fields, entered });
  return fields;
}

interface Collected {
  readonly fields: Map<string, FieldNode[]>;
  readonly entered: Set<string>;
}

function collect(
  scope: SelectionScope,
  type: GraphQLObjectType,
  set: SelectionSetNode,
  to: Collected,
): void {
  for (const node of set.selections) {
    if (!isIncluded(scope, node)) continue;
    if (node.kind === Kind.FIELD) {
      const key = node.alias?.value ?? node.name.value;
      const same = to.fields.get(key);
      if (same === undefined) to.fields.set(key, [node]);
      else same.push(node);
    } else {
      collectFragment(scope, type, node, to);
    }
  }
}

function collectFragment(
  scope: SelectionScope,
  type: GraphQLObjectType,
  node: Exclude<SelectionNode, FieldNode>,
  to: Collected,
): void {
  if (node.kind === Kind.INLINE_FRAGMENT) {
    if (appliesTo(scope, type, node)) collect(scope, type, node.selectionSet, to);
    return;
  }
  const name = node.name.value;
  if (to.entered.has(name)) return;
  to.entered.add(name);
  const fragment = scope.fragments.get(name);
  if (fragment !== undefined && appliesTo(scope, type, fragment)) {
    collect(scope, type, fragment.selectionSet, to);
  }
}

function isIncluded({ conditions }: SelectionScope, node: SelectionNode): boolean {
  if (node.directives === undefined || node.directives.length === 0) return true;
  if (getDirectiveValues(GraphQLSkipDirective, node, conditions)?.if === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, node, conditions)?.if !== false;
}

function appliesTo(
  { schema }: SelectionScope,
  type: GraphQLObjectType,
  { typeCondition }: FragmentDefinitionNode | InlineFragmentNode,
): boolean {
  if (typeCondition === undefined) return true;
  const condition = typeFromAST(schema, typeCondition);
  if (condition === type) return true;
  return isAbstractType(condition) && schema.isSubType(condition, type);
}

/** The variables that decide what is selected at all. */
export function conditionVariables(sets: readonly SelectionSetNode[]): readonly string[] {
  const names = new Set<string>();
  const enter = (set: SelectionSetNode | undefined): void => {
    for (const node of set?.selections ?? []) {
      for (const directive of node.directives ?? []) {
        for (const name of variablesOf(directive)) names.add(name);
      }
      if (node.kind !== Kind.FRAGMENT_SPREAD) enter(node.selectionSet);
    }
  };
  for (const set of sets) enter(set);
  return [...names].sort();
}

const variablesOf = ({ arguments: given }: DirectiveNode): readonly string[] =>
  (given ?? []).flatMap(({ value }) => (value.kind === Kind.VARIABLE ? [value.name.value] : []));
