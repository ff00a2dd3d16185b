import { Supergraph } from '@apollo/federation-internals';
import type { GraphQLSchema } from 'graphql';
import { apiSchemaOf } from '../../policies/apiSchema.ts';
import { isStoreName, type StoreName } from '../../lib/storeName.ts';
import { teachScalars } from './scalars.ts';

/** The committed supergraph in the shapes that planning, execution and answering need. */
export interface LoadedSupergraph {
  /** What clients see. */
  readonly apiSchema: GraphQLSchema;
  /** With everything that sub-requests may select, keys that clients don't see included. */
  readonly fullSchema: GraphQLSchema;
  readonly stores: readonly StoreName[];
}

/** Throws where the text is no supergraph of our stores. Nothing is composed here. */
export function loadSupergraph(sdl: string): LoadedSupergraph {
  const supergraph = Supergraph.build(sdl);
  const apiSchema = apiSchemaOf(sdl);
  teachScalars(apiSchema);
  return {
    apiSchema,
    fullSchema: supergraph.schema.toGraphQLJSSchema(),
    stores: supergraph.subgraphsMetadata().map(({ name }) => storeNamed(name)),
  };
}

function storeNamed(name: string): StoreName {
  if (!isStoreName(name))
    throw new TypeError(`the supergraph has a subgraph that is no store: ${name}`);
  return name;
}
