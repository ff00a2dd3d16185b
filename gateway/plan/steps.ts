import { unreachable } from '../../lib/unreachable.ts';
import type { FetchStep, OperationPlan, PlanStep } from './plan.ts';

type Step = PlanStep | undefined;

/** One after the other; a sequence inside is spliced in. Undefined where nothing is left to do. */
export const inSequence = (steps: readonly Step[]): Step => group('sequence', steps);

/** All at once; a parallel step inside is spliced in. */
export const inParallel = (steps: readonly Step[]): Step => group('parallel', steps);

function group(kind: 'sequence' | 'parallel', given: readonly Step[]): Step {
  const steps = given
    .filter((step) => step !== undefined)
    .flatMap((step) => (step.kind === kind ? step.steps : [step]));
  return steps.length > 1 ? { kind, steps } : steps[0];
}

/** By a boolean variable; undefined where neither branch does anything. */
export const onVariable = (variable: string, whenTrue: Step, whenFalse: Step): Step =>
  whenTrue === undefined && whenFalse === undefined
    ? undefined
    : { kind: 'condition', variable, whenTrue, whenFalse };

/** Every sub-request that the plan may make, in plan order. */
export const fetchesOf = ({ root }: OperationPlan): readonly FetchStep[] => fetchesIn(root);

function fetchesIn(step: Step): readonly FetchStep[] {
  switch (step?.kind) {
    case undefined:
      return [];
    case 'fetch':
      return [step];
    case 'sequence':
    case 'parallel':
      return step.steps.flatMap(fetchesIn);
    case 'condition':
      return [...fetchesIn(step.whenTrue), ...fetchesIn(step.whenFalse)];
    default:
      return unreachable(step);
  }
}
