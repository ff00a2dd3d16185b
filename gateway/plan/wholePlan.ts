import { notSupported } from './refusal.ts';
import type { OperationPlan, PathStep, RequiredSelection } from './plan.ts';
import { fetchesOf } from './steps.ts';

/** What the native planner calls a field that it asks for beside the same field with other arguments. */
const internalAlias = /\b_internal_qp_alias_\d+(?=:)/g;

/**
 * Throws `NOT_SUPPORTED` where a plan asks for a value and never uses it. The native planner sets the
 * values of `@requires(fields: "price(currency: EUR)")` apart under aliases of its own, and forgets them
 * in some plans: the sub-request that requires the value is then sent another one, without an error.
 */
export function assertNothingForgotten(plan: OperationPlan): void {
  const fetches = fetchesOf(plan);
  const asked = fetches.flatMap(({ text }) => text.match(internalAlias) ?? []);
  if (asked.length === 0) return;
  const parts = fetches.flatMap((fetch) => fetch.parts);
  const used = new Set([
    ...parts.flatMap(({ outputRewrites }) => outputRewrites.flatMap(({ path }) => keysOf(path))),
    ...parts.flatMap((part) => (part.kind === 'entities' ? requiredKeys(part.requires) : [])),
  ]);
  if (asked.some((alias) => !used.has(alias))) {
    throw notSupported('one field required with several arguments');
  }
}

const keysOf = (path: readonly PathStep[] | readonly { readonly kind: string }[]) =>
  path.flatMap((step) => ('key' in step && typeof step.key === 'string' ? [step.key] : []));

const requiredKeys = (selections: readonly RequiredSelection[]): readonly string[] =>
  selections.flatMap((selection) => [
    ...(selection.kind === 'field' ? [selection.key] : []),
    ...requiredKeys(selection.selections ?? []),
  ]);
