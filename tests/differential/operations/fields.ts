import {
  doTypesOverlap,
  GraphQLNonNull,
  GraphQLString,
  isCompositeType,
  isUnionType,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';

export const fieldsOf = (type: GraphQLCompositeType): readonly GraphQLField<unknown, unknown>[] =>
  isUnionType(type) ? [] : Object.values(type.getFields());

export function typeOfField(parent: GraphQLCompositeType, name: string): GraphQLOutputType {
  if (name === '__typename') return new GraphQLNonNull(GraphQLString);
  const field = isUnionType(parent) ? undefined : parent.getFields()[name];
  if (field === undefined) throw new TypeError(`${parent.name}.${name} is unknown`);
  return field.type;
}

/** Types of which an object at this place can be, so that a fragment on them is valid. */
export function conditionsFor(
  schema: GraphQLSchema,
  parent: GraphQLCompositeType,
): readonly GraphQLCompositeType[] {
  return Object.values(schema.getTypeMap()).filter(
    (type): type is GraphQLCompositeType =>
      isCompositeType(type) && !type.name.startsWith('__') && doTypesOverlap(schema, parent, type),
  );
}
