import {
  getNamedType,
  GraphQLString,
  isCompositeType,
  Kind,
  OperationTypeNode,
  parse,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { fieldOf, listSuffix, responseKey } from '../../policies/walk.ts';

/** One field that a sub-request asks for. */
export interface AskedField {
  readonly kind: 'field';
  readonly key: string;
  readonly type: GraphQLOutputType;
  /** `@skip` or `@include` stands on it: it may be missing. */
  readonly optional: boolean;
  readonly selections: readonly Asked[];
}

export interface AskedFragment {
  readonly kind: 'fragment';
  readonly on: GraphQLCompositeType | undefined;
  readonly selections: readonly Asked[];
}

export type Asked = AskedField | AskedFragment;

/** A sub-request's operation, understood once and kept by its text. */
export interface SubOperation {
  readonly isMutation: boolean;
  /** Asks for entities by their keys: `selections` are those of each entity then. */
  readonly isEntities: boolean;
  readonly root: GraphQLCompositeType | undefined;
  readonly selections: readonly Asked[];
  /** Response paths below the place where its data is put, `*` for list positions. */
  readonly paths: readonly string[];
}

interface Compiling {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

/** Reads an operation that the planner wrote for one store. */
export function compileSubOperation(schema: GraphQLSchema, text: string): SubOperation {
  const { definitions } = parse(text, { noLocation: true });
  const operation = definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  if (operation === undefined) throw new TypeError('the planner wrote no operation');
  const fragments = new Map(
    definitions
      .filter((node) => node.kind === Kind.FRAGMENT_DEFINITION)
      .map((node) => [node.name.value, node]),
  );
  const compiling = { schema, fragments };
  const [first] = operation.selectionSet.selections;
  const entities =
    first?.kind === Kind.FIELD && first.name.value === '_entities' ? first.selectionSet : undefined;
  const root =
    entities === undefined ? (schema.getRootType(operation.operation) ?? undefined) : undefined;
  const selections = selectionsOf(compiling, entities ?? operation.selectionSet, root, false);
  return {
    isMutation: operation.operation === OperationTypeNode.MUTATION,
    isEntities: entities !== undefined,
    root,
    selections,
    paths: [...new Set(pathsOf(selections, ''))],
  };
}

function selectionsOf(
  compiling: Compiling,
  set: SelectionSetNode | undefined,
  parent: GraphQLCompositeType | undefined,
  optional: boolean,
): readonly Asked[] {
  return (set?.selections ?? []).map((node) => asked(compiling, node, parent, optional));
}

function asked(
  compiling: Compiling,
  node: SelectionNode,
  parent: GraphQLCompositeType | undefined,
  inherited: boolean,
): Asked {
  const optional = inherited || (node.directives ?? []).length > 0;
  if (node.kind === Kind.FIELD) {
    const type = typeOf(parent, node.name.value);
    const named = getNamedType(type);
    const inner = isCompositeType(named)
      ? selectionsOf(compiling, node.selectionSet, named, false)
      : [];
    return { kind: 'field', key: responseKey(node), type, optional, selections: inner };
  }
  const fragment =
    node.kind === Kind.INLINE_FRAGMENT ? node : compiling.fragments.get(node.name.value);
  if (fragment === undefined) throw new TypeError('the planner wrote an unknown fragment');
  const on = conditionOf(compiling.schema, fragment.typeCondition?.name.value, parent);
  const selections = selectionsOf(compiling, fragment.selectionSet, on, optional);
  return { kind: 'fragment', on, selections };
}

function conditionOf(
  schema: GraphQLSchema,
  name: string | undefined,
  parent: GraphQLCompositeType | undefined,
): GraphQLCompositeType | undefined {
  const type = name === undefined ? parent : schema.getType(name);
  return isCompositeType(type) ? type : undefined;
}

function typeOf(parent: GraphQLCompositeType | undefined, name: string): GraphQLOutputType {
  if (name === '__typename') return GraphQLString;
  const field = parent === undefined ? undefined : fieldOf(parent, name);
  if (field === undefined) throw new TypeError('the planner asked for an unknown field');
  return field.type;
}

/** The planner aliases fields of one name and different shape; in the answer they stand without. */
export const withoutPlannerAlias = (key: string): string => key.replace(/__alias_\d+$/, '');

function pathsOf(selections: readonly Asked[], prefix: string): readonly string[] {
  return selections.flatMap((selection) => {
    if (selection.kind === 'fragment') return pathsOf(selection.selections, prefix);
    const path = `${prefix}${withoutPlannerAlias(selection.key)}`;
    return [path, ...pathsOf(selection.selections, `${path}${listSuffix(selection.type)}.`)];
  });
}
