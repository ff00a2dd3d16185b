import {
  getNamedType,
  GraphQLString,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  OperationTypeNode,
  parse,
  print,
  visit,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { fieldOf, responseKey } from '../../../policies/walk.ts';
import type { FetchPart, FetchStep, Rewrite } from '../../plan/plan.ts';

/** One field that a sub-request asks for. */
export interface SelectedField {
  readonly kind: 'field';
  /** The key under which the field stands in the answer to the client. */
  readonly key: string;
  /** The key under which the subgraph answers it. */
  readonly wireKey: string;
  readonly type: GraphQLOutputType;
  readonly selections: readonly Selected[];
}

export interface SelectedFragment {
  readonly kind: 'fragment';
  readonly on: GraphQLCompositeType | undefined;
  readonly selections: readonly Selected[];
}

export type Selected = SelectedField | SelectedFragment;

interface Reading {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

export interface PartSelections {
  readonly selections: readonly Selected[];
  /** The same as text, arguments and all; fragments are written out. */
  readonly text: string;
}

/** What each part of a fetch asks for: of every entity, or of the root. `schema` knows every subgraph field. */
export function selectionsOf(schema: GraphQLSchema, step: FetchStep): readonly PartSelections[] {
  const { definitions } = parse(step.text, { noLocation: true });
  const operation = definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  if (operation === undefined) throw new TypeError('the planner wrote no operation');
  const fragments = new Map(
    definitions
      .filter((node) => node.kind === Kind.FRAGMENT_DEFINITION)
      .map((node) => [node.name.value, node]),
  );
  const reading = { schema, fragments };
  const isQuery = operation.operation === OperationTypeNode.QUERY;
  const root = isQuery ? schema.getQueryType() : schema.getMutationType();
  return step.parts.map((part) => {
    const [set, parent] =
      part.kind === 'root'
        ? [operation.selectionSet, root ?? undefined]
        : [entitySet(operation.selectionSet, part.responseKey), undefined];
    const selections = renamed(readSet(reading, set, parent), part);
    return { selections, text: print(writtenOut(reading, set)) };
  });
}

const writtenOut = ({ fragments }: Reading, set: SelectionSetNode): SelectionSetNode =>
  visit(set, {
    FragmentSpread: (node) => {
      const fragment = fragments.get(node.name.value);
      return fragment === undefined ? undefined : { ...fragment, kind: Kind.INLINE_FRAGMENT };
    },
  });

function entitySet(set: SelectionSetNode, key: string): SelectionSetNode {
  const field = set.selections.find(
    (node) => node.kind === Kind.FIELD && responseKey(node) === key,
  );
  if (field?.kind !== Kind.FIELD || field.selectionSet === undefined) {
    throw new TypeError('the planner asks for no entities under the key that it names');
  }
  return field.selectionSet;
}

const readSet = (
  reading: Reading,
  set: SelectionSetNode | undefined,
  parent: GraphQLCompositeType | undefined,
): readonly Selected[] =>
  (set?.selections ?? []).map((node) => readSelection(reading, node, parent));

function readSelection(
  reading: Reading,
  node: SelectionNode,
  parent: GraphQLCompositeType | undefined,
): Selected {
  if (node.kind === Kind.FIELD) {
    const type = typeOf(parent, node.name.value);
    const named = getNamedType(type);
    const key = responseKey(node);
    const selections = isCompositeType(named) ? readSet(reading, node.selectionSet, named) : [];
    return { kind: 'field', key, wireKey: key, type, selections };
  }
  const fragment =
    node.kind === Kind.INLINE_FRAGMENT ? node : reading.fragments.get(node.name.value);
  if (fragment === undefined) throw new TypeError('the planner wrote an unknown fragment');
  const name = fragment.typeCondition?.name.value;
  const type = name === undefined ? parent : reading.schema.getType(name);
  const on = isCompositeType(type) ? type : undefined;
  return { kind: 'fragment', on, selections: readSet(reading, fragment.selectionSet, on) };
}

function typeOf(parent: GraphQLCompositeType | undefined, name: string): GraphQLOutputType {
  if (name === '__typename') return GraphQLString;
  const field = parent === undefined ? undefined : fieldOf(parent, name);
  if (field === undefined) throw new TypeError('the planner asked for an unknown field');
  return field.type;
}

/** Lays the planner's own aliases aside: what is asked as `a__alias_0` stands as `a` in the answer. */
const renamed = (selections: readonly Selected[], part: FetchPart): readonly Selected[] =>
  part.outputRewrites.reduce((before, rewrite) => {
    if (rewrite.kind === 'set') throw new TypeError('an answer is never overwritten');
    return rename(before, keysOf(rewrite), rewrite.to);
  }, selections);

/** An alias of the planner stands under one type only, so its keys alone say which field is meant. */
const keysOf = ({ path }: Rewrite): readonly string[] =>
  path.flatMap((step) => (step.kind === 'key' ? [step.key] : []));

function rename(
  selections: readonly Selected[],
  [key, ...below]: readonly string[],
  to: string,
): readonly Selected[] {
  return selections.map((selected) => {
    if (selected.kind === 'fragment') {
      return { ...selected, selections: rename(selected.selections, [key ?? '', ...below], to) };
    }
    if (selected.wireKey !== key) return selected;
    if (below.length === 0) return { ...selected, key: to };
    return { ...selected, selections: rename(selected.selections, below, to) };
  });
}

/** Whether a fragment on `condition` selects from an object of the named type. */
export function appliesTo(
  schema: GraphQLSchema,
  condition: GraphQLCompositeType | undefined,
  typeName: string,
): boolean {
  if (condition === undefined || condition.name === typeName) return true;
  const type = schema.getType(typeName);
  return (
    isAbstractType(condition) &&
    (isObjectType(type) || isInterfaceType(type)) &&
    schema.isSubType(condition, type)
  );
}
