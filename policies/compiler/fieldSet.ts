import {
  getNamedType,
  isCompositeType,
  Kind,
  parse,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import type { Coordinate } from '../lock.ts';
import { fieldOf, fragmentType } from '../walk.ts';

/** The fields that a federation field set (`@requires`, `@key`, `@provides`) names. */
export function fieldSetCoordinates(
  schema: GraphQLSchema,
  typeName: string,
  fieldSet: string,
): readonly Coordinate[] {
  const type = schema.getType(typeName);
  if (!isCompositeType(type)) return [];
  const [definition] = parse(`{ ${fieldSet} }`).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) return [];
  return coordinatesOf(schema, type, definition.selectionSet);
}

function coordinatesOf(
  schema: GraphQLSchema,
  parent: GraphQLCompositeType,
  set: SelectionSetNode,
): readonly Coordinate[] {
  return set.selections.flatMap((node) => {
    if (node.kind === Kind.FIELD) return coordinatesOfField(schema, parent, node);
    if (node.kind === Kind.FRAGMENT_SPREAD) return [];
    return coordinatesOf(schema, fragmentType(schema, node, parent), node.selectionSet);
  });
}

function coordinatesOfField(
  schema: GraphQLSchema,
  parent: GraphQLCompositeType,
  node: FieldNode,
): readonly Coordinate[] {
  const coordinate: Coordinate = `${parent.name}.${node.name.value}`;
  const field = fieldOf(parent, node.name.value);
  const type = field === undefined ? undefined : getNamedType(field.type);
  if (!isCompositeType(type) || node.selectionSet === undefined) return [coordinate];
  return [coordinate, ...coordinatesOf(schema, type, node.selectionSet)];
}
