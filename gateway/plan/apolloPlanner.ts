import { operationFromDocument, type Supergraph } from '@apollo/federation-internals';
import {
  QueryPlanner as ApolloQueryPlanner,
  type FetchNode,
  type PlanNode,
  type QueryPlanSelectionNode,
  type SubscriptionNode,
} from '@apollo/query-planner';
import type { StoreName } from '../../lib/storeName.ts';
import { unreachable } from '../../lib/unreachable.ts';
import type { PlannedFetch, QueryPlanner } from './queryPlanner.ts';

/** Plans over the committed supergraph with Apollo's planner; one instance a process. */
export function createApolloPlanner(supergraph: Supergraph): QueryPlanner {
  const apiSchema = supergraph.apiSchema();
  const planner = new ApolloQueryPlanner(supergraph);
  return {
    plan: (document) => {
      const steps = planner.buildQueryPlan(operationFromDocument(apiSchema, document));
      return { steps, fetches: fetchesOf(steps.node).map(plannedFetch) };
    },
  };
}

/** Every store fetch a plan may perform, in plan order. */
function fetchesOf(node: PlanNode | SubscriptionNode | undefined): readonly FetchNode[] {
  if (node === undefined) return [];
  switch (node.kind) {
    case 'Fetch':
      return [node];
    case 'Flatten':
      return fetchesOf(node.node);
    case 'Sequence':
    case 'Parallel':
      return node.nodes.flatMap(fetchesOf);
    case 'Condition':
      return [...fetchesOf(node.ifClause), ...fetchesOf(node.elseClause)];
    case 'Defer':
    case 'Subscription':
      throw new TypeError('deferred fragments and subscriptions are refused before planning');
    default:
      return unreachable(node);
  }
}

const plannedFetch = (fetch: FetchNode): PlannedFetch => ({
  // Subgraphs are named after their stores; composition takes both from one list.
  store: fetch.serviceName as StoreName,
  kind: fetch.requires === undefined ? 'root' : 'entities',
  entities: [...new Set((fetch.requires ?? []).flatMap(entityOf))],
});

const entityOf = (selection: QueryPlanSelectionNode): readonly string[] =>
  selection.kind === 'InlineFragment' && selection.typeCondition !== undefined
    ? [selection.typeCondition]
    : [];
