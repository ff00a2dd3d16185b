import type { GraphQLSchema } from 'graphql';
import type { FieldFunction, ReferenceFunction } from '../graph/resolveField.ts';

/** How a store's graph answers: fields by coordinate, references by the name of their type. */
export interface GraphFunctions {
  readonly schema: GraphQLSchema;
  readonly fields: ReadonlyMap<string, FieldFunction>;
  readonly references: ReadonlyMap<string, ReferenceFunction>;
}
