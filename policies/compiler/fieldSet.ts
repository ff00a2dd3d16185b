import {
  getNamedType,
  isCompositeType,
  Kind,
  parse,
  print,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import type { Coordinate } from '../lock.ts';
import { fieldOf, fragmentType } from '../walk.ts';

export interface FieldSetUse {
  readonly coordinate: Coordinate;
  /** The arguments as written, for comparing. */
  readonly arguments: string;
}

/** The fields that a federation field set (`@requires`, `@key`, `@provides`) names, with their arguments. */
export function fieldSetUses(
  schema: GraphQLSchema,
  typeName: string,
  fieldSet: string,
): readonly FieldSetUse[] {
  const type = schema.getType(typeName);
  if (!isCompositeType(type)) return [];
  const [definition] = parse(`{ ${fieldSet} }`).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) return [];
  return usesOf(schema, type, definition.selectionSet);
}

export const fieldSetCoordinates = (
  schema: GraphQLSchema,
  typeName: string,
  fieldSet: string,
): readonly Coordinate[] =>
  fieldSetUses(schema, typeName, fieldSet).map(({ coordinate }) => coordinate);

function usesOf(
  schema: GraphQLSchema,
  parent: GraphQLCompositeType,
  set: SelectionSetNode,
): readonly FieldSetUse[] {
  return set.selections.flatMap((node) => {
    if (node.kind === Kind.FIELD) return usesOfField(schema, parent, node);
    if (node.kind === Kind.FRAGMENT_SPREAD) return [];
    return usesOf(schema, fragmentType(schema, node, parent), node.selectionSet);
  });
}

function usesOfField(
  schema: GraphQLSchema,
  parent: GraphQLCompositeType,
  node: FieldNode,
): readonly FieldSetUse[] {
  const use: FieldSetUse = {
    coordinate: `${parent.name}.${node.name.value}`,
    arguments: (node.arguments ?? []).map(print).sort().join(', '),
  };
  const field = fieldOf(parent, node.name.value);
  const type = field === undefined ? undefined : getNamedType(field.type);
  if (!isCompositeType(type) || node.selectionSet === undefined) return [use];
  return [use, ...usesOf(schema, type, node.selectionSet)];
}
