import type { OperationPlan } from './plan.ts';

/** Plans one operation, given as text that is valid against the graph and bounded. */
export type PlanText = (text: string) => OperationPlan;

export interface PlanTextOptions {
  readonly supergraphSdl: string;
  /** Labels of `@override(label:)` that are in force; all others, percentages among them, are not. */
  readonly activeLabels: readonly string[];
}
