import { unreachable } from '../../lib/unreachable.ts';
import type { FetchStep, PlanStep } from './plan.ts';
import { fetchesOf } from './steps.ts';

/** One sub-request that a plan may make. */
export interface PlannedFetch {
  /** Sub-requests of one number leave together; those of the next one wait for them. */
  readonly round: number;
  /** Subgraphs are named after their stores. */
  readonly store: string;
  readonly kind: 'root' | 'entities';
  /** Types looked up by key; empty for root fetches. */
  readonly entities: readonly string[];
  /** Where the answers go: a path of the client's answer for each lookup, `@` for list items. */
  readonly places: readonly string[];
  readonly text: string;
}

/** In plan order. */
export function plannedFetches(root: PlanStep | undefined): readonly PlannedFetch[] {
  const rounds = new Map<FetchStep, number>();
  if (root !== undefined) noteRounds(root, 1, rounds);
  return fetchesOf({ root }).map((fetch) => plannedFetch(fetch, rounds.get(fetch) ?? 1));
}

/** Notes the round of every fetch; returns the first round after the step. */
function noteRounds(step: PlanStep, round: number, rounds: Map<FetchStep, number>): number {
  switch (step.kind) {
    case 'fetch':
      rounds.set(step, round);
      return round + 1;
    case 'sequence':
      return step.steps.reduce((next, each) => noteRounds(each, next, rounds), round);
    case 'parallel':
      return Math.max(round, ...step.steps.map((each) => noteRounds(each, round, rounds)));
    case 'condition': {
      const branches = [step.whenTrue, step.whenFalse].filter((branch) => branch !== undefined);
      return Math.max(round, ...branches.map((each) => noteRounds(each, round, rounds)));
    }
    default:
      return unreachable(step);
  }
}

function plannedFetch({ subgraph, parts, text }: FetchStep, round: number): PlannedFetch {
  const entities = parts.flatMap((part) =>
    part.kind === 'root'
      ? []
      : part.requires.flatMap((required) => (required.kind === 'fragment' ? required.type : [])),
  );
  const paths = parts.flatMap((part) => (part.kind === 'root' ? [part.path] : part.paths));
  return {
    round,
    store: subgraph,
    kind: parts.some((part) => part.kind === 'root') ? 'root' : 'entities',
    entities: [...new Set(entities)],
    places: paths.map((path) =>
      path
        .flatMap((step) => (step.kind === 'key' ? step.key : step.kind === 'list' ? '@' : []))
        .join('.'),
    ),
    text,
  };
}
