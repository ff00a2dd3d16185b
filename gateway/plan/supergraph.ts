import { buildSchema, Supergraph, type Schema } from '@apollo/federation-internals';
import { Kind, print, visit, type GraphQLSchema, type TypeNode } from 'graphql';
import { apiDocumentOf, apiSchemaOf } from '../../policies/apiSchema.ts';
import { isStoreName, type StoreName } from '../../lib/storeName.ts';
import { teachScalars } from './scalars.ts';

/** The committed supergraph in the shapes that planning, execution and answering need. */
export interface LoadedSupergraph {
  readonly supergraph: Supergraph;
  /** What clients see. */
  readonly apiSchema: GraphQLSchema;
  /** With everything that sub-requests may select, keys that clients don't see included. */
  readonly fullSchema: GraphQLSchema;
  /**
   * The API with every output field nullable. Execution only collects what the stores answered;
   * where a null may stand is decided once, when the answer is projected.
   */
  readonly executionSchema: Schema;
  readonly stores: readonly StoreName[];
}

/** Throws where the text is no supergraph of our stores. Nothing is composed here. */
export function loadSupergraph(sdl: string): LoadedSupergraph {
  const supergraph = Supergraph.build(sdl);
  const apiSchema = apiSchemaOf(sdl);
  teachScalars(apiSchema);
  return {
    supergraph,
    apiSchema,
    fullSchema: supergraph.schema.toGraphQLJSSchema(),
    executionSchema: buildSchema(print(nullableOutput(sdl))),
    stores: supergraph.subgraphsMetadata().map(({ name }) => storeNamed(name)),
  };
}

function storeNamed(name: string): StoreName {
  if (!isStoreName(name))
    throw new TypeError(`the supergraph has a subgraph that is no store: ${name}`);
  return name;
}

const nullableOutput = (sdl: string): ReturnType<typeof apiDocumentOf> =>
  visit(apiDocumentOf(sdl), {
    FieldDefinition: (field) => ({ ...field, type: withoutNonNull(field.type) }),
  });

function withoutNonNull(type: TypeNode): TypeNode {
  switch (type.kind) {
    case Kind.NON_NULL_TYPE:
      return withoutNonNull(type.type);
    case Kind.LIST_TYPE:
      return { ...type, type: withoutNonNull(type.type) };
    case Kind.NAMED_TYPE:
      return type;
  }
}
