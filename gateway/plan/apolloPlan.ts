import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import { parse } from 'graphql';
import { fromApollo } from './fromApollo.ts';
import type { PlanText, PlanTextOptions } from './planText.ts';

/** Apollo's planner, in this process. */
export function openApollo({ supergraphSdl, activeLabels }: PlanTextOptions): PlanText {
  const supergraph = Supergraph.build(supergraphSdl);
  const apiSchema = supergraph.apiSchema();
  const planner = new QueryPlanner(supergraph);
  const overrideConditions = new Map(activeLabels.map((label) => [label, true]));
  return (text) =>
    fromApollo(
      planner.buildQueryPlan(operationFromDocument(apiSchema, parse(text)), { overrideConditions }),
    );
}
