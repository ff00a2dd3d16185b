import { fromNative } from './fromNative.ts';
import type { PlanText, PlanTextOptions } from './planText.ts';

/** The native package can't be loaded: there is no build for this machine, or it is not installed. */
export class NativeUnavailable extends Error {
  override readonly name = 'NativeUnavailable';
}

/** A label `percent(n)` is in force while a number in [0, 100) is below n; no label is at 100. */
const noPercentage = 100;

/**
 * The native planner, in this process. It validates nothing, ends the process on a fragment cycle and
 * runs without end on some documents: only texts of our own come here, or those of a child process.
 */
export async function openNative(options: PlanTextOptions): Promise<PlanText> {
  const planner = new (await nativePlanner())(options.supergraphSdl);
  const labels = new Set(options.activeLabels);
  return (text) => fromNative(planner.plan(text, undefined, labels, noPercentage));
}

async function nativePlanner() {
  try {
    return (await import('@graphql-hive/router-query-planner')).QueryPlanner;
  } catch (cause) {
    throw new NativeUnavailable('the native planner cannot be loaded', { cause });
  }
}
