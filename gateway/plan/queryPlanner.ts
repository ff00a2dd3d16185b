import type { DocumentNode } from 'graphql';
import type { OperationPlan } from './plan.ts';

/** Plans documents over one supergraph. */
export interface QueryPlanner {
  /** The document must be valid, bounded, masked, and hold one operation. */
  readonly plan: (document: DocumentNode) => Promise<OperationPlan>;
}
