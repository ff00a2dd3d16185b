import { composeServices } from '@apollo/composition';
import { Supergraph } from '@apollo/federation-internals';
import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  Kind,
  parse,
  type ASTNode,
  type ConstDirectiveNode,
  type DefinitionNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  type InterfaceTypeDefinitionNode,
  type InterfaceTypeExtensionNode,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
  type SelectionSetNode,
  type TypeNode,
} from 'graphql';

export interface SubgraphSdl {
  readonly name: string;
  readonly sdl: string;
}

/** One field as one subgraph declares it. */
export interface DeclaredField {
  readonly subgraph: string;
  /** The type that declares it there: an interface's name where it stands as an interface object. */
  readonly holder: string;
  readonly name: string;
  readonly type: TypeNode;
  readonly isExternal: boolean;
  readonly requires: SelectionSetNode | undefined;
  readonly provides: SelectionSetNode | undefined;
  /** Another subgraph has taken it over: nobody may ask here any more. */
  readonly isOverridden: boolean;
}

export interface DeclaredType {
  readonly subgraph: string;
  readonly name: string;
  readonly isInterface: boolean;
  readonly isInterfaceObject: boolean;
  /** With those by which nothing can be looked up here; none where it is no entity. */
  readonly allKeys: readonly SelectionSetNode[];
  /** Keys by which an entity can be looked up here. */
  readonly keys: readonly SelectionSetNode[];
  readonly fields: readonly DeclaredField[];
}

/** Subgraphs' SDL, understood once, with what composition makes of it. */
export interface Federation {
  readonly subgraphs: readonly SubgraphSdl[];
  readonly supergraphSdl: string;
  readonly apiSchema: GraphQLSchema;
  /** With what clients don't see. */
  readonly fullSchema: GraphQLSchema;
  /** Each subgraph's own schema, with `_entities`, by its name. */
  readonly schemas: ReadonlyMap<string, GraphQLSchema>;
  readonly types: readonly DeclaredType[];
  readonly declared: (subgraph: string, type: string) => DeclaredType | undefined;
}

/** Composes the subgraphs; throws each fault of composition. */
export function federationOf(subgraphs: readonly SubgraphSdl[]): Federation {
  const documents = subgraphs.map(({ name, sdl }) => ({
    name,
    url: `http://${name}.invalid/graphql`,
    typeDefs: parse(sdl),
  }));
  const { supergraphSdl, errors } = composeServices(documents);
  if (supergraphSdl === undefined) {
    throw new Error(errors.map(({ message }) => message).join('\n'));
  }
  const supergraph = Supergraph.build(supergraphSdl);
  const overridden = new Set(
    documents.flatMap(({ typeDefs }) => typeDefs.definitions.flatMap(overridesOf)),
  );
  const types = documents.flatMap(({ name, typeDefs }) =>
    typeDefs.definitions.flatMap((node) => declaredType(name, node, overridden)),
  );
  const byName = new Map(types.map((type) => [`${type.subgraph}/${type.name}`, type]));
  if (byName.size !== types.length) throw new TypeError('a subgraph declares one type twice');
  return {
    subgraphs,
    supergraphSdl,
    apiSchema: supergraph.apiSchema().toGraphQLJSSchema(),
    fullSchema: supergraph.schema.toGraphQLJSSchema(),
    schemas: new Map(
      documents.map(({ name, typeDefs }) => [name, buildSubgraphSchema({ typeDefs })]),
    ),
    types,
    declared: (subgraph, type) => byName.get(`${subgraph}/${type}`),
  };
}

type HolderNode =
  | ObjectTypeDefinitionNode
  | ObjectTypeExtensionNode
  | InterfaceTypeDefinitionNode
  | InterfaceTypeExtensionNode;

const holderKinds: ReadonlySet<string> = new Set([
  Kind.OBJECT_TYPE_DEFINITION,
  Kind.OBJECT_TYPE_EXTENSION,
  Kind.INTERFACE_TYPE_DEFINITION,
  Kind.INTERFACE_TYPE_EXTENSION,
]);

const isHolder = (node: ASTNode): node is HolderNode => holderKinds.has(node.kind);

function overridesOf(node: DefinitionNode): readonly string[] {
  if (!isHolder(node)) return [];
  return (node.fields ?? []).flatMap((field) => {
    const from = argumentOf(directiveOf(field, 'override'), 'from');
    return from === undefined ? [] : [`${from}/${node.name.value}.${field.name.value}`];
  });
}

function declaredType(
  subgraph: string,
  node: DefinitionNode,
  overridden: ReadonlySet<string>,
): readonly DeclaredType[] {
  if (!isHolder(node)) return [];
  const name = node.name.value;
  const keys = (node.directives ?? [])
    .filter((directive) => directive.name.value === 'key')
    .map((directive) => ({
      isResolvable: argumentOf(directive, 'resolvable') !== 'false',
      fields: fieldSet(argumentOf(directive, 'fields') ?? ''),
    }));
  return [
    {
      subgraph,
      name,
      isInterface: node.kind.startsWith('Interface'),
      isInterfaceObject: directiveOf(node, 'interfaceObject') !== undefined,
      allKeys: keys.map(({ fields }) => fields),
      keys: keys.filter(({ isResolvable }) => isResolvable).map(({ fields }) => fields),
      fields: (node.fields ?? []).map((field) => declaredField(subgraph, name, field, overridden)),
    },
  ];
}

function declaredField(
  subgraph: string,
  holder: string,
  field: FieldDefinitionNode,
  overridden: ReadonlySet<string>,
): DeclaredField {
  const name = field.name.value;
  const setOf = (directive: string): SelectionSetNode | undefined => {
    const text = argumentOf(directiveOf(field, directive), 'fields');
    return text === undefined ? undefined : fieldSet(text);
  };
  return {
    subgraph,
    holder,
    name,
    type: field.type,
    isExternal: directiveOf(field, 'external') !== undefined,
    requires: setOf('requires'),
    provides: setOf('provides'),
    isOverridden: overridden.has(`${subgraph}/${holder}.${name}`),
  };
}

const directiveOf = (
  node: { readonly directives?: readonly ConstDirectiveNode[] },
  name: string,
): ConstDirectiveNode | undefined =>
  node.directives?.find((directive) => directive.name.value === name);

function argumentOf(directive: ConstDirectiveNode | undefined, name: string): string | undefined {
  const value = directive?.arguments?.find((argument) => argument.name.value === name)?.value;
  if (value?.kind === Kind.STRING) return value.value;
  return value?.kind === Kind.BOOLEAN ? String(value.value) : undefined;
}

/** The selection that a `fields` argument writes without its braces. */
function fieldSet(text: string): SelectionSetNode {
  const [operation] = parse(`{ ${text} }`, { noLocation: true }).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new TypeError('not a field set');
  return operation.selectionSet;
}
