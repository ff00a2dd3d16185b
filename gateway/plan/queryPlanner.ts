import type { DocumentNode } from 'graphql';
import type { OperationPlan } from './plan.ts';

/** Plans documents over one supergraph. */
export interface QueryPlanner {
  /**
   * The document must be valid, bounded, masked, and hold one operation. Throws `PLANNER_UNAVAILABLE`
   * where the planner ends or is out of time, `NOT_SUPPORTED` on what execution does not have,
   * `INTERNAL` where there is no plan.
   */
  readonly plan: (document: DocumentNode) => Promise<OperationPlan>;
}
