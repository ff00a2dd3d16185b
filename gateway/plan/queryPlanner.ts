import type { QueryPlan } from '@apollo/query-planner';
import type { DocumentNode } from 'graphql';
import type { StoreName } from '../../lib/storeName.ts';

/** One sub-request that a plan may make. */
export interface PlannedFetch {
  readonly store: StoreName;
  readonly kind: 'root' | 'entities';
  /** Types looked up by key; empty for root fetches. */
  readonly entities: readonly string[];
}

/** How a masked document is answered: which store is asked for what, in which order. */
export interface Plan {
  readonly fetches: readonly PlannedFetch[];
  readonly steps: QueryPlan;
}

export interface QueryPlanner {
  /** The document must be valid, bounded, masked, and hold one operation. */
  readonly plan: (document: DocumentNode) => Plan;
}
