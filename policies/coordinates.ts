import {
  getNamedType,
  isCompositeType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { argumentCoordinates, type Variables } from './inputCoordinates.ts';
import type { Coordinate } from './lock.ts';
import {
  fieldCoordinates,
  fieldOf,
  fragmentType,
  listSuffix,
  responseKey,
  walkOf,
  type Walk,
} from './walk.ts';

export interface UsedCoordinates {
  /** Output fields, interfaces expanded to their implementers. */
  readonly fields: readonly Coordinate[];
  /** Arguments (`Customer.cases(status:)`) and input fields (`OpportunityFilter.stages`). */
  readonly arguments: readonly Coordinate[];
}

interface Collector {
  readonly walk: Walk;
  readonly variables: Variables;
  readonly fields: Set<Coordinate>;
  readonly arguments: Set<Coordinate>;
  /** Fragments and the type they were entered on: each once, since paths do not matter here. */
  readonly entered: Set<string>;
}

/**
 * All coordinates that an operation uses. Without variables, a variable of an input type stands
 * for every field of that type. A field that the graph does not have is listed, not entered.
 */
export function coordinatesOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  variables?: Variables,
): UsedCoordinates {
  const walk = walkOf(schema, document);
  const collector: Collector = {
    walk,
    variables,
    fields: new Set(),
    arguments: new Set(),
    entered: new Set(),
  };
  collect(collector, walk.operation.selectionSet, walk.root);
  return { fields: [...collector.fields], arguments: [...collector.arguments] };
}

function collect(to: Collector, set: SelectionSetNode, parent: GraphQLCompositeType): void {
  for (const node of set.selections) {
    if (node.kind === Kind.FIELD) {
      collectField(to, node, parent);
    } else if (node.kind === Kind.INLINE_FRAGMENT) {
      collect(to, node.selectionSet, fragmentType(to.walk.schema, node, parent));
    } else {
      const fragment = to.walk.fragments.get(node.name.value);
      if (fragment === undefined || to.entered.has(node.name.value)) continue;
      to.entered.add(node.name.value);
      collect(to, fragment.selectionSet, fragmentType(to.walk.schema, fragment, parent));
    }
  }
}

function collectField(to: Collector, node: FieldNode, parent: GraphQLCompositeType): void {
  const name = node.name.value;
  // Introspection is no value of a store; the gateway answers it by the caller's own part of the graph.
  if (name.startsWith('__')) return;
  for (const coordinate of fieldCoordinates(to.walk.schema, parent, name)) {
    to.fields.add(coordinate);
  }
  for (const coordinate of argumentCoordinates(to.walk, parent, node, to.variables)) {
    to.arguments.add(coordinate);
  }
  const field = fieldOf(parent, name);
  const type = field === undefined ? undefined : getNamedType(field.type);
  if (isCompositeType(type) && node.selectionSet !== undefined) {
    collect(to, node.selectionSet, type);
  }
}

export interface LeafPath {
  /** Response keys, with `*` for list positions: `customer.contacts.edges.*.node.id`. */
  readonly path: string;
  readonly coordinate: Coordinate;
}

/** Each leaf of a document once, in the document's order. */
export function leafPathsOf(schema: GraphQLSchema, document: DocumentNode): readonly LeafPath[] {
  const walk = walkOf(schema, document);
  const leaves = new Map<string, LeafPath>();
  addLeaves(walk, walk.operation.selectionSet, walk.root, '', leaves);
  return [...leaves.values()];
}

function addLeaves(
  walk: Walk,
  set: SelectionSetNode,
  parent: GraphQLCompositeType,
  prefix: string,
  leaves: Map<string, LeafPath>,
): void {
  for (const node of set.selections) {
    if (node.kind === Kind.FIELD) {
      addLeafField(walk, node, parent, prefix, leaves);
      continue;
    }
    const fragment =
      node.kind === Kind.INLINE_FRAGMENT ? node : walk.fragments.get(node.name.value);
    if (fragment === undefined) continue;
    const type = fragmentType(walk.schema, fragment, parent);
    addLeaves(walk, fragment.selectionSet, type, prefix, leaves);
  }
}

function addLeafField(
  walk: Walk,
  node: FieldNode,
  parent: GraphQLCompositeType,
  prefix: string,
  leaves: Map<string, LeafPath>,
): void {
  const field = fieldOf(parent, node.name.value);
  if (field === undefined) return;
  const path = `${prefix}${responseKey(node)}`;
  const type = getNamedType(field.type);
  if (isCompositeType(type) && node.selectionSet !== undefined) {
    addLeaves(walk, node.selectionSet, type, `${path}${listSuffix(field.type)}.`, leaves);
  } else if (!leaves.has(path)) {
    leaves.set(path, { path, coordinate: `${parent.name}.${node.name.value}` });
  }
}
