import {
  getDirectiveValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  Kind,
  type FieldNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  type GraphQLSchema,
  type InlineFragmentNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { responseKey } from '../../../policies/walk.ts';
import { isTypeOrBelow } from './typeNames.ts';

/** What the client's selections depend on, besides the type of the object. */
export interface Collecting {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Values of the boolean variables that `@skip` and `@include` look at. */
  readonly booleans: Readonly<Record<string, unknown>>;
}

/**
 * The fields that the selections ask of an object of one type, in the order of the answer, each with
 * the nodes that are merged into it (GraphQL, section 6.3.2).
 */
export function clientFields(
  collecting: Collecting,
  typeName: string,
  sets: readonly SelectionSetNode[],
): ReadonlyMap<string, readonly FieldNode[]> {
  const fields = new Map<string, FieldNode[]>();
  const seen = new Set<string>();
  for (const set of sets) collect(collecting, typeName, set, fields, seen);
  return fields;
}

function collect(
  collecting: Collecting,
  typeName: string,
  set: SelectionSetNode,
  fields: Map<string, FieldNode[]>,
  seen: Set<string>,
): void {
  for (const node of set.selections) {
    if (!isIncluded(collecting, node)) continue;
    if (node.kind === Kind.FIELD) {
      const key = responseKey(node);
      fields.set(key, [...(fields.get(key) ?? []), node]);
      continue;
    }
    const fragment = fragmentOf(collecting, node, seen);
    if (fragment !== undefined && applies(collecting, fragment, typeName)) {
      collect(collecting, typeName, fragment.selectionSet, fields, seen);
    }
  }
}

type Fragment = InlineFragmentNode | FragmentDefinitionNode;

/** A named fragment counts once: what it would select again is there already. */
function fragmentOf(
  { fragments }: Collecting,
  node: InlineFragmentNode | FragmentSpreadNode,
  seen: Set<string>,
): Fragment | undefined {
  if (node.kind === Kind.INLINE_FRAGMENT) return node;
  if (seen.has(node.name.value)) return undefined;
  seen.add(node.name.value);
  return fragments.get(node.name.value);
}

function applies({ schema }: Collecting, { typeCondition }: Fragment, typeName: string): boolean {
  const condition = typeCondition?.name.value;
  return condition === undefined || isTypeOrBelow(schema, condition, typeName);
}

function isIncluded({ booleans }: Collecting, node: SelectionNode): boolean {
  const skip = getDirectiveValues(GraphQLSkipDirective, node, booleans);
  if (skip?.if === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, node, booleans)?.if !== false;
}
