import {
  getNamedType,
  getNullableType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';

export type ObjectField = GraphQLField<unknown, unknown>;

/** How a field's values come: one, a list, or a Relay connection of its node's type. */
export interface FieldShape {
  readonly kind: 'one' | 'list' | 'connection';
  /** The named type; of a connection, its node's. */
  readonly type: string;
  readonly nonNull: boolean;
}

export function fieldShapeOf(field: ObjectField): FieldShape {
  const named = getNamedType(field.type);
  const nonNull = isNonNullType(field.type);
  const node = isObjectType(named) ? nodeTypeOf(named) : undefined;
  if (node !== undefined) return { kind: 'connection', type: node, nonNull };
  const kind = isListType(getNullableType(field.type)) ? 'list' : 'one';
  return { kind, type: named.name, nonNull };
}

/** The node type of a connection; undefined for any other type. */
function nodeTypeOf(type: GraphQLObjectType): string | undefined {
  const { edges, pageInfo } = type.getFields();
  if (edges === undefined || pageInfo === undefined) return undefined;
  const edge = getNamedType(edges.type);
  const node = isObjectType(edge) ? edge.getFields().node : undefined;
  return node === undefined ? undefined : getNamedType(node.type).name;
}

/** The object types that a store's SDL declares, without what federation and GraphQL add. */
export const objectTypesOf = (schema: GraphQLSchema): readonly GraphQLObjectType[] =>
  Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type))
    .filter(({ name }) => !name.startsWith('_'));

/** The fields that `@key` names, the first first; a compound key has none that the host could read by. */
export function keyFieldsOf(type: GraphQLObjectType): readonly string[] {
  const nodes = [type.astNode, ...type.extensionASTNodes];
  const directives = nodes.flatMap((node) => node?.directives ?? []);
  return directives.flatMap((directive) => {
    if (directive.name.value !== 'key') return [];
    const fields = directive.arguments?.find(({ name }) => name.value === 'fields')?.value;
    return fields?.kind === Kind.STRING && /^\w+$/.test(fields.value) ? [fields.value] : [];
  });
}

/** The key by which rows of a type are known: the first that it names. */
export const keyFieldOf = (type: GraphQLObjectType): string | undefined => keyFieldsOf(type)[0];
