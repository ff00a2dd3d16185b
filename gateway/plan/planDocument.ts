import type { GraphQLSchema } from 'graphql';
import { assertPlannable } from './guard.ts';
import type { OperationPlan } from './plan.ts';
import { plannableTexts } from './plannable.ts';
import type { QueryPlanner } from './queryPlanner.ts';
import { requiredWithArguments } from './requirements.ts';
import { fieldNamesOf, separateKeys } from './separateKeys.ts';
import { fetchesOf, inSequence } from './steps.ts';

export interface PlanningGraph {
  readonly supergraphSdl: string;
  /** What documents are valid against. */
  readonly apiSchema: GraphQLSchema;
  /** With every field of the supergraph, those included that clients don't see. */
  readonly fullSchema: GraphQLSchema;
}

/** Selections once fragments are written out; callers have their own, lower bound. */
const selectionsDefault = 20_000;

/** All that happens between a document and a planner of texts, whichever it is and wherever it runs. */
export function documentPlanner(
  { supergraphSdl, apiSchema, fullSchema }: PlanningGraph,
  planText: (text: string) => OperationPlan | Promise<OperationPlan>,
  selectionsMax = selectionsDefault,
): QueryPlanner {
  const fieldNames = fieldNamesOf(fullSchema);
  const required = requiredWithArguments(supergraphSdl, fullSchema);
  return {
    plan: async (document) => {
      assertPlannable(apiSchema, document, selectionsMax);
      const { document: separated, keys } = separateKeys(document, fieldNames, required);
      const plans = await Promise.all(
        plannableTexts(separated).map(async (text) => planText(text)),
      );
      plans.forEach(assertOneMutation);
      const root = inSequence(plans.map((plan) => plan.root));
      return keys.size === 0 ? { root } : { root, keys };
    },
  };
}

/** One root field of a mutation is one request to its store, and everything else comes after it. */
function assertOneMutation(plan: OperationPlan): void {
  const [, ...others] = fetchesOf(plan);
  if (others.some(({ operation }) => operation === 'mutation')) {
    throw new TypeError('the planner asks for a second mutation');
  }
}
