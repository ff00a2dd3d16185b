import type { ErrorCode } from '../../../lib/errors/catalogue.ts';
import type { OperationPlan } from '../plan.ts';
import type { PlanTextOptions } from '../planText.ts';

export type PlannerKind = 'native' | 'apollo';

/** What the planner's process is told. The first message opens it; then one text at a time. */
export type ToChild =
  | ({ readonly kind: 'open'; readonly planner: PlannerKind } & PlanTextOptions)
  | { readonly kind: 'plan'; readonly text: string };

/** Its answers, each to one message. No words of a planner cross: they may quote a literal. */
export type FromChild =
  | { readonly kind: 'opened' }
  /** The native planner has no build for this machine. */
  | { readonly kind: 'unavailable' }
  /** The supergraph can't be read. */
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'planned'; readonly plan: OperationPlan }
  | { readonly kind: 'failed'; readonly code: ErrorCode };
