import {
  isInterfaceType,
  isObjectType,
  Kind,
  parse,
  valueFromASTUntyped,
  visit,
  type FieldDefinitionNode,
  type GraphQLSchema,
} from 'graphql';

/** The field sets that a field of a supergraph requires, of every subgraph (`join__field`). */
export const requiredSets = ({ directives }: FieldDefinitionNode): readonly string[] =>
  (directives ?? [])
    .filter(({ name }) => name.value === 'join__field')
    .flatMap(({ arguments: given }) => {
      const found = given?.find(({ name }) => name.value === 'requires');
      const value = found === undefined ? undefined : valueFromASTUntyped(found.value);
      return typeof value === 'string' ? [value] : [];
    });

/** Names of the fields of a field set, at any depth. */
export function fieldsOfSet(fieldSet: string): readonly string[] {
  const names: string[] = [];
  visit(parse(`{ ${fieldSet} }`), {
    [Kind.FIELD]: ({ name }) => {
      names.push(name.value);
    },
  });
  return names;
}

/**
 * Names of fields that some `@requires` names and that take arguments: a client may ask for them with
 * other arguments than a subgraph requires them with.
 */
export function requiredWithArguments(
  supergraphSdl: string,
  schema: GraphQLSchema,
): ReadonlySet<string> {
  const required = new Set<string>();
  visit(parse(supergraphSdl, { noLocation: true }), {
    [Kind.FIELD_DEFINITION]: (node) => {
      for (const set of requiredSets(node)) fieldsOfSet(set).forEach((name) => required.add(name));
    },
  });
  const taking = Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type) || isInterfaceType(type))
    .flatMap((type) => Object.values(type.getFields()))
    .filter(({ args }) => args.length > 0);
  return new Set(taking.map(({ name }) => name).filter((name) => required.has(name)));
}
