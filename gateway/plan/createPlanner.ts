import { AppError } from '../../lib/errors/appError.ts';
import type { Log } from '../../lib/log.ts';
import { refuseWhatApolloPlansWrongly, wrongUnderApollo } from './apolloProfile.ts';
import type { PlannerKind } from './child/messages.ts';
import { planKey, supergraphHash, type CommittedPlans } from './committedPlans.ts';
import type { OperationPlan } from './plan.ts';
import { documentPlanner, type PlanningGraph } from './planDocument.ts';
import { plannerLimits, PlannerProcess, type PlannerLimits } from './plannerProcess.ts';
import type { QueryPlanner } from './queryPlanner.ts';
import { assertNothingForgotten } from './wholePlan.ts';

export interface Planner extends QueryPlanner {
  /** Starts the planner ahead of the first document, and says which one serves. */
  readonly open: () => Promise<PlannerKind>;
  readonly close: () => Promise<void>;
}

export interface PlannerOptions extends PlanningGraph {
  /**
   * `auto`: the native planner; Apollo's on machines for which there is no native build, and for the
   * documents that the native one finds no plan for.
   */
  readonly kind: PlannerKind | 'auto';
  readonly log: Log;
  /** Plans made ahead for this supergraph; others are not used. */
  readonly committed?: CommittedPlans | undefined;
  /** Labels of `@override(label:)` that are in force. */
  readonly activeLabels?: readonly string[];
  /** Selections once fragments are written out. */
  readonly selectionsMax?: number;
  readonly limits?: Partial<PlannerLimits>;
  /** The program of the planner's process, where it is not our own. */
  readonly program?: string;
}

/**
 * Planning behind one interface. Throws `NOT_SUPPORTED` where Apollo's planner is asked for and would
 * answer the supergraph wrongly; with `auto` the planner throws it once it has to fall back.
 */
export function createPlanner(options: PlannerOptions): Planner {
  if (options.kind === 'apollo') refuseWhatApolloPlansWrongly(options.supergraphSdl);
  const committed = usableCommitted(options);
  const processes = createProcesses(options);
  const planText = async (text: string): Promise<OperationPlan> => {
    const made = committed[planKey(text)];
    if (made !== undefined) return made;
    const serving = await processes.serving();
    try {
      return await planWith(serving, text);
    } catch (error) {
      const second = isWithoutPlan(error) ? processes.second(serving) : undefined;
      if (second === undefined) throw error;
      options.log.warn('planner.second');
      return planWith(second, text);
    }
  };
  return {
    ...documentPlanner(options, planText, options.selectionsMax),
    open: async () => (await processes.serving()).kind,
    close: processes.close,
  };
}

async function planWith({ process }: Serving, text: string): Promise<OperationPlan> {
  const plan = await process.plan(text);
  assertNothingForgotten(plan);
  return plan;
}

/** Not where the planner was ended: what ends one may cost as much time in the other. */
const isWithoutPlan = (error: unknown): boolean =>
  error instanceof AppError && (error.code === 'INTERNAL' || error.code === 'NOT_SUPPORTED');

/** Plans of the native planner serve under Apollo's as fallback too, but not where Apollo's is asked for. */
function usableCommitted({
  kind,
  committed,
  supergraphSdl,
  activeLabels = [],
  log,
}: PlannerOptions): CommittedPlans['plans'] {
  if (committed === undefined || kind === 'apollo' || activeLabels.length > 0) return {};
  if (committed.supergraph === supergraphHash(supergraphSdl)) return committed.plans;
  log.info('planner.committed.stale');
  return {};
}

interface Serving {
  readonly kind: PlannerKind;
  readonly process: PlannerProcess;
}

function createProcesses({
  supergraphSdl,
  activeLabels = [],
  kind,
  limits,
  log,
  program,
}: PlannerOptions): {
  serving: () => Promise<Serving>;
  /** Who plans what the one that serves finds no plan for; undefined where nobody may. */
  second: (serving: Serving) => Serving | undefined;
  close: () => Promise<void>;
} {
  const started = new Map<PlannerKind, PlannerProcess>();
  const processOf = (planner: PlannerKind): PlannerProcess => {
    const known = started.get(planner);
    if (known !== undefined) return known;
    const fresh = new PlannerProcess({
      ...{ planner, supergraphSdl, activeLabels, log, program },
      limits: { ...plannerLimits, ...limits },
    });
    started.set(planner, fresh);
    return fresh;
  };
  const fallBack = async (): Promise<Serving> => {
    if (kind === 'native') {
      throw new AppError('PLANNER_UNAVAILABLE', { details: { why: 'no native planner' } });
    }
    refuseWhatApolloPlansWrongly(supergraphSdl);
    const process = processOf('apollo');
    await process.open();
    return { kind: 'apollo', process };
  };
  let isNativeMissing = kind === 'apollo';
  let isApolloRight: boolean | undefined;
  return {
    second: (serving) => {
      if (kind !== 'auto' || serving.kind === 'apollo') return undefined;
      isApolloRight ??= wrongUnderApollo(supergraphSdl).length === 0;
      return isApolloRight ? { kind: 'apollo', process: processOf('apollo') } : undefined;
    },
    serving: async () => {
      if (isNativeMissing) return fallBack();
      const native = processOf('native');
      isNativeMissing = (await native.open()) === 'unavailable';
      return isNativeMissing ? fallBack() : { kind: 'native', process: native };
    },
    close: async () => {
      await Promise.all([...started.values()].map((each) => each.close()));
    },
  };
}
