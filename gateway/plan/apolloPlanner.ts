import { operationFromDocument, type Supergraph } from '@apollo/federation-internals';
import { QueryPlanner as ApolloQueryPlanner } from '@apollo/query-planner';
import { fromApollo } from './fromApollo.ts';
import type { QueryPlanner } from './queryPlanner.ts';

/** Plans over the committed supergraph with Apollo's planner; one instance a process. */
export function createApolloPlanner(supergraph: Supergraph): QueryPlanner {
  const apiSchema = supergraph.apiSchema();
  const planner = new ApolloQueryPlanner(supergraph);
  return {
    plan: (document) =>
      new Promise((resolve) => {
        resolve(fromApollo(planner.buildQueryPlan(operationFromDocument(apiSchema, document))));
      }),
  };
}
