import {
  getNullableType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  typeFromAST,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLOutputType,
  type GraphQLSchema,
  type InlineFragmentNode,
  type OperationDefinitionNode,
} from 'graphql';
import type { Coordinate } from './lock.ts';

/** What every walk over a document needs. */
export interface Walk {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly root: GraphQLCompositeType;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

/** Prepares a walk over a document of one operation. */
export function walkOf(schema: GraphQLSchema, document: DocumentNode): Walk {
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  if (operation === undefined) throw new TypeError('the document has no operation');
  const root = schema.getRootType(operation.operation);
  if (root === undefined || root === null) {
    throw new TypeError(`the graph has no ${operation.operation}`);
  }
  const fragments = new Map(
    document.definitions
      .filter((node) => node.kind === Kind.FRAGMENT_DEFINITION)
      .map((node) => [node.name.value, node]),
  );
  return { schema, operation, root, fragments };
}

/** The name under which a selection stands in the answer. */
export const responseKey = (node: FieldNode): string => node.alias?.value ?? node.name.value;

export function fieldOf(
  parent: GraphQLCompositeType,
  name: string,
): GraphQLField<unknown, unknown> | undefined {
  return isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
}

/** The type that a fragment selects on; the parent where it states none or an unknown one. */
export function fragmentType(
  schema: GraphQLSchema,
  node: InlineFragmentNode | FragmentDefinitionNode,
  parent: GraphQLCompositeType,
): GraphQLCompositeType {
  const condition = node.typeCondition;
  const type = condition === undefined ? undefined : typeFromAST(schema, condition);
  return isCompositeType(type) ? type : parent;
}

/** A type, and where it is an interface or union every object that may stand in its place. */
export function withImplementers(
  schema: GraphQLSchema,
  type: GraphQLCompositeType,
): readonly GraphQLCompositeType[] {
  return isAbstractType(type) ? [type, ...schema.getPossibleTypes(type)] : [type];
}

/** The coordinates that a selection of `name` on `parent` reads: the interface's and each implementer's. */
export function fieldCoordinates(
  schema: GraphQLSchema,
  parent: GraphQLCompositeType,
  name: string,
): readonly Coordinate[] {
  return withImplementers(schema, parent)
    .filter((type) => type === parent || fieldOf(type, name) !== undefined)
    .map((type) => `${type.name}.${name}`);
}

/** `.*` for each list around the type: where in the answer its items stand. */
export function listSuffix(type: GraphQLOutputType): string {
  const inner = getNullableType(type);
  return isListType(inner) ? `.*${listSuffix(inner.ofType)}` : '';
}
