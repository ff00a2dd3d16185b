import type { BoundRow } from '../graph/boundTypes.ts';
import type { Needs } from '../graph/needs.ts';
import { rowPlan, type RowPlan } from './rowPlan.ts';

/** How the rows of a table are read. A computed field looks at what it likes, so its rows are whole. */
export type PlanRow = (bound: BoundRow, whole: boolean) => RowPlan;

export type RowPlans = (needs: Needs | undefined, purpose: string) => PlanRow;

interface Kept {
  whole?: RowPlan;
  part?: RowPlan;
}

/** Makes each plan once: most operations need the same of their rows for every request. */
export function createRowPlans(): RowPlans {
  const nothing: Needs = new Map();
  const byNeeds = new WeakMap<Needs, Map<string, PlanRow>>();
  return (needs, purpose) => {
    const key = needs ?? nothing;
    const byPurpose = byNeeds.get(key) ?? new Map<string, PlanRow>();
    byNeeds.set(key, byPurpose);
    const known = byPurpose.get(purpose) ?? planRows(needs, purpose);
    byPurpose.set(purpose, known);
    return known;
  };
}

function planRows(needs: Needs | undefined, purpose: string): PlanRow {
  const plans = new Map<BoundRow, Kept>();
  return (bound, whole) => {
    const kept = plans.get(bound) ?? {};
    plans.set(bound, kept);
    return (kept[whole ? 'whole' : 'part'] ??= rowPlan({ bound, needs, whole, purpose }));
  };
}
